package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
)

// Mistake is one thing that is wrong in a case file.
type Mistake struct {
	Line    int    // 1-based; 0 if it is about the whole file
	Path    string // such as events[3].at
	Message string // what is wrong and what to write instead
}

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

// maxMistakes bounds a message that a person has to read.
const maxMistakes = 100

// MistakesError lists every mistake of a case file, in the order of its lines. It is an error with the code Invalid.
type MistakesError struct {
	Name     string // of the file
	Mistakes []Mistake
}

func (e *MistakesError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s has %s, so nothing was imported:", e.Name, counted(len(e.Mistakes), "mistake"))
	for i, m := range e.Mistakes {
		if i == maxMistakes {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Mistakes)-i)
			break
		}
		b.WriteString("\n  " + m.String())
	}
	return b.String()
}

// Unwrap makes the error one that a person may read, with the code for wrong input.
func (e *MistakesError) Unwrap() error {
	return &disclosure.Error{Code: disclosure.Invalid, Message: e.Name + " has mistakes"}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// mistakes gathers what is wrong.
type mistakes struct{ all []Mistake }

func (m *mistakes) add(line int, path, format string, args ...any) {
	m.all = append(m.all, Mistake{Line: line, Path: path, Message: fmt.Sprintf(format, args...)})
}

// err returns everything that is wrong as one error, nil if nothing is.
func (m *mistakes) err(name string) error {
	if len(m.all) == 0 {
		return nil
	}
	slices.SortStableFunc(m.all, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
	return &MistakesError{Name: name, Mistakes: m.all}
}

// didYouMean suggests the known word that is nearest to what was written, "" if none is near.
func didYouMean(written string, known []string) string {
	best, distance := "", 3
	for _, k := range known {
		if d := editDistance(strings.ToLower(written), k); d < distance && d < len(k) {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// editDistance counts the letters to add, drop or replace. Words are short, so the plain table will do.
func editDistance(a, b string) int {
	if len(a) > 40 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			step := 1
			if a[i] == b[j] {
				step = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+step)
		}
	}
	return row[len(b)]
}
