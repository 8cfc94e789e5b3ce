// Package clock computes deadlines. A [Policy] has clauses; [Evaluate] answers each of them for each episode of a case, from
// the clock events of the case, and is the only function that does. Extensions, pauses, simulations, the
// timers and reminders of a clock are here, too.
//
// It decides nothing: who may extend a clock is a matter of package command/deadline. Policies are read from files elsewhere.
package clock
