package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"daylight/scripts/mutants/schemata"
)

// module unpacks the module of the tests.
func module(t *testing.T) string {
	t.Helper()
	a, err := txtar.ParseFile("testdata/module.txtar")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, f := range a.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func measured(t *testing.T, o options) (bool, string) {
	t.Helper()
	o.n, o.seed, o.parallel, o.files = 1000, 1, 2, regexp.MustCompile("")
	o.root = module(t)
	var out strings.Builder
	enough, err := measure(t.Context(), o, &out, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return enough, out.String()
}

func TestEachMutantDoesWhatItSaysAndNothingElse(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds programs")
	}
	enough, got := measured(t, options{patterns: []string{"./..."}, min: 10})
	if enough {
		t.Error("9 killed are not 10")
	}
	for _, want := range []string{
		"strict   9        9       0           0\n", // all of them are noticed
		"either   9        0       0           9\n", // none does anything but its own fault
		"lax      1        0       0           1\n",
		"all      19       9       0           10\n",
		"untested has no tests of its own and was left out\n",
		"  lax/rules.go:3:37 boundary: < becomes <=\n      func Less(a, b int) bool { return a < b }\n",
		"seed 1: 9 of 19 killed, 10 are asked for\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestEnoughAreKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds programs")
	}
	enough, got := measured(t, options{patterns: []string{"./strict"}, min: -1, all: true})
	if !enough || !strings.Contains(got, "strict/rules.go:3:37 equality: == becomes !=: killed by TestRules\n") ||
		!strings.Contains(got, "9 of 9 killed, 8 are asked for") {
		t.Errorf("enough %v:\n%s", enough, got)
	}
}

func TestTestsThatFailAnywayAreAnError(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds programs")
	}
	root := module(t)
	broken := "package strict\n\nimport \"testing\"\n\nfunc TestBroken(t *testing.T) { t.Error(\"always\") }\n"
	if err := os.WriteFile(filepath.Join(root, "strict", "broken_test.go"), []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	o := options{root: root, patterns: []string{"./strict"}, n: 1, parallel: 1, files: regexp.MustCompile("")}
	if _, err := measure(t.Context(), o, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "fail without a mutant: TestBroken") {
		t.Errorf("got %v", err)
	}
}

func TestTheListRunsNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("asks the go command")
	}
	o := options{root: module(t), patterns: []string{"./lax"}, n: 5, list: true, files: regexp.MustCompile("^rules")}
	var out strings.Builder
	enough, err := measure(t.Context(), o, &out, io.Discard)
	if err != nil || !enough || out.String() != "   1 lax/rules.go:3:37 boundary: < becomes <=\n      func Less(a, b int) bool { return a < b }\n" {
		t.Errorf("%v, %v, %q", enough, err, out.String())
	}
	o.files = regexp.MustCompile("^other")
	if _, err := measure(t.Context(), o, &out, io.Discard); err == nil || !strings.Contains(err.Error(), "nothing there can be mutated") {
		t.Errorf("got %v", err)
	}
	o.patterns = []string{"./untested"}
	if _, err := measure(t.Context(), o, &out, io.Discard); err == nil || !strings.Contains(err.Error(), "no package with tests matches") {
		t.Errorf("got %v", err)
	}
}

func TestTheFirstFailureIsTheKiller(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ out, want string }{
		{"ok\n--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/one (0.00s)\n--- FAIL: TestB (0.1s)\n", "TestA"},
		{"panic: runtime error: index out of range [recovered]\n\ngoroutine 7\n", "panic: runtime error: index out of range [recovered]"},
		{"fatal error: all goroutines are asleep - deadlock!\n", "fatal error: all goroutines are asleep - deadlock!"},
		{"exit status 3\n", ""},
	} {
		if got := killer(c.out); got != c.want {
			t.Errorf("%q: %q, want %q", c.out, got, c.want)
		}
	}
}

