// Package zookeeper asks whether strangers reach a ZooKeeper server (kind "zookeeper", facet "reach").
//
// The server takes connections from everybody who reaches it and has its rights on single nodes, so to be reached is the
// exposure. It is asked for its status by the word "srvr". A server that has this word switched off says so in words of
// its own, and is reached all the same. Nothing that it can answer closes the facet: only a port that is shut does.
package zookeeper
