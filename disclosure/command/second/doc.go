// Package second says what waits for the second of two people: what exactly a proposal states, and the command by which
// somebody agrees to it. It decides nothing; who may agree is the rule of the command.
package second
