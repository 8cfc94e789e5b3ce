package policyfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
)

// Mistake is something wrong in a policy file.
type Mistake struct {
	Line    int    `json:"line,omitempty"` // 0: the whole file
	Path    string `json:"path,omitempty"` // such as clauses[2].anchor
	Message string `json:"message"`
}

// String returns the mistake as a person reads it.
func (m Mistake) String() string {
	s := ""
	if m.Line > 0 {
		s = fmt.Sprintf("line %d: ", m.Line)
	}
	if m.Path != "" {
		s += m.Path + ": "
	}
	return s + m.Message
}

// maxMistakes is how many mistakes are printed.
const maxMistakes = 50

// MistakesError holds every mistake of a policy file, in the order of its lines. It is an error with the code Invalid.
type MistakesError struct {
	Name     string
	Mistakes []Mistake
}

func (e *MistakesError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is no policy that can be used; %d to correct:", e.Name, len(e.Mistakes))
	for i, m := range e.Mistakes {
		if i == maxMistakes {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Mistakes)-i)
			break
		}
		b.WriteString("\n  " + m.String())
	}
	return b.String()
}

// Unwrap makes the error one that a person may read.
func (e *MistakesError) Unwrap() error {
	return &disclosure.Error{Code: disclosure.Invalid, Message: e.Name + " has mistakes"}
}

// mistakes gathers what is wrong, and remembers on which line each path stands.
type mistakes struct {
	all   []Mistake
	lines map[string]int
}

func (m *mistakes) add(line int, path, format string, args ...any) {
	m.all = append(m.all, Mistake{Line: line, Path: path, Message: fmt.Sprintf(format, args...)})
}

// line finds where a path stands, or the nearest one above it.
func (m *mistakes) line(path string) int {
	for path != "" {
		if n, ok := m.lines[path]; ok {
			return n
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return m.lines[""]
}

// told reports whether something at the path, or above it, was reported.
func (m *mistakes) told(path string) bool {
	return slices.ContainsFunc(m.all, func(k Mistake) bool {
		return k.Path != "" && (k.Path == path || strings.HasPrefix(path, k.Path+".") || strings.HasPrefix(path, k.Path+"["))
	})
}

func (m *mistakes) err(name string) error {
	if len(m.all) == 0 {
		return nil
	}
	slices.SortStableFunc(m.all, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
	return &MistakesError{Name: name, Mistakes: m.all}
}
