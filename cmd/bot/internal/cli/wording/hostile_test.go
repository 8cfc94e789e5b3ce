package wording_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"daylight/cmd/bot/internal/cli/wording"
)

// What an older version may have stored is shown and never obeyed by a terminal.
func TestNoTextIsObeyedByATerminal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"\x1b[2J", "\x1b]8;;https://x.example\x07", "\u009b31m", "\u202e", "\u2066", "\u200f", "\x00", "\r", "\r\n", "\b", "\u2028", "a b", "ä", "\xff"})
		text := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "text"), "")
		for what, shown := range map[string]string{"line": wording.OneLine(text), "block": strings.ReplaceAll(wording.Block(text), "\n", ""), "cut": wording.OneLine(wording.Cut(text, 20))} {
			for _, live := range []string{"\x1b", "\u009b", "\u202e", "\u2066", "\u200f", "\x00", "\r", "\n", "\b", "\x07"} {
				if strings.Contains(shown, live) {
					t.Fatalf("a %s holds %q live: %q", what, live, shown)
				}
			}
		}
	})
}
