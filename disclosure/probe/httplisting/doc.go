// Package httplisting probes whether a web site still lists the content of a folder (kind "http_listing", facet "listing").
//
// It reads the first 512 bytes, which hold the title by which servers head a listing; names of files are not looked at. The first
// request is for a folder that the site cannot have, because many sites show the same page for every path. A listing whose
// title comes later, or that has none, is not recognised.
package httplisting
