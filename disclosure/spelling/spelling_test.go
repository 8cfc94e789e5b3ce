package spelling_test

import (
	"strings"
	"testing"

	"daylight/disclosure/spelling"
)

func TestDistanceCountsLetters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"fixed", "fixed", 0},
		{"fixed", "", 5},
		{"", "ack", 3},
		{"fxed", "fixed", 1},
		{"fixxed", "fixed", 1},
		{"fixad", "fixed", 1},
		{"fiexd", "fixed", 1}, // dropped, doubled, changed, swapped
		{"Fixed", "fixed", 1},
		{"gelöst", "gelost", 1},
		{"ca", "abc", 3},
		{"kitten", "sitting", 3},
		{strings.Repeat("x", 101), "x", 101},
	} {
		if got := spelling.Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("%q and %q are %d apart, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := spelling.Distance(tt.b, tt.a); got != tt.want {
			t.Errorf("%q and %q, the other way round: %d", tt.b, tt.a, got)
		}
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("fixed", "fxed")
	f.Add("\xff", "ü")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := spelling.Distance(a, b)
		x, y := len([]rune(a)), len([]rune(b))
		if d < max(x, y)-min(x, y) || d > max(x, y) || d != spelling.Distance(b, a) {
			t.Errorf("%q and %q: %d", a, b, d)
		}
	})
}
