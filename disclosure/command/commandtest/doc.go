// Package commandtest takes cases through commands in tests, on a clock of their own. Tests alone import it.
package commandtest
