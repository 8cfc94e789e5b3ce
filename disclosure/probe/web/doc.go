// Package web probes whether a web address still shows what it should not (kind "http", facet "http").
//
// What open and closed look like is configured with the asset, as two separate clauses over status, headers and the beginning
// of the body. Without a clause for open only the list of a folder is open: what any other success shows, nobody said. A path
// that the site cannot have is the control: a success that it gets too says nothing about the asset, and a bare refusal is
// strong only where the control is let in. An answer that meets neither clause is inconclusive. Protocols that merely use HTTP
// (object stores, databases) have kinds of their own.
package web
