// Package rsync probes whether strangers may enter a module of an rsync daemon (kind "rsync", facet "module").
//
// It names the module and hangs up at the answer, before any list of files. "Unknown module" is a weak closure: the daemon
// says it about a module that is gone, and about one that is hidden from our address.
package rsync
