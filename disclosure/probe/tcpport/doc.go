// Package tcpport probes whether a port accepts connections from strangers (kind "tcp_port", facet "port").
//
// It connects, sends nothing and hangs up. A connection is open, whatever is behind it. A refusal is a weak closure, because a
// firewall may refuse our address alone. The asset may name a second port of the same host as its key, one that should stay
// alive: when that one does not answer either, the host is gone and nothing was closed.
package tcpport
