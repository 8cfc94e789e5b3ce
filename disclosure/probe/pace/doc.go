// Package pace decides when a probe may start, so that no network that we probe notices the load.
//
// [Schedule] is the rule: one probe at a time for an address; few starts a second for a network, for its owner and in
// all; a pause where a server asks for one ("Retry-After") or where a fifth of the connections to a network are reset.
// It never waits and never reads a clock, so its tests need neither. [Gate] is the queue in front of it that callers wait
// in. It also checks whether our own network is up ([Gate.Watch]), and lets no probe start while it is down.
package pace
