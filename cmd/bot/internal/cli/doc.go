// Package cli is the command line of the bot: one file a noun. A command reads its flags, calls the desk and
// prints; it decides nothing about a case. Everything that the bot can do can be done from here.
package cli
