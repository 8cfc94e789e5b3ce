// Package outreach knows how parties were reached: every attempt and what came of it, what proves that somebody was told,
// the hours that laws count from such a proof, the steps of the escalation that are due, and which messages may still leave.
//
// It writes and sends nothing.
package outreach
