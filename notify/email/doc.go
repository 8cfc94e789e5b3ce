// Package email is the mail channel: what goes out and what comes in.
//
// Out: a [Composer] freezes the bytes of a mail when a person approves it; a [Sender] brings exactly these bytes to a
// mail server, at most once; a [DryRun] writes them to a folder instead. The address that a mail is sent from carries
// a token ([Tokens]) by which an answer finds its case without any cooperation of the other side.
//
// In: a [Fetcher] stores the raw bytes of each mail of a mailbox and nothing else; [Read] understands them later, and
// an [Interpreter] says which case they belong to and what they mean. A mail that cannot be read or matched waits for
// a person; none is dropped.
//
// No mail is trusted here. Who really wrote it (DKIM, PGP) is not checked yet, every [Mail] is [Unverified]; a mail
// can therefore start a probe and a conversation, never close a case.
//
// What does not live here: the texts (templates), the decision what a reply does to a case (disclosure), the running
// of jobs (disclosure/engine).
package email
