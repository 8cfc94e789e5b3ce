// Package probe sends a probe to an exposed asset and reports, as a [observed.Observation], whether it is still exposed.
//
// It holds what all kinds of probes share: the [Prober] that runs them, the limits of size and time ([Limits]), the
// conversations over HTTP, TCP and DNS, the plan that shows beforehand which bytes will be sent ([Plan]), and the keyed
// seal over an answer. Below it lie three packages: [daylight/disclosure/probe/guard] decides what may be reached,
// [daylight/disclosure/probe/dial] connects, and [daylight/disclosure/probe/target] reads what people paste. What an answer
// means is up to one package per kind, such as [daylight/disclosure/probe/s3]. How many answers make a closure, when to
// probe again and where records are kept is decided elsewhere.
//
// A kind consists of three parts. A target.Service reads its targets. An [Inquiry] runs it: [Inquiry.Exchange] sends one
// request over HTTP, [Inquiry.Talk] holds a conversation over TCP, and both judge everything that does not come from the
// asset. What is left to the kind is the few bytes to send, and what the answers to them mean. Its only way to the network
// is the [Env] that it is given.
//
// Where a probe leaves from is set in [Options]: directly, through a proxy, or from another machine
// ([daylight/disclosure/probe/vantage]).
//
// # What a probe never does
//
// A probe repeats a check that a person has already made. It sends no credentials and writes nothing. The body of an answer
// is read only as far as the verdict needs it, and never leaves the function that judges it: no observation, error or log
// holds a byte of it.
//
// # Verdicts
//
// A facet is open, closed or inconclusive, and inconclusive is the default for every answer that a kind does not know.
// Closed is only ever recognised positively, by an answer that says so. "It did not look open" proves nothing: a scanner
// once stopped finding open MongoDB servers for three years because newer servers refused its outdated message, and each
// of them looked fixed.
package probe
