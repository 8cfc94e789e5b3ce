// Package engine runs deferred work. It claims due jobs under a lease, hands each to the handler of its task,
// and commits the result together with the end of the job: a result is a command again.
//
// The engine knows leases, fencing, backoff and the four outcomes of an effect. It knows no channel, no SQL and
// no rule of a case: channels come in as [Sender], assets as [Prober], and everything that a result means for a
// case is decided by package disclosure.
package engine
