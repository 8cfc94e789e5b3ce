// Package memcached asks a memcached server over TCP whether it serves strangers (kind "memcached", facet "data").
//
// The server has no finer rights: whoever may ask for its version may read every entry. UDP is not asked; a server
// that answers there is a finding of its own.
package memcached
