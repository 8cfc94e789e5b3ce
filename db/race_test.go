//go:build race

package db

// The race detector watches this binary. It makes SQLite, which is translated from C, ten times as slow.
const (
	raceEnabled = true
	notesEach   = 4
)
