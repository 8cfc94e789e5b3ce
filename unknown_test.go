package daylight_test

import (
	"os"
	"strings"
	"testing"
)

// TestThePageOfTheUnknownLeavesNoCaseOut reads the page that a test of the table writes: there is a row of each case and of each
// way in, and none of any other.
func TestThePageOfTheUnknownLeavesNoCaseOut(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("docs/unknown.md")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]int{"stranger": 0, "machine": 0, "unknown": 0, "never seen": 0, "restored": 0, "changed meanwhile": 0}
	ways := map[string]int{"mail": 0, "issue": 0, "Slack": 0, "CLI": 0, "import": 0, "restore": 0, "probe": 0}
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 7 || strings.HasPrefix(cells[1], "-") || strings.TrimSpace(cells[1]) == "Case" {
			continue
		}
		row, way := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
		if _, ok := cases[row]; !ok {
			t.Errorf("%q is none of the cases", row)
		}
		if _, ok := ways[way]; !ok {
			t.Errorf("%q is none of the ways in", way)
		}
		cases[row]++
		ways[way]++
	}
	for what, n := range cases {
		if n == 0 {
			t.Errorf("no row is about %s", what)
		}
	}
	for way, n := range ways {
		if n == 0 {
			t.Errorf("no row comes in by %s", way)
		}
	}
}
