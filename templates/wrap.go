package templates

import (
	"strings"
	"unicode/utf8"

	"daylight/disclosure/pattern"
)

// width is the longest line of a mail in characters. It leaves room for quoting below the customary 76.
const width = 72

// A template is written one paragraph a line. Three marks keep a line to itself: two leading spaces for an entry
// ("  Address:   …"), "- " for an item of a list, and "| " for a line of a signature, whose mark is dropped.

// entryLabel is the part of an entry before its value.
var entryLabel = pattern.New(`^  \S.*?:\s+`)

// wrap breaks the paragraphs of a text at the width. A word that is longer, such as the address of an asset, stays
// whole: a broken identifier is worse than a long line.
func wrap(text string) string {
	var out strings.Builder
	blank := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " ")
		if line == "" {
			blank++
			continue
		}
		if blank > 0 && out.Len() > 0 {
			out.WriteByte('\n')
		}
		blank = 0
		switch {
		case strings.HasPrefix(line, "| "):
			fill(&out, "", "  ", line[2:])
		case strings.HasPrefix(line, "- "):
			fill(&out, "- ", "  ", line[2:])
		case strings.HasPrefix(line, "  "):
			label := entryLabel.FindString(line)
			if label == "" {
				label = "  "
			}
			fill(&out, label, "    ", line[len(label):])
		default:
			fill(&out, "", "", line)
		}
	}
	return out.String()
}

// fill writes text with a first prefix and a prefix for each further line.
func fill(out *strings.Builder, first, next, text string) {
	out.WriteString(first)
	used, fresh := utf8.RuneCountInString(first), true
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		n := utf8.RuneCountInString(word)
		switch {
		case fresh:
		case used+1+n > width:
			out.WriteString("\n" + next)
			used = utf8.RuneCountInString(next)
		default:
			out.WriteByte(' ')
			used++
		}
		out.WriteString(word)
		used += n
		fresh = false
	}
	out.WriteByte('\n')
}
