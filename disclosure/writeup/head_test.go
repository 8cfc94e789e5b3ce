package writeup

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTheTitleOfAWindowIsShort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, title, team, want string }{
		{"both fit", "Open bucket", "Daylight Research", "Open bucket · Daylight Research"},
		{"no team has no dot", "Open bucket", "", "Open bucket"},
		{"the team gives way", strings.Repeat("word ", 13) + "end", "Daylight Research", strings.Repeat("word ", 13) + "end"},
		{"a long title ends at a word", strings.Repeat("mot, ", 20), "T", strings.Repeat("mot, ", 12) + "mot…"},
		{"and inside of one that is too long", strings.Repeat("ü", 80), "T", strings.Repeat("ü", 69) + "…"},
		{"signs that HTML escapes are longer there", strings.Repeat(`"`, 30), "T", strings.Repeat(`"`, 13) + "…"},
	} {
		got := head(c.title, c.team)
		if got != c.want || utf8.RuneCountInString(got) > headLength {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}
