// Package elasticsearch asks an Elasticsearch or OpenSearch cluster whether strangers may search it (kind
// "elasticsearch").
//
// The facet "data" is whether a stranger may count the documents of all indices: counting is a search, and names
// nothing. An index may be open to those who may not search all, so an address that names one is asked for that one too
// (facet "index"). The answer of the root alone proves nothing, because some set-ups show it to everybody; it is asked only for
// the cluster's id, which tells the same cluster at another address. A cluster that somebody wiped is as open as before.
package elasticsearch
