package casefile

import (
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/spelling"
)

// Mistake is one thing that is wrong in a case file.
type Mistake = strictyaml.Mistake

// MistakesError lists every mistake of a case file.
type MistakesError = strictyaml.MistakesError

// maxMistakes bounds a message that a person has to read.
const maxMistakes = 100

// refusal returns everything that is wrong as one error, nil if nothing is.
func refusal(l *strictyaml.List, name string) error {
	count := "1 mistake"
	if n := len(l.All); n != 1 {
		count = fmt.Sprintf("%d mistakes", n)
	}
	return l.Err(name, fmt.Sprintf("%s has %s, so nothing was imported:", name, count), maxMistakes)
}

// didYouMean suggests the known word that is nearest to what was written, "" if none is near.
func didYouMean(written string, known []string) string {
	best, distance := "", 3
	for _, k := range known {
		if d := spelling.Distance(strings.ToLower(written), k); d < distance && d < len(k) {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
