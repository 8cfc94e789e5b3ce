// Package daylight_test holds the house together: the import arrows of ARCHITECTURE.md, checked with the bare
// toolchain, so that a wrong import fails `go test` and not only the linter.
package daylight_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// line is the line of the domain's rooms, lowest first. A room may know every room below it; those that stand together do
// not know each other.
var line = [][]string{
	{"disclosure/fault", "disclosure/pattern", "disclosure/spelling"},
	{"disclosure/civil", "disclosure/statement", "disclosure/person", "disclosure/change", "disclosure/plain", "disclosure/place", "disclosure/manuscript", "disclosure/observed", "disclosure/content/hit", "disclosure/content/reading"},
	{"disclosure", "disclosure/content/target", "disclosure/content/people", "disclosure/content/secret"},
	{"disclosure/ledger", "disclosure/milestone", "disclosure/medium", "disclosure/slash", "disclosure/content"},
	{"disclosure/hint", "disclosure/task", "disclosure/outbound", "disclosure/rehearse"},
	{"disclosure/closure", "disclosure/timeline"},
	{"disclosure/clock", "disclosure/cite"},
	{"disclosure/outreach", "disclosure/inbound", "disclosure/stats"},
	{"disclosure/gate", "disclosure/agenda"},
	{"disclosure/command"},
	{"disclosure/command/record", "disclosure/command/message", "disclosure/command/incoming", "disclosure/command/exposure", "disclosure/command/deadline", "disclosure/command/publish"},
	{"disclosure/command/second"},
	{"disclosure/engine"},
}

// beside are the packages beside the line: what each may import of this module.
var beside = map[string][]string{
	// A family may give the commands of another one, in one direction.
	"disclosure/command/record":   {"disclosure/command/deadline", "disclosure/command/exposure"},
	"disclosure/command/incoming": {"disclosure/command/exposure"},
	"disclosure/command/message":  {"disclosure/command/exposure"},

	"disclosure/holiday": upTo("disclosure/civil"),
	"disclosure/locale":  upTo("disclosure/fault"),
	"disclosure/probe":   append(upTo("disclosure"), "disclosure/probe/guard", "disclosure/probe/target", "disclosure/probe/dial"),
	"disclosure/proof":   upTo("disclosure/closure"),
	"disclosure/writeup": append(upTo("disclosure/clock"), "disclosure/writeup/prose", "disclosure/writeup/picture", "disclosure/writeup/legible", "disclosure/writeup/typeset"),
	// The one room that reads Markdown and cleans HTML.
	"disclosure/writeup/prose": upTo("disclosure/clock"),
	"notify":                   upTo("disclosure/gate"),
	"notify/email":             append(upTo("disclosure/command/record"), "notify"),
	"notify/github":            append(upTo("disclosure/command/record"), "notify"),
	"notify/slack":             append(upTo("disclosure/command/second"), "notify", "notify/slack/form", "notify/slack/crew", "disclosure/locale"),
	"notify/slack/crew":        upTo("disclosure"),
	// What can be done in a form, without a word of Slack.
	"notify/slack/form": append(upTo("disclosure/command/second"), "notify"),
	"notify/webhook":    append(upTo("disclosure/gate"), "notify"),
	"templates":         upTo("disclosure/gate"),
	"db":                append(upTo("disclosure/ledger"), "disclosure/stats"),
	"scripts":           {"disclosure/probe", "disclosure"},
	"cmd":               {"*"},

	// picture draws what it is given in words, and knows no story.
	"disclosure/writeup/picture":          append(upTo("disclosure"), "disclosure/writeup/legible", "disclosure/writeup/picture/typeface"),
	"disclosure/writeup/picture/typeface": nil,
	"disclosure/writeup/legible":          nil,
	"disclosure/writeup/typeset":          nil,

	// What the kinds of probes share. guard, target and dial lie below the frame, expect above it.
	"disclosure/probe/guard":  upTo("disclosure"),
	"disclosure/probe/target": append(upTo("disclosure"), "disclosure/probe/guard"),
	"disclosure/probe/dial":   append(upTo("disclosure"), "disclosure/probe/guard"),
	"disclosure/probe/expect": append(upTo("disclosure"), "disclosure/probe", "disclosure/probe/target"),
	// An agent is set up by people, so its errors hint at what they could do.
	"disclosure/probe/vantage": append(upTo("disclosure"), "disclosure/hint", "disclosure/probe", "disclosure/probe/target"),

	// Only tests import these.
	"db/dbtest":                        append(upTo("disclosure/command/record"), "db"),
	"disclosure/command/commandtest":   upTo("disclosure/command/record"),
	"disclosure/timeline/timelinetest": upTo("disclosure/timeline"),
}

