package policyfile

import (
	"fmt"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/strictyaml"
)

// Mistake is something wrong in a policy file.
type Mistake = strictyaml.Mistake

// MistakesError holds every mistake of a policy file.
type MistakesError = strictyaml.MistakesError

// maxMistakes is how many mistakes are printed.
const maxMistakes = 50

// mistakes gathers what is wrong, and remembers on which line each path stands.
type mistakes struct {
	strictyaml.List
	lines strictyaml.Lines
}

// reported says whether something at the path, or above it, was reported.
func (m *mistakes) reported(path string) bool {
	return slices.ContainsFunc(m.All, func(k Mistake) bool {
		return k.Path != "" && (k.Path == path || strings.HasPrefix(path, k.Path+".") || strings.HasPrefix(path, k.Path+"["))
	})
}

// refusal returns everything that is wrong as one error, nil if nothing is.
func (m *mistakes) refusal(name string) error {
	return m.Err(name, fmt.Sprintf("%s is not a usable policy; %d to correct:", name, len(m.All)), maxMistakes)
}
