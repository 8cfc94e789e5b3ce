// Package httpmatch probes a web address by patterns that a person wrote down (kind "http_match", facet "match").
//
// Unlike kind "http", it needs both clauses, for open and for closed. An answer that meets neither is inconclusive: that open
// was not seen does not mean that it is closed.
package httpmatch