// kindMay is what a kind of probe may import. Neither the guard nor the dialer is among it: the way out of a kind is the
// environment that the frame hands to it, with the guard before it.
var kindMay = append(upTo("disclosure"), "disclosure/probe", "disclosure/probe/target", "disclosure/probe/expect")

// upTo is a floor of the line with everything below it.
func upTo(room string) []string {
	var out []string
	for _, floor := range line {
		out = append(out, floor...)
		if slices.Contains(floor, room) {
			return out
		}
	}
	panic("no room " + room)
}

// mayImport says what a package may import: on the line, what lies below it and what is listed beside.
func mayImport(rule string) []string {
	out := slices.Clone(beside[rule])
	for i, floor := range line {
		if slices.Contains(floor, rule) {
			for _, below := range line[:i] {
				out = append(out, below...)
			}
		}
	}
	return out
}

// foreign are the packages outside of the standard library that a room on the line may import.
var foreign = map[string][]string{
	"disclosure/content/reading": {"golang.org/x/text", "golang.org/x/net/html"},
	// Names of people are folded to letters without diacritics.
	"disclosure/content/people": {"golang.org/x/text"},
	"disclosure/engine":         {"github.com/robfig/cron/v3"},
}

// only are the packages that one room alone may import.
var only = map[string]string{
	"github.com/yuin/goldmark": "disclosure/writeup/prose", "github.com/microcosm-cc/bluemonday": "disclosure/writeup/prose",
}

// impure packages of the standard library bring the world, or chance, into what has to be pure. The engine alone logs
// and makes up its own waits.
var impure = []string{"net", "net/http", "database/sql", "os", "os/exec", "log", "log/slog", "syscall", "math/rand", "math/rand/v2"}

const module = "daylight/"

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	files := 0
	for dir, imports := range sources(t, &files) {
		rule := ruleFor(dir)
		onLine := slices.ContainsFunc(line, func(floor []string) bool { return slices.Contains(floor, rule) })
		for path, file := range imports {
			if local, ok := strings.CutPrefix(path, module); ok {
				if !allowed(dir, local) {
					t.Errorf("%s imports %s: the arrows of %s do not allow it", file, path, rule)
				}
				continue
			}
			for pkg, room := range only {
				if dir != room && (path == pkg || strings.HasPrefix(path, pkg+"/")) {
					t.Errorf("%s imports %s: %s alone may", file, path, room)
				}
			}
			first, _, _ := strings.Cut(path, "/")
			if onLine && strings.Contains(first, ".") && !slices.ContainsFunc(foreign[rule], func(p string) bool { return strings.HasPrefix(path, p) }) {
				t.Errorf("%s imports %s: %s imports the standard library only", file, path, rule)
			}
			if (onLine && rule != "disclosure/engine" || rule == "disclosure/writeup" || strings.HasPrefix(rule, "disclosure/writeup/")) && slices.Contains(impure, path) {
				t.Errorf("%s imports %s, which does not belong into %s", file, path, rule)
			}
		}
	}
	if files < 50 {
		t.Errorf("only %d files were looked at: the check is blind", files)
	}
}

func TestTheArrowsAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dir, imports string
		want         bool
	}{
		{"disclosure", "db", false},
		{"disclosure", "disclosure/civil", true},
		{"disclosure", "disclosure/closure", false},
		{"disclosure/civil", "disclosure", false},
		{"disclosure/closure", "disclosure/timeline", false},
		{"disclosure/clock", "disclosure/timeline", true},
		{"disclosure/clock", "disclosure/milestone", true},
		{"disclosure/milestone", "disclosure/timeline", false},
		{"disclosure/milestone", "disclosure/ledger", false},
		{"db", "disclosure/milestone", true},
		{"disclosure/clock", "disclosure/outreach", false},
		{"disclosure/outreach", "disclosure/stats", false},
		{"disclosure/gate", "disclosure/agenda", false},
		{"disclosure/agenda", "disclosure/command", false},
		{"disclosure/command", "disclosure/gate", true},
		{"disclosure/command", "disclosure/command/record", false},
		{"disclosure/command/record", "disclosure/command", true},
		{"disclosure/command/record", "disclosure/command/exposure", true},
		{"disclosure/command/second", "disclosure/command/record", true},
		{"disclosure/command/record", "disclosure/command/second", false},
		{"notify/slack", "disclosure/command/second", true},
		{"disclosure/command/exposure", "disclosure/command/record", false},
		{"disclosure/command/message", "disclosure/command/deadline", false},
		{"disclosure/command/message", "disclosure/command/exposure", true},
		{"disclosure/command/exposure", "disclosure/command/message", false},
		{"disclosure/content/people", "disclosure/content/hit", true},
		{"disclosure/content/people", "disclosure/content/secret", false},
		{"disclosure/content/secret", "disclosure", false},
		{"disclosure/statement", "disclosure", false},
		{"disclosure", "disclosure/statement", true},
		{"disclosure/outreach", "disclosure/statement", true},
		{"disclosure/engine", "disclosure/command/exposure", true},
		{"disclosure/engine", "db", false},
		{"disclosure/outbound", "disclosure/ledger", true},
		{"disclosure/outbound", "disclosure/command", false},
		{"notify/slack", "disclosure/outbound", true},
		{"disclosure/engine", "disclosure/probe", false},
		{"disclosure/proof", "disclosure/clock", false},
		{"disclosure/writeup", "disclosure/clock", true},
		{"disclosure/writeup", "disclosure/gate", false},
		{"disclosure/writeup", "disclosure/writeup/prose", true},
		{"disclosure/writeup/prose", "disclosure/writeup", false},
		{"disclosure/writeup", "disclosure/writeup/picture", true},
		{"disclosure/writeup/picture", "disclosure/writeup", false},
		{"disclosure/writeup/picture", "disclosure/writeup/prose", false},
		{"disclosure/writeup/picture", "disclosure/timeline", false},
		{"disclosure/writeup/picture", "disclosure/civil", true},
		{"disclosure/writeup/picture", "disclosure/writeup/legible", true},
		{"disclosure/writeup/legible", "disclosure", false},
		{"disclosure/writeup/typeset", "disclosure", false},
		{"disclosure/writeup/prose", "disclosure/cite", true},
		{"disclosure/cite", "disclosure/timeline", true},
		{"disclosure/cite", "disclosure/clock", false},
		{"disclosure/gate", "disclosure/cite", true},
		{"disclosure/gate", "disclosure/content", true},
		{"disclosure/content", "disclosure/content/target", true},
		{"disclosure/content", "disclosure/gate", false},
		{"disclosure/content/target", "disclosure/content/reading", true},
		{"disclosure/content/target", "disclosure", false},
		{"disclosure/content/reading", "disclosure/content/target", false},
		{"disclosure/content/hit", "disclosure/content/reading", false},
		{"disclosure", "disclosure/manuscript", true},
		{"disclosure/holiday", "disclosure/civil", true},
		{"disclosure/holiday", "disclosure", false},
		{"notify/slack", "notify/email", false},
		{"notify/webhook", "notify/slack", false},
		{"notify/slack", "notify", true},
		{"notify/slack", "disclosure/command/record", true},
		{"notify/slack", "disclosure/engine", false},
		{"notify", "disclosure/command", false},
		{"db", "notify", false},
		{"db", "db/migrations", true},
		{"db", "disclosure/stats", true},
		{"db", "disclosure/command", false},
		{"disclosure/probe/s3", "disclosure/probe/web", false},
		{"disclosure/probe/redis", "disclosure/probe", true},
		{"disclosure/probe/redis", "disclosure/probe/postgres", false},
		{"disclosure/probe", "disclosure/probe/redis", false},
		{"disclosure/probe", "disclosure/probe/target", true},
		{"disclosure/probe", "disclosure/probe/dial", true},
		{"disclosure/probe", "disclosure/probe/expect", false},
		{"disclosure/probe/redis", "disclosure/probe/target", true},
		{"disclosure/probe/web", "disclosure/probe/expect", true},
		{"disclosure/probe/redis", "disclosure/probe/dial", false},
		{"disclosure/probe/redis", "disclosure/probe/guard", false},
		{"disclosure/probe/redis", "db", false},
		{"disclosure/probe/target", "disclosure/probe/guard", true},
		{"disclosure/probe/target", "disclosure/probe/dial", false},
		{"disclosure/probe/target", "disclosure/probe", false},
		{"disclosure/probe/guard", "disclosure/probe/target", false},
		{"disclosure/probe/dial", "disclosure/probe/guard", true},
		{"disclosure/probe/dial", "disclosure/probe", false},
		{"disclosure/probe/dial", "disclosure/probe/redis", false},
		{"disclosure/probe/expect", "disclosure/probe", true},
		{"disclosure/probe/expect", "disclosure/probe/web", false},
		{"disclosure/engine", "disclosure/probe/target", false},
		{"cmd/bot/internal/app", "db", true},
		{"templates", "disclosure/writeup", false},
	} {
		if got := allowed(c.dir, c.imports); got != c.want {
			t.Errorf("%s → %s: allowed %v, want %v", c.dir, c.imports, got, c.want)
		}
	}
}

