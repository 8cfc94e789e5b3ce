// Package zookeeper probes whether strangers reach a ZooKeeper server (kind "zookeeper", facet "reach").
//
// The server accepts connections from everybody who reaches it, and has rights on single nodes only, so being reachable is
// the exposure. The probe requests the status with the command "srvr". A server with this command switched off says so in
// its own words, and is reachable all the same. No answer closes the facet: only a shut port does.
package zookeeper
