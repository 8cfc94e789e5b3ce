package main

import (
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rowsOfThePage are the rows of docs/unknown.md, which a test of the table holds equal to the table.
func rowsOfThePage(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/unknown.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) == 5 && !strings.Contains(line, "| Comes in by |") {
			rows = append(rows, cells[1]+": "+strings.TrimSuffix(cells[4], " |"))
		}
	}
	return rows
}

func TestEachRowOfTheTableHasOneGuard(t *testing.T) {
	t.Parallel()
	rows := rowsOfThePage(t)
	if len(rows) < 30 {
		t.Fatalf("the page has %d rows", len(rows))
	}
	names := map[string]bool{}
	guarded := map[string]int{}
	for _, g := range guards() {
		if names[g.name()] {
			t.Errorf("two guards are called %q", g.name())
		}
		names[g.name()] = true
		for _, row := range g.rows {
			guarded[row]++
			if !slices.Contains(rows, row) {
				t.Errorf("there is a guard for the row %q, and no such row", row)
			}
		}
	}
	for _, row := range rows {
		if guarded[row] != 1 {
			t.Errorf("the row %q has %d guards", row, guarded[row])
		}
	}
}

func TestTheTextOfEachGuardStandsInItsFileOnce(t *testing.T) {
	t.Parallel()
	files, err := switched("../..", guards())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files { // a run builds the switches that it needs; that all of them can be read is seen here
		if _, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution); err != nil {
			t.Error(err)
		}
	}
}

func TestARunBuildsTheSwitchesOfItsRowsAlone(t *testing.T) {
	t.Parallel()
	all := guards()
	trials := choose(all, regexp.MustCompile("^restore: a backup"), false)
	if got := needed(all, trials); len(trials) != 1 || len(got) != 1 || got[0].name() != trials[0].guard {
		t.Errorf("%d trials, %d guards", len(trials), len(got))
	}
	if got := needed(all, choose(all, regexp.MustCompile(""), false)); len(got) != len(all) {
		t.Errorf("a run of all rows builds %d of %d guards", len(got), len(all))
	}
}

func TestAGuardThatIsNotThereIsAnError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change
		says string
	}{
		"text that is gone":       {change{"scripts/guards/main.go", "no such text here" + "!", off}, "holds 0 times"},
		"text that stands twice":  {change{"scripts/guards/main.go", "errors", off}, "want once"},
		"nothing is switched off": {change{"scripts/guards/main.go", "package main", "package main"}, "cannot be switched off"},
		"no such file":            {change{"scripts/guards/nothing.go", "x", off}, "no such file"},
	} {
		_, err := switched("../..", []guard{{rows: []string{"a row"}, changes: []change{c.change}}})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFewAreOneForEachWayIn(t *testing.T) {
	t.Parallel()
	ways := map[string]int{}
	for _, c := range choose(guards(), regexp.MustCompile(""), true) {
		way, _, _ := strings.Cut(c.row, ":")
		ways[way]++
	}
	for _, way := range []string{"mail", "issue", "Slack", "CLI", "import", "restore", "probe"} {
		if ways[way] != 1 {
			t.Errorf("%d rows of %s", ways[way], way)
		}
	}
}
