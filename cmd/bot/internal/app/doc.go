// Package app is the composition root: it builds every part from the configuration, joins them and runs them. [App] holds
// what runs in the background, with a file for each channel; what a person can do is its [desk.Desk]. Tests and the demo
// embed an App with a clock, a random source and addresses of their own.
//
// No rule of a case lives here, and no use case that needs neither the engine nor a channel: those are package desk. The
// store is not handed out, so that nobody writes around the service.
package app
