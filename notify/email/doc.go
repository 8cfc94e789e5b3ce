// Package email is the mail channel: what goes out and what comes in.
//
// Out: a [Composer] freezes the bytes of a mail when a person approves it; a [Sender] brings exactly these bytes to a
// mail server, at most once; a [DryRun] writes them to a folder instead. The address that a mail is sent from carries
// a token ([Tokens]) by which an answer finds its case without any cooperation of the other side.
//
// In: a [Fetcher] stores the raw bytes of each mail of a mailbox and nothing else; [Read] parses them later, and an
// [Interpreter] finds the case of a mail and what it means. A mail that cannot be read or matched waits for a person;
// none is dropped.
//
// No mail is trusted here. A [Verifier] says whether its author is who it names ([Trust]); without a proof it is [Unverified], and says
// nothing in public until a person has looked. A mail can start a probe and a conversation, but never close a case, and only one that
// claims to be from somebody whom the case knows can do that much ([daylight/disclosure/inbound.Writer]).
//
// Not part of this package: the texts (templates), the effect of a reply on a case (disclosure), and running the jobs
// (disclosure/engine).
package email
