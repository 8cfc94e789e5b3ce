// Package dial is a probe's guarded way out.
//
// A [Dialer] resolves a name, shows every address to package [daylight/disclosure/probe/guard], connects directly or
// through a proxy ([Egress]) and starts TLS. When any of that fails, a [Fault] says whose fault it was: the asset's, that
// of something on the way, or our own. Only the first may ever count towards a closure, so this mapping is where an outage
// of our own network would turn into a false "fixed".
//
// What is said over a connection is the matter of package [daylight/disclosure/probe].
package dial