// sources returns the imports of every package that is not a test, with a file that has each.
func sources(t *testing.T, files *int) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || name == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		*files++
		dir := filepath.ToSlash(filepath.Dir(path))
		if out[dir] == nil {
			out[dir] = map[string]string{}
		}
		for _, imp := range f.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			out[dir][name] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// kindOf returns the folder of the kind of probe that dir belongs to and what it may import: the frame that runs it, the
// rooms that all kinds share, and no other kind. It is "" for the rooms themselves, which have arrows of their own.
func kindOf(dir string) (string, []string) {
	name, ok := strings.CutPrefix(dir, "disclosure/probe/")
	if !ok {
		return "", nil
	}
	name, _, _ = strings.Cut(name, "/")
	kind := "disclosure/probe/" + name
	if _, room := beside[kind]; room {
		return "", nil
	}
	return kind, kindMay
}

// ruleFor returns the longest folder with arrows that holds dir.
func ruleFor(dir string) string {
	if kind, _ := kindOf(dir); kind != "" {
		return kind
	}
	for d := dir; d != "."; d = filepath.ToSlash(filepath.Dir(d)) {
		_, ok := beside[d]
		if ok || slices.ContainsFunc(line, func(floor []string) bool { return slices.Contains(floor, d) }) {
			return d
		}
	}
	return ""
}

func allowed(dir, imported string) bool {
	rule := ruleFor(dir)
	if imported == dir || ruleFor(imported) == rule && (rule != dir || strings.HasPrefix(imported, dir+"/")) {
		return true
	}
	may := mayImport(rule)
	if _, kind := kindOf(rule); kind != nil {
		may = kind
	}
	return slices.Contains(may, "*") || slices.Contains(may, imported)
}
