// Package guard decides what a probe may reach at all: which addresses, which names and which ports.
//
// A target comes from a case file, a chat message or a redirect, so it may point at our own network or at a metadata
// service that hands out credentials. The guard is the one place that says no to that. It opens no connection itself;
// package [daylight/disclosure/probe/dial] consults it before each one.
package guard
