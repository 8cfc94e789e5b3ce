package spreadsheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// The limits of a sheet. A history of ten thousand rows is about one MiB.
const (
	MaxSize  = 32 << 20 // bytes
	MaxRows  = 50_000
	MaxCell  = 20_000 // bytes, as much as the text of an event
	maxHeads = 100
)

// table is a sheet as it is written: its heads and its rows.
type table struct {
	heads []string
	rows  []row
}

// row is one row. number counts as a spreadsheet does.
type row struct {
	number int
	cells  []string
}

// Encoding names a character set that cannot be told from others by its bytes.
type Encoding string

// The encodings. UTF-8, and UTF-16 that says so in its first bytes, are recognised.
const (
	Recognised  Encoding = ""
	Windows1252 Encoding = "windows-1252"
)

// Encodings are those that a person can name.
func Encodings() []Encoding { return []Encoding{Windows1252} }

// decode returns the text of a sheet.
func decode(data []byte, e Encoding, m *mistakes) (string, bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			*m = append(*m, Mistake{Message: "the file begins as UTF-16 and does not go on so: save it as CSV UTF-8"})
			return "", false
		}
		return string(out), true
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\ufeff"), true
	case e == Windows1252:
		out, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err == nil {
			return string(out), true
		}
	}
	line := 1
	for rest := range bytes.Lines(data) {
		if !utf8.Valid(rest) {
			break
		}
		line++
	}
	*m = append(*m, Mistake{Message: fmt.Sprintf("line %d is not UTF-8, and which character set it is cannot be told: save the sheet as CSV UTF-8, or say --encoding %s",
		line, Windows1252)})
	return "", false
}

// cut reads the cells of a sheet. What follows a broken quote cannot be read, because nobody knows where it ends.
func cut(text string, m *mistakes) (table, bool) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var t table
	first, rest, _ := strings.Cut(text, "\n")
	skipped := 0
	comma := rune(0)
	if sep, ok := strings.CutPrefix(first, "sep="); ok && len(sep) == 1 { // so Excel says which separator follows
		comma, text, skipped = rune(sep[0]), rest, 1
		first, _, _ = strings.Cut(text, "\n")
	}
	if comma == 0 {
		comma = separator(first)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	extra := 0 // lines within cells
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			*m = append(*m, Mistake{Message: brokenAt(err, skipped-extra)})
			return t, false
		}
		line, _ := r.FieldPos(0)
		number := line + skipped - extra
		for _, c := range cells {
			extra += strings.Count(c, "\n")
		}
		switch {
		case blank(cells):
		case t.heads == nil:
			t.heads = cells
		case len(t.rows) == MaxRows:
			*m = append(*m, Mistake{Row: number, Message: fmt.Sprintf("there are more than %d rows: split the sheet", MaxRows)})
			return t, false
		default:
			t.rows = append(t.rows, row{number, cells})
		}
	}
	switch {
	case t.heads == nil:
		*m = append(*m, Mistake{Message: "the sheet is empty: it needs a row of heads and a row for each event"})
		return t, false
	case len(t.heads) > maxHeads:
		*m = append(*m, Mistake{Row: 1, Message: fmt.Sprintf("there are more than %d columns", maxHeads)})
		return t, false
	case len(t.rows) == 0:
		*m = append(*m, Mistake{Message: "the sheet has heads and no rows: write a row for each event"})
		return t, false
	}
	return t, true
}

// brokenAt says where the cells cannot be told apart any more.
func brokenAt(err error, shift int) string {
	line := 0
	what := "a cell cannot be read"
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		line = e.StartLine + shift
		what = `a cell has a quote (") in the wrong place`
	}
	return fmt.Sprintf("row %d: %s: put quotes around the whole cell and write each quote within as two; the rows below were not read", line, what)
}

// separator finds what stands between the heads: the one that gives the most columns which are known. Without any, it is the
// one that gives the most columns.
func separator(line string) rune {
	best, bestKnown, bestAll := ',', 0, 0
	for _, comma := range []rune{',', ';', '\t'} {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.LazyQuotes = comma, true
		cells, err := r.Read()
		if err != nil {
			continue
		}
		known := 0
		for _, c := range cells {
			if columnOf(c) != "" {
				known++
			}
		}
		if known > bestKnown || known == bestKnown && len(cells) > bestAll {
			best, bestKnown, bestAll = comma, known, len(cells)
		}
	}
	return best
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
