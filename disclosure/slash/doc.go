// Package slash reads the commands that somebody writes in a comment: "/fixed", in whatever spelling people use.
//
// It says which command a line is, what it is given, and for what is none, which one was probably meant. What a command does
// is decided elsewhere; which lines are the writer's own is known to the channel.
package slash
