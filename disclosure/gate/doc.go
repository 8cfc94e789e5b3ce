// Package gate is the publication gate: [Run] asks whether a writeup may go out, from the case, its timeline and its clocks,
// and from the rendered files themselves. It is pure, runs every check, and gives each answer a reason.
//
// Publishing itself is a command of package command/publish.
package gate
