// Package tcpport asks whether a port takes connections from strangers (kind "tcp_port", facet "port").
//
// It connects, says nothing and hangs up. A connection that comes about is open, whatever stands behind it. A refusal is
// a weak closure, as a firewall may mean our address alone. The asset may name a second port of the same host as its key,
// one that ought to stay alive: where that one is silent too, it is the host that is gone, and nothing was shut.
package tcpport
