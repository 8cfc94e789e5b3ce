// Package uptime notes beside the answers of probes for how long the machine has been running: a clock that nobody sets, by which the
// domain can tell when the other one was.
package uptime
