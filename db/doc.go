// Package db keeps cases, events, jobs, the inbox and encrypted blobs in an SQLite file.
//
// Everything that a command leads to is written by [Store.Commit] in one transaction: the events with their hash
// chain, the projected case, the jobs, the blobs, and the end of the job that the command answers. The events are
// the truth; the row of a case and all indexes can be rebuilt from them, and [Store.Verify] does that and compares.
//
// The package decides nothing about cases. It opens no connection to the outside, knows no channel and runs no job.
package db
