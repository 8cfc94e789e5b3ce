// Package batch asks a long list of targets, once each, without a case.
//
// The list is read while it is asked and each result goes out as soon as it is there, so that neither is ever held as
// a whole. A line that cannot be read or asked becomes a result with an error and stops nobody else.
package batch
