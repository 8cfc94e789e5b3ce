package spreadsheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

// Mistake is one thing that is wrong in a sheet.
type Mistake struct {
	Row     int    `json:"row,omitempty"`    // as the spreadsheet counts them: the heads stand in row 1; 0 if it is about the whole sheet
	Column  string `json:"column,omitempty"` // its head
	Cell    string `json:"cell,omitempty"`   // such as C5
	Message string `json:"message"`          // what is wrong and what to write instead
}

// String returns the mistake as a person reads it.
func (m Mistake) String() string {
	var at []string
	if m.Row > 0 {
		at = append(at, fmt.Sprintf("row %d", m.Row))
	}
	switch {
	case m.Column != "" && m.Cell != "":
		at = append(at, fmt.Sprintf("column %s (%s)", m.Column, m.Cell))
	case m.Column != "":
		at = append(at, "column "+m.Column)
	}
	if len(at) == 0 {
		return m.Message
	}
	return strings.Join(at, ", ") + ": " + m.Message
}

// MistakesError holds every mistake of a sheet, in the order of its rows. It is an error with the code Invalid.
type MistakesError struct {
	Name     string // of the file
	Mistakes []Mistake
}

// maxMistakes bounds a message that a person has to read; the JSON form holds all.
const maxMistakes = 100

func (e *MistakesError) Error() string {
	var b strings.Builder
	count := "1 mistake"
	if n := len(e.Mistakes); n != 1 {
		count = fmt.Sprintf("%d mistakes", n)
	}
	fmt.Fprintf(&b, "%s has %s, so nothing was imported:", e.Name, count)
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
	return &fault.Error{Code: fault.Invalid, Message: e.Name + " has mistakes"}
}

// mistakes gathers what is wrong.
type mistakes []Mistake

func (m *mistakes) err(name string) error {
	if len(*m) == 0 {
		return nil
	}
	slices.SortStableFunc(*m, func(a, b Mistake) int { return cmp.Compare(a.Row, b.Row) })
	return &MistakesError{Name: name, Mistakes: *m}
}

// letters names a column as spreadsheets do: A to Z, then AA.
func letters(index int) string {
	name := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
