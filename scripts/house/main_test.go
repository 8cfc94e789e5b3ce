package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"daylight/scripts/house/figures"
)

func example() house {
	return house{
		Packages: []figures.Package{
			{
				Dir: "disclosure", Name: "disclosure", Files: 2, Code: 100, Comments: 25, Exported: figures.Names{Types: 3, Consts: 1, Enum: 7, Methods: 2},
				Biggest: figures.File{Path: "disclosure/case.go", Lines: 90}, Longest: figures.Func{Name: "Decide", Lines: 40}, Imports: []string{},
			},
			{
				Dir: "disclosure/engine", Name: "engine", Files: 1, Code: 10, Biggest: figures.File{Path: "disclosure/engine/run.go", Lines: 12},
				Imports: []string{"disclosure", "disclosure/civil"},
			},
		},
		Circles: [][]string{}, Over: []string{},
	}
}

func TestTheTablesSayItAll(t *testing.T) {
	t.Parallel()
	want := `package            code  files  exported  enum  methods  comment/code  biggest file  longest function
disclosure         100   2      4         7     2        0.25          case.go 90    Decide 40
disclosure/engine  10    1      0         0     0        0.00          run.go 12     -
2 packages         110   3      4         7     2        0.23          case.go 90    Decide 40

2 arrows:
  disclosure/engine → disclosure, disclosure/civil

No circles.
`
	if d := cmp.Diff(want, text(example())); d != "" {
		t.Error(d)
	}
}

func TestWhatIsWrongStandsAtTheEnd(t *testing.T) {
	t.Parallel()
	h := example()
	h.Circles, h.Over = [][]string{{"a", "b"}}, []string{"a has too much"}
	if got := text(h); !strings.HasSuffix(got, "\nCIRCLE: a → b → a\n\nOver a limit:\n  a has too much\n") {
		t.Errorf("got %s", got)
	}
}

func TestLongListsOfArrowsAreWrapped(t *testing.T) {
	t.Parallel()
	list := strings.Fields(strings.Repeat("disclosure/probe ", 20))
	got := wrapped("  app →", list)
	for line := range strings.Lines(got) {
		if len(strings.TrimSuffix(line, "\n")) > 120 {
			t.Errorf("too long: %q", line)
		}
	}
	if n := strings.Count(got, "disclosure/probe"); n != 20 || strings.Count(got, "\n") != 4 {
		t.Errorf("%d items in\n%s", n, got)
	}
}

func TestJSONHasEmptyListsAndNoNulls(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := show(&b, example(), true); err != nil {
		t.Fatal(err)
	}
	var back house
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(example(), back); d != "" || strings.Contains(b.String(), "null") {
		t.Errorf("%s\n%s", d, b.String())
	}
}
