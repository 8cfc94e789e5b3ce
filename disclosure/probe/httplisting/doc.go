// Package httplisting asks a web server whether it lists the files of a folder (kind "http_listing", facet "listing").
//
// The title of the page tells, within its first 512 bytes; names of files are not looked at. What the site says about a
// folder that it cannot have is asked first, as for files: only a site that says "not found" for one can be believed
// when it denies the other.
package httplisting
