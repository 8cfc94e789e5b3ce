// Package loopback holds the servers of other people that the demo and the tests talk to, inside the process and on
// this machine only: a post office (SMTP and IMAP), an S3-compatible bucket, and the authority that signs their
// certificates. They speak the real protocols over real sockets, so that the bot runs the same code as in production.
//
// Nothing of Daylight is in here: these servers know no case.
package loopback
