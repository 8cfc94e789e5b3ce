// Package pace decides when a probe may start, so that nobody whom we ask feels it.
//
// [Schedule] is the rule: one probe at a time for an address, few starts a second for a network, its owner and all
// together, a pause where a server asks for one ("Retry-After") or where a fifth of a network resets our connections.
// It does no waiting and reads no clock, so that its tests need neither. [Gate] is the door that callers queue at; it
// also looks whether our own network is up ([Gate.Watch]) and lets nobody out while it is down.
package pace
