// Package rsync asks an rsync daemon whether strangers may enter a module (kind "rsync", facet "module").
//
// It names the module and hangs up at the answer, before any list of files. "Unknown module" is a weak closure: a module
// that is gone and one that is hidden from our address are answered in the same words.
package rsync
