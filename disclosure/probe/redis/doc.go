// Package redis probes whether a Redis server, or one that speaks its protocol, serves strangers (kind "redis").
//
// Two facets tell a half-fix from a fix: "ping" is whether a stranger may run any command, "data" whether one may count the
// keys. Neither names a key. A server that forbids one command by a rule (NOPERM) may allow all others, so only a demand for
// a password and the protected mode close a facet.
package redis
