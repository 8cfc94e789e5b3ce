// Package app is the composition root: it builds every part from the configuration, joins them and runs them.
// [Desk] holds the use cases that the command line, Slack and the web share; [App] holds what runs in the
// background. Tests and the demo embed an App with a clock, a random source and addresses of their own.
//
// No rule of a case lives here. What a command means is decided by package disclosure.
package app
