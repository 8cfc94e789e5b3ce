// Package elasticsearch probes whether strangers may search an Elasticsearch or OpenSearch cluster (kind "elasticsearch").
//
// Facet "data" is whether a stranger may count the documents of all indices: a count is a search, and names nothing. One
// index may be open to users who may not search all, so a target that names an index gets a facet for it (facet "index").
// The answer of the root proves nothing, because some set-ups show it to everybody. It is requested only for the id of the
// cluster, by which the same cluster is known at another address.
//
// A count of 0 is open: attackers wipe clusters, and a wiped one is as open as before. An HTML page with 200 comes from a
// proxy in front, and is inconclusive.
package elasticsearch
