// Package tcpexpect probes services whose answers are described by data instead of code. It has two kinds.
//
// Kind "tcp_expect" (facet "expect") sends one message over TCP, or none, and looks for patterns in the lines that come back.
// Kind "http_expect" (facet "http") requests one path of a web service. Open and closed are two separate clauses, and both
// are required: an answer that meets neither is inconclusive.
//
// The files below kinds are definitions that are kinds of their own ([Kinds]): one question to a well-known service.
//
// A [Definition] has a name, and an asset refers to it by its key. Those in the folder shipped come with the bot; a team loads
// its own with [Parse]. An asset of kind "tcp_expect" may bring its own clauses instead. Each observation names the
// definition that decided, with a short hash: answers by a changed definition are not comparable.
package tcpexpect
