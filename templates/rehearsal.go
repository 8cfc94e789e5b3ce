package templates

import "strings"

// rehearsalWords mark what leaves in a rehearsal.
type rehearsalWords struct {
	Mark    string `json:"mark"`    // begins a subject
	Instead string `json:"instead"` // holds {address}
}

// Rehearsal returns what marks a message of a rehearsal: what its subject begins with, and the first line of its text, which says where
// it would have gone. An unknown language is the first one.
func (s *Set) Rehearsal(lang, address string) (mark, line string) {
	w := s.words[Language(lang)].Rehearsal
	return w.Mark, strings.ReplaceAll(w.Instead, "{address}", oneLine(address))
}
