package wording

import "testing"

func TestNothingInACellMovesTheCursor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, line, block string }{
		{"plain", "Société générale", "Société générale", "Société générale"},
		{"colours", "a\x1b[31mred", "a[31mred", "a[31mred"},
		{"a title of the window", "\x1b]0;owned\x07x", "]0;ownedx", "]0;ownedx"},
		{"C1 controls", "a\u009b31mb", "a31mb", "a31mb"},
		{"lines and tabs", "a\tb\r\nc\n", "a b c", "a b \nc\n"},
		{"a direction that turns the text", "abc\u202etxt.exe", "abctxt.exe", "abctxt.exe"},
		{"isolates", "\u2066a\u2069\u200f", "a", "a"},
		{"what shows nothing", "a\u200bb\ufeff\U000E0041\u2028c", "ab c", "ab c"},
		{"delete and nothing", "a\x7f\x00b", "ab", "ab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := OneLine(c.text); got != c.line {
				t.Errorf("one line: %q, want %q", got, c.line)
			}
			if got := Block(c.text); got != c.block {
				t.Errorf("block: %q, want %q", got, c.block)
			}
		})
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("a\x1b[31m\u202e\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range OneLine(text) {
			if r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) {
				t.Fatalf("%q keeps %U", text, r)
			}
		}
	})
}

func TestFillBreaksBetweenWordsAndCountsCharacters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"what fits exactly stays on its line", "ab cd efg", "ab cd\nefg"},
		{"letters of several bytes count once", "äö üß x", "äö üß\nx"},
		{"a longer word stays whole", "a abcdefgh b", "a\nabcdefgh\nb"},
		{"blanks and breaks of the text are none of ours", "a \n  b", "a b"},
	} {
		if got := Fill(c.text, 5); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
