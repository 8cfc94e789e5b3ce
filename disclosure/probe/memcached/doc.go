// Package memcached probes whether a memcached server serves strangers over TCP (kind "memcached", facet "data").
//
// The server has no finer rights: a client that may request the version may read every entry. UDP is not probed; a server
// that answers there is a finding of its own. A server that speaks only the binary protocol does not answer this text, and
// stays inconclusive.
package memcached
