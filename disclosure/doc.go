// Package disclosure is the domain of Daylight: what a case is, what may happen to it, and what follows.
//
// A [Command] says what somebody wants. [Decide] is a pure function that either refuses it with an [Error]
// or answers with the events that now happened and the jobs that have to run. [Apply] is the only function
// that changes a [Case]; the stored row, the verification and every page come out of it. [Service] ties the
// two to a store in one transaction.
//
// The package imports the standard library only. SQL, mail, chat, HTTP and YAML live in their own packages and
// know this one; it knows none of them.
package disclosure
