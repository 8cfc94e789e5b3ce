package email

import (
	"strings"
	"unicode/utf8"
)

// flowWidth is where paragraphs are broken, in runes. Quoted-printable writes the blank at the end of a flowed line
// as three characters, which must fit into 76.
const flowWidth = 72

// flowed turns text into format=flowed (RFC 3676) with CRLF line ends: long lines are broken at blanks, and a blank at
// the end marks that the line continues. A client that knows the format joins them into paragraphs; others show lines.
// Short lines stay as written. A word that is longer than a line stays whole, because a broken URL is useless.
func flowed(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var b strings.Builder
	b.Grow(len(text) + len(text)/40)
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if line != "-- " { // the signature mark of section 4.3 is the one line that ends in a blank and does not flow
			line = strings.TrimRight(line, " \t")
		}
		writeFlowed(&b, line)
	}
	return b.String()
}

func writeFlowed(b *strings.Builder, line string) {
	for utf8.RuneCountInString(line) > flowWidth {
		cut := breakAt(line)
		if cut < 0 {
			break
		}
		stuff(b, line[:cut])
		b.WriteString(" \r\n")
		line = strings.TrimLeft(line[cut:], " ")
	}
	stuff(b, line)
	b.WriteString("\r\n")
}

// breakAt returns where to break a line: before the last blank within the width, else before the first one after it,
// -1 where none is. Leading blanks are indentation and no place to break.
func breakAt(line string) int {
	start := len(line) - len(strings.TrimLeft(line, " "))
	count, last := 0, -1
	for i, r := range line {
		if r == ' ' && i > start {
			if count <= flowWidth {
				last = i
			} else {
				if last < 0 {
					last = i
				}
				break
			}
		}
		if count > flowWidth && last >= 0 {
			break
		}
		count++
	}
	if last >= 0 && strings.TrimLeft(line[last:], " ") == "" {
		return -1
	}
	return last
}

// stuff writes a line with the blank that section 4.4 asks for before a blank, a ">" and "From ".
func stuff(b *strings.Builder, line string) {
	if strings.HasPrefix(line, " ") || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "From ") {
		b.WriteByte(' ')
	}
	b.WriteString(line)
}
