// Package cli is the command line of the bot: it assembles the commands, groups them for the help and gives all of them
// the same manners.
//
// A noun is a file here, and a package below where it has more than two files. A command reads its flags, calls the desk
// and prints; it decides nothing about a case. What commands share is package session, and how they word things package
// wording; nouns do not know each other. Everything that the bot can do can be done from here.
package cli
