// Package postgres probes whether a PostgreSQL server lets strangers in without a password (kind "postgres").
//
// It begins a login as a user that no server has, and hangs up at the first answer, before there is a session: a server that
// trusts everybody says so before it checks whether the user exists. The name of the user is derived from the target and not
// random, so that the approved plan shows the exact bytes, and the owner finds the same name in the log each time. Where a
// server trusts only one user, the asset has that user as its key.
//
// A server has separate rules for connections with TLS and without, so these are two facets, "tls" and "plain". The second is
// probed when TLS is closed or not offered.
package postgres
