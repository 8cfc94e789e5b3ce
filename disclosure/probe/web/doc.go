// Package web asks a web address whether it still shows what it should not (kind "http", facet "http").
//
// What open and closed look like is written down with the asset, as two separate clauses over status, headers and
// the beginning of the body; without them, the status decides. A refusal that comes as a page which no clause describes
// by more than its status is a weak sign at most: something in front may show it to our address alone. An answer that meets neither clause is
// inconclusive. Protocols that merely travel over HTTP (object stores, databases) have kinds of their own.
package web
