//go:build !race

package db

// The race detector does not watch this binary.
const (
	raceEnabled = false
	notesEach   = 20
)
