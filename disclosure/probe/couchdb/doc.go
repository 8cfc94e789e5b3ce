// Package couchdb probes whether strangers administer a CouchDB server (facet "admin"), and whether they may list its databases
// (facet "list").
//
// The two are closed in different places. A server that was given an administrator may still list its databases to
// everybody; such half-fixes are common. A single database has its own rules besides both, so a target that names one gets
// a facet for it (facet "database"). Before version 3, databases were readable by default.
package couchdb
