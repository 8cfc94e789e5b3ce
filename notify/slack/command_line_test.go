package slack

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// calls finds the calls of the command line in a text, up to their first argument.
var calls = regexp.MustCompile(`\bbot ((?:[a-z][a-z-]* ?)+)`)

// onlyThere are the calls that Slack may name, each with why it has nothing for them.
func onlyThere() map[string]string {
	return map[string]string{
		"draft approve":        "a text that no form has room for",
		"draft show":           "a text that could not be brought as a file",
		"draft silent":         "drafts to everybody who is silent",
		"draft batch read":     "a sample that no form has room for",
		"draft batch send":     "a list is sent at one place",
		"event add":            "when it was discovered, once the case exists",
		"outbox list":          "what waits to leave, of all channels",
		"probe verify":         "the chain and the runs of an asset",
		"policy explain":       "why a date is what it is",
		"policy use":           "another policy for a case",
		"policy simulate":      "what a policy would do",
		"clock set":            "a date of one's own",
		"case confirm-history": "the first word about a history; the second is a press",
		"case clear-legal":     "the first word after a threat; the second is a press",
		"case export":          "a file",
		"publish":              "where no folder is configured",
		"publish preview":      "while Slack takes no files",
		"timeline":             "what a message has no room for",
		"agenda":               "what a message has no room for",
		"probe agent":          "another machine",
		"probe agent init":     "another machine",
		"slack manifest":       "for whoever sets the app up",
	}
}

// named are the calls that a text names.
func named(text string) []string {
	var out []string
	for _, m := range calls.FindAllStringSubmatch(text, -1) {
		out = append(out, strings.TrimSpace(m[1]))
	}
	return out
}

// TestAHintNamesTheCommandLineOnlyWhereSlackHasNothing walks every hint that an error can carry.
func TestAHintNamesTheCommandLineOnlyWhereSlackHasNothing(t *testing.T) {
	t.Parallel()
	allowed := onlyThere()
	for _, h := range hint.All() {
		said := advice(fault.Errorf(fault.Refused, "no").With(h))
		for _, name := range named(said) {
			if allowed[name] == "" {
				t.Errorf("%s sends somebody to `bot %s`: %s", h.Code, name, said)
			}
		}
		if there := strings.Contains(said, "command line"); there != (len(named(said)) > 0) || there && !strings.Contains(said, " only") {
			t.Errorf("%s does not say plainly that this is on the command line only: %s", h.Code, said)
		}
	}
}

// TestATextNamesTheCommandLineOnlyWhereSlackHasNothing reads every text of the two packages.
func TestATextNamesTheCommandLineOnlyWhereSlackHasNothing(t *testing.T) {
	t.Parallel()
	allowed, seen := onlyThere(), map[string]bool{}
	for _, dir := range []string{".", "form"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) < 5 {
			t.Fatalf("%d files in %s: %v", len(files), dir, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(lit.Value)
				if err != nil || !strings.Contains(text, "`bot ") && !strings.Contains(text, "command line") {
					return true
				}
				for _, name := range named(text) {
					seen[name] = true
					if allowed[name] == "" {
						t.Errorf("%s sends somebody to `bot %s`: %s", path, name, text)
					}
				}
				return true
			})
		}
	}
	for name := range allowed {
		if !seen[name] {
			t.Errorf("nothing names `bot %s` any more: take it out of the table", name)
		}
	}
}
