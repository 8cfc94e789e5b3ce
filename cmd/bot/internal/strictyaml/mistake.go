package strictyaml

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

// Mistake is one thing that is wrong in a file.
type Mistake struct {
	Line    int    `json:"line,omitempty"` // 1-based; 0 if it is about the whole file
	Path    string `json:"path,omitempty"` // such as events[3].at
	Message string `json:"message"`        // what is wrong and what to write instead
}

// String returns the mistake as a person reads it.
func (m Mistake) String() string {
	var b strings.Builder
	if m.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", m.Line)
	}
	if m.Path != "" {
		b.WriteString(m.Path + ": ")
	}
	b.WriteString(m.Message)
	return b.String()
}

// MistakesError holds every mistake of a file, in the order of its lines. It is an error with the code Invalid, and
// [List.Err] makes it.
type MistakesError struct {
	Name     string // of the file
	Mistakes []Mistake

	head string // the first line of the message
	most int    // how many mistakes the message spells out
}

func (e *MistakesError) Error() string {
	var b strings.Builder
	b.WriteString(e.head)
	for i, m := range e.Mistakes {
		if i == e.most {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Mistakes)-i)
			break
		}
		b.WriteString("\n  " + m.String())
	}
	return b.String()
}

// Unwrap makes the error one that a person may read, with the code for wrong input.
func (e *MistakesError) Unwrap() error {
	return &fault.Error{Code: fault.Invalid, Message: e.Name + " has mistakes"}
}

// List gathers what is wrong. Its zero value is empty.
type List struct{ All []Mistake }

// Add takes note of a mistake. The line is 0, and the path "", if it is about the whole file.
func (l *List) Add(line int, path, format string, args ...any) {
	l.All = append(l.All, Mistake{Line: line, Path: path, Message: fmt.Sprintf(format, args...)})
}

// Err returns everything that is wrong as one [MistakesError], nil if nothing is. Its message begins with head and
// spells out at most so many mistakes, since a person has to read it.
func (l *List) Err(name, head string, most int) error {
	if len(l.All) == 0 {
		return nil
	}
	slices.SortStableFunc(l.All, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
	return &MistakesError{Name: name, Mistakes: l.All, head: head, most: most}
}
