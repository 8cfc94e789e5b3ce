// Package plain makes text from people safe once, when it is decided on: what a terminal, a chat or a page would obey and not
// show is shown instead. It takes nothing away, so that a reader sees what somebody tried.
package plain

import (
	"fmt"
	"strings"
	"unicode"

	"daylight/disclosure/pattern"
)

// Text returns a text in which each control character, direction override and other invisible character is shown (␛,
// ‹U+202E›). Line breaks and tabs stay. Bytes that are no UTF-8 become U+FFFD, and what looks like a mark of our own, such as
// "[mail address removed]", gets other brackets: nobody can write that something was taken out. It may be applied twice.
func Text(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	if strings.IndexFunc(s, live) >= 0 {
		var out strings.Builder
		for _, r := range s {
			out.WriteString(shown(r))
		}
		s = out.String()
	}
	if !strings.Contains(s, "[") {
		return s
	}
	return mark.ReplaceAllString(s, "⟦$1⟧")
}

// Line is [Text] on one line: white space runs as one blank, trimmed. It is for titles, names, addresses and references.
func Line(s string) string { return strings.Join(strings.Fields(Text(s)), " ") }

// IsSafe reports whether nothing in a text would be obeyed instead of shown.
func IsSafe(s string) bool { return strings.IndexFunc(s, live) < 0 }

// mark are the words in brackets that stand where Daylight took something out, in the languages of its texts and its chats.
var mark = pattern.New(`(?i)\[\s*(removed|mail\s+address\s+removed|target\s+removed|target|address|redacted|withheld|` +
	`entfernt|Mailadresse\s+entfernt|supprimé|adresse\s+électronique\s+supprimée)\s*\]`)

// live reports whether a character is obeyed rather than shown. The joiners U+200C and U+200D stay, because Persian, Hindi and
// emoji need them; so do variation selectors.
func live(r rune) bool {
	switch r {
	case '\n', '\t', '\u200C', '\u200D':
		return false
	case '\u034F', '\u115F', '\u1160', '\u180E', '\u2028', '\u2029', '\u3164', '\uFFA0':
		return true // line separators, grapheme joiner and fillers show nothing
	default:
		return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)
	}
}

func shown(r rune) string {
	switch {
	case !live(r):
		return string(r)
	case r < 0x20:
		return string('\u2400' + r) // the picture of the control character
	case r == 0x7F:
		return "\u2421"
	default:
		return fmt.Sprintf("‹U+%04X›", r)
	}
}
