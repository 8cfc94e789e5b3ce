// Package daylight_test holds the house together: the import arrows of ARCHITECTURE.md, checked with the bare
// toolchain, so that a wrong import fails `go test` and not only the linter.
package daylight_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// arrows say what the packages below a folder may import of this module, besides themselves and what lies below
// them. The longest matching folder counts.
var arrows = map[string][]string{
	"disclosure":         {},
	"disclosure/engine":  {"disclosure"},
	"disclosure/probe":   {"disclosure", "disclosure/probe/guard", "disclosure/probe/target", "disclosure/probe/dial"},
	"disclosure/holiday": {"disclosure"},
	"disclosure/writeup": {"disclosure"},
	"disclosure/proof":   {"disclosure"},
	"notify":             {"disclosure"},
	"notify/email":       {"disclosure", "notify"},
	"notify/github":      {"disclosure", "notify"},
	"notify/slack":       {"disclosure", "notify"},
	"db":                 {"disclosure"},
	"db/dbtest":          {"disclosure", "db"},
	"templates":          {"disclosure"},
	"cmd":                {"*"},

	// What the kinds of probes share. guard, target and dial lie below the frame, expect above it.
	"disclosure/probe/guard":  {"disclosure"},
	"disclosure/probe/target": {"disclosure", "disclosure/probe/guard"},
	"disclosure/probe/dial":   {"disclosure", "disclosure/probe/guard"},
	"disclosure/probe/expect": {"disclosure", "disclosure/probe", "disclosure/probe/target"},
}

// kindMay is what a kind of probe may import. Neither the guard nor the dialer is among it: the way out of a kind is the
// environment that the frame hands to it, with the guard before it.
var kindMay = []string{"disclosure", "disclosure/probe", "disclosure/probe/target", "disclosure/probe/expect"}

// forbidden packages of the standard library keep the outside world out of the domain.
var forbidden = map[string][]string{
	"disclosure":         {"net", "net/http", "database/sql", "os", "os/exec", "log", "log/slog", "syscall", "math/rand", "math/rand/v2"},
	"disclosure/writeup": {"net", "net/http", "os", "os/exec", "time/tzdata", "math/rand", "math/rand/v2"},
}

const module = "daylight/"

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	files := 0
	for dir, imports := range sources(t, &files) {
		rule := ruleFor(dir)
		for path, file := range imports {
			if local, ok := strings.CutPrefix(path, module); ok {
				if !allowed(dir, local, arrowsOf(rule)) {
					t.Errorf("%s imports %s: the arrows of %s do not allow it", file, path, rule)
				}
				continue
			}
			first, _, _ := strings.Cut(path, "/")
			if dir == "disclosure" && strings.Contains(first, ".") {
				t.Errorf("%s imports %s: the domain imports the standard library only", file, path)
			}
			for _, bad := range forbidden[dir] {
				if path == bad {
					t.Errorf("%s imports %s, which does not belong into %s", file, path, dir)
				}
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
		{"disclosure/engine", "disclosure", true},
		{"disclosure/engine", "db", false},
		{"disclosure/engine", "disclosure/probe", false},
		{"notify/slack", "notify/email", false},
		{"notify/slack", "notify", true},
		{"db", "notify", false},
		{"db", "db/migrations", true},
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
		if got := allowed(c.dir, c.imports, arrowsOf(ruleFor(c.dir))); got != c.want {
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
	if _, room := arrows[kind]; room {
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
		if _, ok := arrows[d]; ok {
			return d
		}
	}
	return ""
}

func arrowsOf(rule string) []string {
	if _, may := kindOf(rule); may != nil {
		return may
	}
	return arrows[rule]
}

func allowed(dir, imported string, may []string) bool {
	if imported == dir || strings.HasPrefix(imported, dir+"/") && ruleFor(imported) == ruleFor(dir) {
		return true
	}
	for _, m := range may {
		if m == "*" || m == imported {
			return true
		}
	}
	// Below a folder without arrows of its own everything belongs together.
	return ruleFor(imported) == ruleFor(dir) && ruleFor(dir) != dir
}
