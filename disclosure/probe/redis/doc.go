// Package redis asks a Redis server, or one that speaks its protocol, whether it serves strangers (kind "redis").
//
// Two facets tell a half-fix from a fix: "ping" is whether a stranger may give a command at all, "data" whether one
// may count the keys. Neither names a key. A server that forbids a stranger one command by a rule (NOPERM) may serve all
// others, so only a demand for a password and the protected mode close.
package redis
