package daylight_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dated are the kinds of events from which somebody could work out a milestone anew.
var dated = []string{"KindDiscovered", "KindContacted", "KindAcknowledged", "KindReplied", "KindClosed", "KindPublished", "KindPubliclyReported"}

// looksAtKinds are the files outside of package milestone that may tell these kinds apart, with the reason: none of them finds a date
// by it.
var looksAtKinds = map[string]string{
	"cmd/bot/internal/app/revision.go":       "in which languages a page is out",
	"cmd/bot/internal/app/desk/inbox.go":     "which kinds an accepted mail may become",
	"cmd/bot/internal/casefile/write.go":     "which events a case file keeps",
	"cmd/bot/internal/demo/play.go":          "prints events as they come",
	"disclosure/clock/proven.go":             "which events are evidence for the gate",
	"disclosure/command/incoming/inbound.go": "which kinds a mail may become",
	"disclosure/command/untold.go":           "whether it was just put on record that it was found: nothing else moves the day",
	"disclosure/command/record/event.go":     "which rules hold for an event that somebody enters",
	"disclosure/command/record/import.go":    "the year of the id of an imported case, before there is a case",
	"disclosure/gate/history.go":             "whether a public report is evidence",
	"disclosure/outreach/correction.go":      "whom each message told of a report: every one since the page is out and not the first alone",
	"disclosure/timeline/lint_order.go":      "compares statements with each other",
	"disclosure/writeup/edition/edition.go":  "which editions a page has: every publication of ours and not the first alone",
	"disclosure/writeup/story.go":            "how one row is worded",
	"notify/github/react.go":                 "answers to one event, with the dates that it carries",
	"notify/slack/published.go":              "what is shown beside one event",
	"notify/slack/thread.go":                 "how one event is shown",
}

// TestNobodyElseLooksForMilestones reads the source: a comparison with one of these kinds is how a second definition of "first contact"
// begins.
func TestNobodyElseLooksForMilestones(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		test := strings.HasSuffix(path, "_test.go") || strings.HasSuffix(dir, "test")
		if d.IsDir() || !strings.HasSuffix(path, ".go") || test || dir == "disclosure" || dir == "disclosure/milestone" {
			return nil
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(path)
		ast.Inspect(f, func(n ast.Node) bool {
			for _, x := range compared(n) {
				if sel, ok := x.(*ast.SelectorExpr); ok && slices.Contains(dated, sel.Sel.Name) {
					used[name] = true
					if looksAtKinds[name] == "" {
						t.Errorf("%s looks for %s: ask package milestone, or give a reason in this test", fset.Position(sel.Pos()), sel.Sel.Name)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range looksAtKinds {
		if !used[name] {
			t.Errorf("%s looks for none of these kinds any more: strike its reason", name)
		}
	}
}

// compared are the expressions that a node compares something with.
func compared(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			return []ast.Expr{n.X, n.Y}
		}
	case *ast.CaseClause:
		return n.List
	}
	return nil
}

// TestOneFunctionReadsWhatIsOnRecord reads the source: whoever decoded events in another way would show the text of an older version as
// it was written.
func TestOneFunctionReadsWhatIsOnRecord(t *testing.T) {
	t.Parallel()
	var found []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "commandtest") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "DecodeEvent" {
				found = append(found, filepath.ToSlash(path))
			}
			return true
		})
		return nil
	})
	if err != nil || !slices.Equal(found, []string{"disclosure/ledger/safe.go"}) {
		t.Errorf("events are decoded in %q: use ledger.ReadEvent (%v)", found, err)
	}
}
