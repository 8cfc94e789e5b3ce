package legible_test

import (
	"testing"

	"daylight/disclosure/writeup/legible"
)

func TestOnlyWhatAReaderSeesIsLeft(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, in, line, paragraphs string }{
		{"plain text stays", "Daten, données – 漢字", "Daten, données – 漢字", "Daten, données – 漢字"},
		{"white space runs as one blank on a line", " a\t b \n c ", "a b c", " a  b \n c "},
		{"line ends of all systems", "a\r\nb", "a b", "a\nb"},
		{"a no-break space stays, and a narrow one", "1\u00a0000\u202f000", "1\u00a0000\u202f000", "1\u00a0000\u202f000"},
		{"control characters and direction overrides go", "a\x00b\u202ec\u2066d\u200be", "abcde", "abcde"},
		{"what XML forbids goes", "a\ufffeb\uffffc\ufffdd", "abcd", "abcd"},
		{"bytes that are no UTF-8 go", "a\xffb", "ab", "ab"},
		{"selectors and private characters go", "a\ufe0fb\ue000c\U000e0101d", "abcd", "abcd"},
	} {
		if got := legible.Line(c.in); got != c.line {
			t.Errorf("%s: the line is %q, want %q", c.rule, got, c.line)
		}
		if got := legible.Paragraphs(c.in); got != c.paragraphs {
			t.Errorf("%s: the paragraphs are %q, want %q", c.rule, got, c.paragraphs)
		}
		if once := legible.Line(c.in); legible.Line(once) != once {
			t.Errorf("%s: twice is not once", c.rule)
		}
	}
}
