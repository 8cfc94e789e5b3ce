// Package legible reduces text to what a reader of a page can see. What a page says of a case and every text of a picture goes through
// it; package prose reads what people write for a page by rules of its own. How a text is escaped is the matter of whoever writes a
// format, and what may be published at all that of package writeup and the gate.
package legible

import (
	"strings"
	"unicode"
)

// Line is [Paragraphs] on one line: white space runs as one blank, trimmed. No-break spaces stay.
func Line(s string) string {
	return strings.Join(strings.FieldsFunc(printable(s, false), func(r rune) bool { return r == ' ' }), " ")
}

// Paragraphs drops what nobody can see and keeps line feeds: no control characters, no invisible ones that hide or turn text, no
// characters that XML forbids, no bytes that are no UTF-8. Other white space becomes a blank.
func Paragraphs(s string) string { return printable(s, true) }

// printable drops what nobody can see. Line feeds survive if the caller wants paragraphs.
func printable(s string, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\u00a0' || r == '\u202f':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar,
			r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef:
			return -1
		default:
			return r
		}
	}, s)
}
