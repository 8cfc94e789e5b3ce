package fault

import "strings"

// HintCode names something that a person could do about an error. Package disclosure lists those that there are.
type HintCode string

// Hint is what somebody could do about an error. It holds no command, flag or button: each surface words it for those who
// read it there.
type Hint struct {
	Code HintCode          `json:"code"`
	Args map[string]string `json:"args,omitempty"` // what it is about, by name: case, draft, asset …
}

// IsZero reports whether there is no hint.
func (h Hint) IsZero() bool { return h.Code == "" }

// Fill puts the arguments of the hint into the words of a surface, where they stand in braces: "see {case}". A name that
// the hint does not have stays as it is, for a test to find.
func (h Hint) Fill(words string) string {
	var pairs []string
	for name, value := range h.Args {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(words)
}

// HintOf returns the first hint in err's tree: that of the outermost [Error] that has one. It is zero where none has.
func HintOf(err error) Hint {
	if e, ok := err.(*Error); ok && !e.Hint.IsZero() { //nolint:errorlint // this walks the tree itself
		return e.Hint
	}
	switch e := err.(type) { //nolint:errorlint // likewise
	case interface{ Unwrap() error }:
		return HintOf(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, cause := range e.Unwrap() {
			if h := HintOf(cause); !h.IsZero() {
				return h
			}
		}
	}
	return Hint{}
}
