// Package demo plays the reference case through the real bot: real engine, real SMTP and IMAP, a real answer of a
// real S3-compatible server over TLS, all on loopback and inside the process, on a clock that jumps from one event
// to the next. It holds the script; the servers are those of package loopback. Whatever happens to the case happens
// in the same code as in production.
package demo
