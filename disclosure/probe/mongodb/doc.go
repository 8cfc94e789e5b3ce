// Package mongodb probes whether a MongoDB server, or one that speaks its protocol, runs commands of strangers (kind "mongodb",
// facet "commands").
//
// It requests the warnings of the last start (getLog), a command that only a server without authentication answers, and
// looks for nothing but the number of lines. It names no database. A list of databases would not do: servers with
// authentication may return an empty one instead of an error.
//
// Both commands travel as OP_MSG. MongoDB 5.1 and later refuse the older opcodes from everybody, open or not, so a probe that
// uses them takes every newer server for closed.
package mongodb
