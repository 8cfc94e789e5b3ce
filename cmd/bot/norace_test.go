//go:build !race

package main

// raceEnabled reports whether the race detector watches this binary.
const raceEnabled = false
