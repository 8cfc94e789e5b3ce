// Package batch probes a long list of targets, once each, without a case.
//
// The list is read while it is probed, and each result is handed on as soon as it is there, so neither is ever held in
// memory as a whole. A line that cannot be read or probed becomes a result with an error, and does not stop the others.
package batch
