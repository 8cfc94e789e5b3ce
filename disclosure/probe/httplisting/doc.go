// Package httplisting probes whether a web site still lists the content of a folder (kind "http_listing", facet "listing").
//
// It knows a list by its structure ([probe.IsListing]), so that neither the name of a server nor a theme decides. Every other
// page is inconclusive. The first request is for a folder that the site cannot have, because many sites show the same page for
// every path.
package httplisting
