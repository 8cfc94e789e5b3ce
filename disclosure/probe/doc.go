// Package probe asks an exposed asset whether it is still exposed, and answers with a [disclosure.Observation].
//
// It holds what all kinds of probes share: the [Prober] that runs them, the guarded dialer that refuses private
// and metadata addresses after name resolution, the limits of size and time, the reasons for which an answer
// did not come, and the keyed seal over an answer. What an answer means is the matter of one package per kind
// ([daylight/disclosure/probe/s3], [daylight/disclosure/probe/web]). When enough answers make a closure, how
// often to ask and where to keep the record is decided elsewhere.
//
// Where a probe leaves from is a matter of [Options]: directly, through an [Egress], or from another machine altogether
// ([daylight/disclosure/probe/vantage]).
//
// A kind is made of three parts. [Service] reads its targets. [Inquiry] runs it: [Inquiry.Ask] sends a question over
// HTTP, [Inquiry.Talk] holds a conversation over TCP, and both judge everything that is no answer of the asset. What
// is left to the kind is the few bytes to send and what the answers to them mean.
//
// A probe repeats a check that a person already made. It sends no credentials and writes nothing. The body of
// an answer is read only as far as the verdict needs it and never leaves the function that judges it: no
// observation, error or log holds a byte of it.
package probe
