// Package etcd asks an etcd server whether strangers may read its keys (kind "etcd").
//
// The one facet "keys" is whether a stranger may count them through the JSON gateway of version 3 of the protocol.
// /version answers everybody, whatever is shut, and is not asked. The keys of version 2 of the protocol are others with
// rules of their own; a server that still shows those is an asset of kind "http".
package etcd
