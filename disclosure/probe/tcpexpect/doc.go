// Package tcpexpect asks services whose answers are written down as data instead of code. It has two kinds.
//
// Kind "tcp_expect" (facet "expect") says one thing over TCP, or nothing, and looks for patterns in the lines that come
// back. Kind "http_expect" (facet "http") asks one path of a web service. What open and what closed look like are two
// separate clauses, and both have to be given: what meets neither is inconclusive.
//
// A [Definition] has a name, and an asset names it as its key. Those in the folder shipped come with the bot; a team adds
// its own, which it loads with [Parse]. An asset of kind "tcp_expect" may bring its own clauses instead. Which definition
// decided is part of each observation, as a short hash: a changed definition is another question.
package tcpexpect
