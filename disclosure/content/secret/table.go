package secret

import (
	"cmp"
	"slices"
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
	all := ruler.FindAllStringIndex(t.text, -1)
	for i, m := range all {
		end := len(t.text)
		if i+1 < len(all) {
			end = all[i+1][0] + 1 // the next table may begin with the sign that ends this one
		}
		n := strings.Count(t.text[m[0]:m[1]], "|") - 1
		if n == 1 && !strings.HasSuffix(strings.TrimRight(t.text[:m[0]], " \t\r\n"), "|") {
			return append(out, t.ofPage(m[0], m[1])...)
		}
		head := t.cellsBefore(m[0], n)
		if len(head) < n {
			continue
		}
		for column, cell := range head {
			if t.headsPasswords(cell) {
				out = append(out, t.column(word{m[1], end}, n, column)...)
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
	first, _ := slices.BinarySearchFunc(t.words, cell.start, func(w word, at int) int { return cmp.Compare(w.start, at) })
	for i := first; i < len(t.words) && t.words[i].start < cell.end; i++ {
		if t.kindOf(i) == password && !strings.HasSuffix(t.at(i), "s") {
			return true
		}
	}
	return false
}

// column is what the rows behind the head hold in one of n columns.
func (t *reader) column(rows word, n, column int) []hit.Hit {
	var out []hit.Hit
	for at := rows.start; ; {
		if at >= rows.end {
			return out
		}
		rest := t.text[at:rows.end]
		at += len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
		if at >= rows.end || t.text[at] != '|' {
			return out
		}
		for i := range n {
			length := strings.IndexByte(t.text[at+1:max(at+1, rows.end)], '|')
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

// ofPage finds them in a table of a page, which is read as "| head | head | --- | cell | cell | cell | cell": nothing ends its rows.
func (t *reader) ofPage(headEnd, from int) []hit.Hit {
	var announces []bool // by column
	for _, head := range t.cells(0, headEnd)[1:] {
		announces = append(announces, t.headsPasswords(head))
	}
	if !slices.Contains(announces, true) {
		return nil
	}
	var out []hit.Hit
	for i, cell := range t.cells(from, len(t.text)) {
		if announces[i%len(announces)] {
			if v, ok := t.cell(cell); ok {
				out = append(out, t.find(password, v))
			}
		}
	}
	return out
}

// cells are the parts of a text between its bars.
func (t *reader) cells(from, to int) []word {
	var out []word
	for {
		n := strings.IndexByte(t.text[from:to], '|')
		if n < 0 {
			return append(out, word{from, to})
		}
		out = append(out, word{from, from + n})
		from += n + 1
	}
}