// It is not parallel: a program that was just written cannot be run while another test starts one.
func TestALoopWithoutEndIsAKill(t *testing.T) {
	program := filepath.Join(t.TempDir(), "p.test")
	for _, c := range []struct {
		rule, script string
		want         fate
	}{
		{"it passes", "exit 0", fate{alive: true}},
		{"it fails", "echo '--- FAIL: TestA (0s)'; exit 1", fate{killer: "TestA"}},
		{"the test program ends itself", "echo 'panic: test timed out after 1s'; exit 2", fate{timeout: true, killer: "panic: test timed out after 1s"}},
		{"it may use so much of the processor", `[ "$(ulimit -t)" = 61 ]`, fate{alive: true}},
		{"it sees its number", `[ "$MUTANT" = 7 ]`, fate{alive: true}},
		{"it is asked to end with the first failure", `[ "$2" = -test.failfast ]`, fate{alive: true}},
	} {
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		s := suite{dir: t.TempDir(), program: program, flags: []string{"-test.failfast"}}
		got, err := s.run(t.Context(), 7, limits{wall: time.Minute, cpu: time.Minute})
		got.cpu = 0
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.rule, got, err, c.want)
		}
	}
}

func TestALoopWithoutEndIsFoundByTheProcessorTime(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds programs")
	}
	root := module(t)
	files := map[string]string{
		"endless/a.go":      "package endless\n\nfunc Count(n int) (i int) {\n\tfor i < n {\n\t\ti++\n\t}\n\treturn i\n}\n",
		"endless/a_test.go": "package endless\n\nimport \"testing\"\n\nfunc TestCount(t *testing.T) {\n\tif Count(3) != 3 {\n\t\tt.Error(\"wrong\")\n\t}\n}\n",
	}
	if err := os.Mkdir(filepath.Join(root, "endless"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	packages, _, err := load(t.Context(), root, []string{"./endless"})
	if err != nil {
		t.Fatal(err)
	}
	mutants, err := schemata.Draw(packages, func(schemata.File) bool { return true }, 10, 1)
	if err != nil || len(mutants) != 2 {
		t.Fatalf("%d mutants, %v", len(mutants), err)
	}
	if err := writeMutants(root, packages[0], mutants); err != nil {
		t.Fatal(err)
	}
	s, err := build(t.Context(), root, t.TempDir(), packages[0])
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.run(t.Context(), mutants[1].Number, limits{wall: time.Minute, cpu: time.Second}) // i++ is left out
	if err != nil || got.alive || !got.timeout || got.cpu > 10*time.Second {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOnlyRapidsTestsGetItsFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"a_test.go", "package a\n", false},
		{"b.go", `import "pgregory.net/rapid"`, false},
		{"c_test.go", `import "pgregory.net/rapid"`, true},
	} {
		if err := os.WriteFile(filepath.Join(dir, c.name), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := usesRapid(dir); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}

func TestTheBeginningOfALongOutputIsKept(t *testing.T) {
	t.Parallel()
	var h head
	for range 1 << 12 {
		if n, err := h.Write([]byte(strings.Repeat("x", 1<<10))); n != 1<<10 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if h.Len() != 1<<20 {
		t.Errorf("%d bytes", h.Len())
	}
}

func TestTheDefaultsAreTheRoomsThatDecide(t *testing.T) {
	t.Parallel()
	for _, p := range defaults() {
		if !strings.HasPrefix(p, "./disclosure/") {
			t.Errorf("%s is no part of the domain", p)
		}
	}
}

func TestTheReportCountsByPackage(t *testing.T) {
	t.Parallel()
	m := schemata.Mutant{Number: 3, Kind: schemata.Drop, Dir: "a", File: "x.go", Line: 7, Column: 2, Source: "n++", Change: "the statement is left out"}
	b := m
	b.Dir = "b/c"
	got := report([]outcome{{Mutant: m, fate: fate{alive: true}}, {Mutant: m, fate: fate{timeout: true}}, {Mutant: b}}, nil, true)
	want := `   3 a/x.go:7:2 drop: the statement is left out: ALIVE
   3 a/x.go:7:2 drop: the statement is left out: timed out
   3 b/c/x.go:7:2 drop: the statement is left out: killed

package  mutants  killed  by timeout  alive
a        2        1       1           1
b/c      1        1       0           0
all      3        2       1           1

alive:
  a/x.go:7:2 drop: the statement is left out
      n++
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
