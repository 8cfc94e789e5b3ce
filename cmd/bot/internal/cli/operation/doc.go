// Package operation holds what the people who run the bot call: set it up (init, config, slack, doctor), run it (serve,
// demo) and look after it (db, jobs). Each file is one noun; one that outgrows its file gets a package of its own.
//
// The work on a case does not belong here.
package operation
