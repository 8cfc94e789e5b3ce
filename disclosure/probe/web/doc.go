// Package web probes whether a web address still shows what it should not (kind "http", facet "http").
//
// What open and closed look like is configured with the asset, as two separate clauses over status, headers and the beginning
// of the body. Without them the status decides. A refusal that comes as an HTML page, and that no clause describes by more
// than its status, is at most a weak sign: something in front may show it to our address alone. An answer that meets neither
// clause is inconclusive. Protocols that merely use HTTP (object stores, databases) have kinds of their own.
package web
