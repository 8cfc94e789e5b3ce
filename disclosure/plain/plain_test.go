package plain_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"daylight/disclosure/plain"
)

func TestWhatATerminalObeysIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, in, text, line string }{
		{"an escape sequence", "a\x1b[2Jb", "a␛[2Jb", "a␛[2Jb"},
		{"an override of direction", "gpj.\u202Eexe", "gpj.‹U+202E›exe", "gpj.‹U+202E›exe"},
		{"a line break stays in a text and not in a title", "one\r\ntwo", "one\ntwo", "one two"},
		{"a line separator", "one\u2028two", "one‹U+2028›two", "one‹U+2028›two"},
		{"a C1 control", "a\u009bb", "a‹U+009B›b", "a‹U+009B›b"},
		{"delete", "a\x7fb", "a␡b", "a␡b"},
		{"bytes that are no UTF-8", "a\xffb", "a\uFFFDb", "a\uFFFDb"},
		{"our own mark", "see [Mail address  removed]", "see ⟦Mail address  removed⟧", "see ⟦Mail address removed⟧"},
		{"our own mark with blanks inside", "[ removed ]", "⟦removed⟧", "⟦removed⟧"},
		{"other words in brackets", "[sic]", "[sic]", "[sic]"},
		{"what is written from right to left", "שלום", "שלום", "שלום"},
		{"an emoji of several", "👩‍💻", "👩‍💻", "👩‍💻"},
	} {
		if got := plain.Line(c.in); got != c.line {
			t.Errorf("%s: the line is %q, want %q", c.rule, got, c.line)
		}
		if got := plain.Text(c.in); got != c.text {
			t.Errorf("%s: the text is %q, want %q", c.rule, got, c.text)
		}
	}
}

func TestSafeTextIsSafeAndStaysAsItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text") + rapid.SampledFrom([]string{"", "\x1b]0;x\a", "\u202e", "\U000E0041", "[removed]"}).Draw(t, "sting")
		for _, make := range []func(string) string{plain.Text, plain.Line} {
			once := make(s)
			if !plain.IsSafe(once) || strings.Contains(strings.ToLower(once), "[removed]") {
				t.Fatalf("%q is live", once)
			}
			if twice := make(once); twice != once {
				t.Fatalf("%q becomes %q", once, twice)
			}
		}
		if strings.ContainsAny(plain.Line(s), "\r\n\t") {
			t.Fatal("a line has more than one")
		}
	})
}
