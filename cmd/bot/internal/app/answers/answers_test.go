package answers_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/answers"
	"daylight/disclosure/probe"
)

var update = flag.Bool("update", false, "write docs/probes.md")

const root = "../../../../../"

// TestThePageOfProbesIsTheTable holds docs/probes.md to the kinds, and each row to a test that is there.
func TestThePageOfProbesIsTheTable(t *testing.T) {
	t.Parallel()
	p, err := probe.New(probe.Options{Kinds: app.ProbeKinds(), Clock: func() time.Time { return time.Time{} }})
	if err != nil {
		t.Fatal(err)
	}
	kinds := p.Describe()
	for _, k := range kinds {
		r, ok := answers.Of(k.Name)
		if !ok || r.Open == "" || r.Half == "" || r.Strong == "" || r.Weak == "" || r.Fixes == "" {
			t.Errorf("kind %s has no whole row: %+v", k.Name, r)
			continue
		}
		if !hasTest(t, filepath.Join(root, "disclosure/probe", r.Dir), r.Test) {
			t.Errorf("%s: there is no %s in disclosure/probe/%s", k.Name, r.Test, r.Dir)
		}
	}
	page := answers.Page(kinds)
	path := filepath.Join(root, "docs/probes.md")
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(path); err != nil || string(have) != page {
		t.Errorf("docs/probes.md is not what the kinds say: run this test with -update (%v)", err)
	}
}

func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "func "+name+"(") {
			return true
		}
	}
	return false
}
