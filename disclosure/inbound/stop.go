package inbound

import (
	"strings"
)

// AsksToStop reports whether a message from a party asks for an end of the probes: the word STOP alone on one of its
// first lines, as our first mail offers it.
func AsksToStop(text string) bool {
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if i == 5 {
			break
		}
		if strings.Trim(strings.TrimSpace(line), ".!*_\"'“”« »") == "STOP" {
			return true
		}
	}
	return false
}
