package wording

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/plain"
)

// OneLine keeps printable characters and folds the rest.
func OneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(Printable, text)), " ")
}

// Block makes a text of several lines safe for a terminal.
func Block(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return Printable(r)
	}, text)
}

// Printable is what a terminal or a file may be shown of a character: itself, a blank, or nothing (-1).
func Printable(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return ' '
	case !plain.IsSafe(string(r)): // controls, direction marks and what shows nothing
		return -1
	default:
		return r
	}
}

// Dash shows an empty cell.
func Dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// Count writes a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Cut shortens a text by runes.
func Cut(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	return string(r[:n-1]) + "…"
}

// Words joins words for a sentence or a help text.
func Words[S ~string](list []S) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// Fill breaks a text of one paragraph into lines of at most width characters. A longer word stays whole.
func Fill(text string, width int) string {
	var out strings.Builder
	n := 0
	for word := range strings.FieldsSeq(text) {
		size := utf8.RuneCountInString(word)
		switch {
		case n == 0:
		case n+1+size > width:
			out.WriteByte('\n')
			n = 0
		default:
			out.WriteByte(' ')
			n++
		}
		out.WriteString(word)
		n += size
	}
	return out.String()
}
