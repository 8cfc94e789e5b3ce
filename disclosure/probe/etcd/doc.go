// Package etcd probes whether strangers may read the keys of an etcd server (kind "etcd", facet "keys").
//
// It counts the keys through the JSON gateway of version 3 of the protocol. /version answers everybody, whatever is closed,
// so it proves nothing and is not used. Version 2 of the protocol has other keys with rules of their own; a server that still
// shows those is an asset of kind "http". A server whose gateway is switched off stays inconclusive, although gRPC may be open.
package etcd
