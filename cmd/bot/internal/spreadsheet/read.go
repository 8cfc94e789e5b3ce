package spreadsheet

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/casefile"
	"daylight/disclosure/fault"
)

// Options say what a sheet leaves open.
type Options struct {
	Dates    Order
	Zone     string // of times without one: a place such as Europe/Paris or an offset
	Encoding Encoding
	Ignore   []string // heads of columns that are left out
	Kinds    []string // the kinds of assets that there are; none given, every kind is taken
}

// Case is one case of a sheet.
type Case struct {
	Name string // how the sheet calls it: what stands in the column case, else its title and its vendor
	Row  int    // the first of its rows
	File *casefile.File
	Hash [32]byte // of all that the sheet says of it
}

// Read reads a sheet. A sheet with mistakes gives a [MistakesError] that lists all of them, and no case. The cases come in the
// order of their first rows. label is for messages.
func Read(r io.Reader, label string, o Options) ([]Case, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fault.Errorf(fault.Unavailable, "%s could not be read: %w", label, err)
	}
	if len(data) > MaxSize {
		return nil, fault.Errorf(fault.Invalid, "%s is larger than %d MiB: split the sheet", label, MaxSize>>20)
	}
	s := sheet{options: o, words: newWords(), dates: dates{o.Dates, o.Zone}, drafts: map[string]*draft{}}
	if text, ok := decode(data, o.Encoding, &s.mistakes); ok {
		if t, ok := cut(text, &s.mistakes); ok && s.columns(t.heads) {
			for _, one := range t.rows {
				s.row(one)
			}
		}
	}
	var out []Case
	for _, d := range s.order {
		if c, ok := s.finish(d); ok {
			out = append(out, c)
		}
	}
	if err := s.err(label); err != nil {
		return nil, err
	}
	return out, nil
}

// sheet is a sheet while it is read.
type sheet struct {
	mistakes
	options Options
	words   words
	dates   dates
	heads   []string
	at      map[column]int // where each column stands
	drafts  map[string]*draft
	order   []*draft
}

// columns finds what the columns hold.
func (s *sheet) columns(heads []string) bool {
	s.heads, s.at = heads, make(map[column]int, len(heads))
	ok := true
	wrong := func(i int, format string, args ...any) {
		s.mistakes = append(s.mistakes, Mistake{Row: 1, Column: clip(strings.TrimSpace(heads[i])), Cell: letters(i) + "1", Message: fmt.Sprintf(format, args...)})
	}
	for i, head := range heads {
		c := columnOf(head)
		switch _, twice := s.at[c]; {
		case strings.TrimSpace(head) == "":
		case slices.ContainsFunc(s.options.Ignore, func(n string) bool { return squeezed(n) == squeezed(head) }):
		case c == "":
			wrong(i, "nobody knows this column: rename it to one of %s, or leave it out with --ignore %q", strings.Join(known(), ", "), strings.TrimSpace(head))
		case twice:
			ok = false
			wrong(i, "column %s holds the %s already: leave one of the two out with --ignore", letters(s.at[c]), c)
		default:
			s.at[c] = i
		}
	}
	for _, c := range []column{date, event} {
		if _, has := s.at[c]; !has {
			ok = false
			s.mistakes = append(s.mistakes, Mistake{Row: 1, Message: fmt.Sprintf("the column %s is missing: each row needs it", c)})
		}
	}
	_, named := s.at[caseName]
	if _, titled := s.at[title]; !named && !titled {
		ok = false
		s.mistakes = append(s.mistakes, Mistake{Row: 1, Message: "the columns case and title are missing: one of them says to which case a row belongs"})
	}
	return ok
}

// cell is what stands in a column of a row.
func (s *sheet) cell(r row, c column) string {
	i, ok := s.at[c]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// add takes note of a mistake in a cell.
func (s *sheet) add(number int, c column, format string, args ...any) {
	m := Mistake{Row: number, Message: fmt.Sprintf(format, args...)}
	if i, ok := s.at[c]; ok {
		m.Column, m.Cell = clip(strings.TrimSpace(s.heads[i])), fmt.Sprintf("%s%d", letters(i), number)
	} else {
		m.Column = string(c)
	}
	s.mistakes = append(s.mistakes, m)
}

func clip(s string) string {
	for i := range s {
		if i > 60 {
			return s[:i] + "…"
		}
	}
	return s
}
