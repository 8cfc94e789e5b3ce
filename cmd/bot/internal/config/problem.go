package config

import (
	"cmp"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/fault"
)

// Problem is one mistake in a configuration. It never holds the value of a secret.
type Problem struct {
	Path    string `json:"path,omitempty"` // such as mail.smtp.host; "" for the file as a whole
	Line    int    `json:"line,omitempty"` // 1 is the first; 0 for what is not in the file
	Message string `json:"message"`
}

func (p Problem) String() string {
	return strictyaml.Mistake{Line: p.Line, Path: p.Path, Message: p.Message}.String()
}

// Problems are all mistakes of a configuration. They are an error with code Invalid.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes the problems an error of the caller's input.
func (p Problems) Unwrap() error {
	return &fault.Error{Code: fault.Invalid, Message: "the configuration has mistakes"}
}

// inOrder sorts by the place in the file; what is not in the file comes last.
func (p Problems) inOrder() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		switch {
		case a.Line == b.Line:
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Message, b.Message))
		case a.Line == 0:
			return 1
		case b.Line == 0:
			return -1
		default:
			return cmp.Compare(a.Line, b.Line)
		}
	})
	return p
}
