package signature

import (
	"strings"
	"time"
	"unicode"

	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// firstLine names the form of the text. Another form gets another number, so that no text can be read in two ways.
const firstLine = "daylight approval 1"

// textLimit bounds a statement, in bytes.
const textLimit = 4 << 10

// How old a signature may be when it is handed in: as long as a proposal waits. Clocks differ a little.
const (
	maxAge   = 7 * 24 * time.Hour
	maxAhead = 5 * time.Minute
)

// Statement is what a person signs: one decision, in one instance of Daylight, under one name, at one moment.
type Statement struct {
	Instance string // id of the instance, from its log
	Decision person.Decision
	By       string    // name of who approves, as in the configuration
	At       time.Time // UTC, to the second
}

// fields are the lines of the text after the first one, in their order.
func (s *Statement) fields() []struct {
	name  string
	value *string
} {
	return []struct {
		name  string
		value *string
	}{
		{"instance", &s.Instance},
		{"case", &s.Decision.Case},
		{"decision", &s.Decision.What},
		{"digest", &s.Decision.Digest},
		{"approved by", &s.By},
	}
}

// Text is the text that is signed. Each statement has exactly one.
func (s Statement) Text() string {
	var b strings.Builder
	b.WriteString(firstLine + "\n")
	for _, f := range s.fields() {
		b.WriteString(f.name + ": " + *f.value + "\n")
	}
	b.WriteString("at: " + s.At.UTC().Format(time.RFC3339) + "\n")
	return b.String()
}

// Check refuses a statement that has no text of its own: fields that are empty or hold more than one line.
func (s Statement) Check() error {
	for _, f := range s.fields() {
		if *f.value == "" || strings.TrimSpace(*f.value) != *f.value || strings.ContainsFunc(*f.value, unicode.IsControl) {
			return fault.Errorf(fault.Invalid, "the statement to sign has no %s that fits on one line", f.name)
		}
	}
	if s.At.IsZero() || len(s.Text()) > textLimit {
		return fault.Errorf(fault.Invalid, "the statement to sign has no moment, or is too long")
	}
	return nil
}

// ParseStatement reads a text. A text in any other spelling than that of [Statement.Text] is refused with code Invalid.
func ParseStatement(text string) (Statement, error) {
	var s Statement
	if len(text) > textLimit {
		return s, fault.Errorf(fault.Invalid, "this is not what `--statement` prints: it is longer than %d bytes", textLimit)
	}
	lines := strings.Split(text, "\n")
	fields := s.fields()
	if len(lines) != len(fields)+3 || lines[0] != firstLine { // the first, the moment, and nothing after the last line break
		return Statement{}, notOurs()
	}
	for i, f := range fields {
		value, ok := strings.CutPrefix(lines[i+1], f.name+": ")
		if !ok {
			return Statement{}, notOurs()
		}
		*f.value = value
	}
	at, err := time.Parse("at: "+time.RFC3339, lines[len(fields)+1])
	if err != nil {
		return Statement{}, notOurs()
	}
	s.At = at.UTC()
	if s.Text() != text || s.Check() != nil {
		return Statement{}, notOurs()
	}
	return s, nil
}

func notOurs() error {
	return fault.Errorf(fault.Invalid, "the signed text is not what `--statement` prints: sign exactly those lines")
}

// Approves refuses a statement that is about something else than wanted, or that is too old or from the future. The moment
// and the name of wanted do not matter: those are the signer's.
func (s Statement) Approves(wanted Statement, now time.Time) error {
	switch {
	case s.Instance != wanted.Instance:
		return fault.Errorf(fault.Refused, "the signature is for the instance %.8s, and this is %.8s", s.Instance, wanted.Instance)
	case s.Decision.Case != wanted.Decision.Case:
		return fault.Errorf(fault.Refused, "the signature is for %s, and this is %s", s.Decision.Case, wanted.Decision.Case)
	case s.Decision.What != wanted.Decision.What:
		return fault.Errorf(fault.Refused, "the signature is for %q, and this is %q", s.Decision.What, wanted.Decision.What)
	case s.Decision.Digest != wanted.Decision.Digest:
		return fault.Errorf(fault.Refused, "what was signed has changed since (%.12s, now %.12s): look at it and sign again", s.Decision.Digest, wanted.Decision.Digest)
	case now.Sub(s.At) > maxAge:
		return fault.Errorf(fault.Refused, "the signature is of %s, and counts for %d days: sign again", s.At.Format(time.DateOnly), int(maxAge.Hours()/24))
	case s.At.Sub(now) > maxAhead:
		return fault.Errorf(fault.Refused, "the signature is of %s, which is in the future: set the clock right and sign again", s.At.Format(time.RFC3339))
	}
	return nil
}
