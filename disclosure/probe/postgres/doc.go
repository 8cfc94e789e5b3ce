// Package postgres asks a PostgreSQL server whether it lets strangers in without a password (kind "postgres").
//
// It begins a login as a user that no server has and hangs up at the first answer, before there is a session: a server
// that trusts everybody says so before it looks whether the user exists. The user's name is made of the target, not of
// chance, so that the approved plan shows the very bytes and the owner finds the same name in the log each time. Where
// a server trusts one user only, the asset names it as the key.
//
// A server has separate rules for connections with TLS and without it, so these are two facets, "tls" and "plain".
// Without TLS is asked when with TLS is shut or not offered.
package postgres
