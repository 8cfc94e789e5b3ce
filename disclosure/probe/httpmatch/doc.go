// Package httpmatch asks a web address for two patterns that a person wrote down (kind "http_match", facet "match").
//
// One clause says what open looks like and another what closed does, each over status, headers and the first 64 KiB;
// both are needed, and what meets neither is inconclusive. Kind "http" is the plain form, in which the status decides
// where no clause does.
package httpmatch
