// Package couchdb asks a CouchDB server whether strangers govern it (facet "admin") and whether they may list its
// databases (facet "list").
//
// The two are shut in different places: a server that was given an administrator may go on listing its databases to
// everybody. A single database has its own rules beyond both, so an address that names one is asked for that one too
// (facet "database"). A server from before version 3 lets databases be read by default.
package couchdb
