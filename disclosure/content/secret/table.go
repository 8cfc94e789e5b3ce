package secret

import (
	"strings"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// ruler is the line below the head of a table in Markdown.
var ruler = pattern.New(`\|[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|`)

// columns finds what stands in the columns of a table whose head says that they hold passwords. The lines of a table may have been
// joined, as a paragraph is: its rows are then told apart by the number of their cells.
func (t *reader) columns() []hit.Hit {
	if !strings.Contains(t.text, "--") || !strings.Contains(t.text, "|") {
		return nil
	}
	var out []hit.Hit
	for _, m := range ruler.FindAllStringIndex(t.text, -1) {
		n := strings.Count(t.text[m[0]:m[1]], "|") - 1
		head := t.cellsBefore(m[0], n)
		if len(head) < n {
			continue
		}
		for column, cell := range head {
			if t.headsPasswords(cell) {
				out = append(out, t.column(m[1], n, column)...)
			}
		}
	}
	return out
}

// cellsBefore are the last n cells of the row that ends before an offset.
func (t *reader) cellsBefore(at, n int) []word {
	out := make([]word, n)
	end := strings.LastIndexByte(t.text[:at], '|')
	for i := n - 1; i >= 0; i-- {
		if end < 0 {
			return nil
		}
		start := strings.LastIndexByte(t.text[:end], '|')
		out[i] = word{start + 1, end}
		end = start
	}
	return out
}

// headsPasswords reports whether the head of a column names a password. "Passwords" counts them, or says how they were kept.
func (t *reader) headsPasswords(cell word) bool {
	for i, w := range t.words {
		if w.start >= cell.end {
			break
		}
		if w.start >= cell.start && t.kindOf(i) == password && !strings.HasSuffix(t.at(i), "s") {
			return true
		}
	}
	return false
}

// column is what the rows behind the head hold in one of n columns.
func (t *reader) column(from, n, column int) []hit.Hit {
	var out []hit.Hit
	for at := from; ; {
		rest := t.text[at:]
		at += len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
		if at >= len(t.text) || t.text[at] != '|' {
			return out
		}
		for i := range n {
			length := strings.IndexByte(t.text[at+1:], '|')
			if length < 0 {
				return out
			}
			if cell := (word{at + 1, at + 1 + length}); i == column {
				if v, ok := t.cell(cell); ok {
					out = append(out, t.find(password, v))
				}
			}
			at += 1 + length
		}
		at++ // the sign that ends the row
	}
}

// cell is the value in a cell, if it is one.
func (t *reader) cell(cell word) (value, bool) {
	raw := t.text[cell.start:cell.end]
	inner := strings.Trim(raw, " \t`*\"'")
	start := cell.start + strings.Index(raw, inner)
	v := value{start: start, end: start + len(inner)}
	secret := !strings.ContainsAny(inner, " \n") && !taken(inner) && stronger(inner)
	return v, secret && inner != ""
}
