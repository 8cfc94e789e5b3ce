package schemata

import (
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// packageOf type-checks sources, by name, as a package in the folder p.
func packageOf(t *testing.T, sources map[string]string) *Package {
	t.Helper()
	p := &Package{
		Dir: "p", Path: "example.test/p", Fset: token.NewFileSet(), Imports: importer.ForCompiler(token.NewFileSet(), "source", nil),
		Info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}},
	}
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		text := sources[name]
		f, err := parser.ParseFile(p.Fset, name, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		p.Files = append(p.Files, File{Name: name, Text: []byte(text), AST: f})
	}
	var err error
	config := types.Config{Importer: p.Imports}
	if p.Types, err = config.Check(p.Path, p.Fset, files, p.Info); err != nil {
		t.Fatal(err)
	}
	return p
}

// onePerNode numbers all mutants of a file but those that share their node with one before.
func onePerNode(p *Package, f File) []Mutant {
	var list []Mutant
	taken := map[span]bool{}
	for _, m := range Find(p, f) {
		if !taken[m.node] {
			taken[m.node] = true
			m.Number = len(list) + 1
			list = append(list, m)
		}
	}
	return list
}

// Each archive holds a source, the same source with all its mutants, and what they do.
func TestMutantsAreWrittenIntoTheSource(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) < 8 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			source := string(a.Files[0].Data)
			p := packageOf(t, map[string]string{"in.go": source})
			mutants := onePerNode(p, p.Files[0])
			out := Rewrite(p.Files[0].Text, mutants)
			var list strings.Builder
			for _, m := range mutants {
				fmt.Fprintf(&list, "%d %s:%d:%d %s: %s\n", m.Number, m.File, m.Line, m.Column, m.Kind, m.Change)
			}
			got := []txtar.File{a.Files[0], {Name: "out.go", Data: out}, {Name: "mutants", Data: []byte(list.String())}}
			if *update {
				a.Files = got
				if err := os.WriteFile(name, txtar.Format(a), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(txtar.Format(&txtar.Archive{Files: a.Files})), string(txtar.Format(&txtar.Archive{Files: got}))); d != "" {
				t.Error(d)
			}
			if bad, err := Check(p, mutants); err != nil || len(bad) > 0 {
				t.Errorf("%d of them do not compile, %v", len(bad), err)
			}
			if was, is := strings.Count(source, "\n"), strings.Count(string(out), "\n"); was != is {
				t.Errorf("%d lines became %d", was, is)
			}
		})
	}
}

func TestWhatDoesNotCompileIsDrawnAgain(t *testing.T) {
	t.Parallel()
	source := `package p

type truth bool

func f(x uint8) (bool, truth) {
	if x == 0 {
		panic("nothing")
	}
	var a [3]int
	_ = a[2]
	t := truth(x > 3)
	if t {
		return false, t
	}
	return true, t
}

func g(n int) int {
	if n > 0 {
		return n
	}
	panic("none")
}
`
	p := packageOf(t, map[string]string{"in.go": source})
	all := Find(p, p.Files[0])
	var broken []string
	for i := range all {
		bad, err := Check(p, all[i:i+1])
		if err != nil {
			t.Fatal(err)
		}
		if len(bad) > 0 {
			broken = append(broken, fmt.Sprintf("%d %s %s", all[i].Line, all[i].Kind, all[i].Change))
		}
	}
	want := []string{
		"6 number 0 becomes -1",                   // no uint8
		"12 branch the condition is turned round", // no plain bool
		"22 drop the statement is left out",       // the function would end without a result
	}
	if d := cmp.Diff(want, broken); d != "" {
		t.Error(d)
	}
	drawn, err := Draw([]*Package{p}, func(File) bool { return true }, 1000, 1)
	if err != nil {
		t.Fatal(err)
	}
	if bad, err := Check(p, drawn); err != nil || len(bad) > 0 {
		t.Errorf("%d of those drawn do not compile, %v", len(bad), err)
	}
	// Every place that has a mutant at all gets one, whichever was drawn first.
	if len(drawn) != nodes(all)-2 {
		t.Errorf("%d drawn of %d places", len(drawn), nodes(all))
	}
}

func TestNoLengthIsLessThanNone(t *testing.T) {
	t.Parallel()
	source := `package p

func f(s []int, n int) bool { return len(s) == 0 || 0 != n || len(s) > 1 }
`
	p := packageOf(t, map[string]string{"in.go": source})
	var got []string
	for _, m := range Find(p, p.Files[0]) {
		if m.Kind == Number {
			got = append(got, m.Change)
		}
	}
	want := []string{"0 becomes 1", "0 becomes 1", "0 becomes -1", "1 becomes 2", "1 becomes 0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAnyNegativeNumberAsksForAll(t *testing.T) {
	t.Parallel()
	source := `package p

import (
	"regexp"
	"strings"
	"time"
)

func f(r *regexp.Regexp, s string, t time.Time) ([]string, []string, []string, time.Time) {
	return r.FindAllString(s, -1), strings.SplitN(s, " ", -1), r.FindAllString(s, 1), t.AddDate(2, 2, -1)
}
`
	p := packageOf(t, map[string]string{"in.go": source})
	var got []string
	for _, m := range Find(p, p.Files[0]) {
		if strings.HasPrefix(m.Change, "1 ") {
			got = append(got, m.Change)
		}
	}
	want := []string{"1 becomes 0", "1 becomes 0", "1 becomes 2", "1 becomes 0", "1 becomes 2", "1 becomes 0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestASourceThatDoesNotCompileByItselfIsAnError(t *testing.T) {
	t.Parallel()
	p := packageOf(t, map[string]string{"in.go": "package p\n\nfunc f() bool { return true }\n"})
	p.Files[0].Text = []byte("package p\n\nfunc f() bool { return true }\n\nvar x int = \"\"\n")
	if _, err := Check(p, onePerNode(p, p.Files[0])); err == nil || !strings.Contains(err.Error(), "in.go:5") {
		t.Errorf("got %v", err)
	}
}

func TestTheSameSeedDrawsTheSameMutants(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for i := range 40 {
		fmt.Fprintf(&body, "\tif x > %d {\n\t\tx++\n\t}\n", i+200)
	}
	sources := map[string]string{"a.go": "package p\n\nfunc f(x int) int {\n" + body.String() + "\treturn x\n}\n", "b.go": "package p\n\nfunc g(x int) bool { return x > 1 }\n"}
	draw := func(seed uint64, keep string) string {
		drawn, err := Draw([]*Package{packageOf(t, sources)}, func(f File) bool { return strings.HasPrefix(f.Name, keep) }, 10, seed)
		if err != nil {
			t.Fatal(err)
		}
		var s strings.Builder
		for i, m := range drawn {
			if m.Number != i+1 {
				t.Errorf("the %d. has number %d", i+1, m.Number)
			}
			fmt.Fprintf(&s, "%s:%d %s\n", m.File, m.Line, m.Change)
		}
		return s.String()
	}
	first := draw(1, "a")
	if n := strings.Count(first, "a.go"); n != 10 {
		t.Errorf("%d mutants of a.go", n)
	}
	if first == draw(2, "a") {
		t.Error("another seed draws the same")
	}
	if again := draw(1, "a"); again != first {
		t.Errorf("drawn again: %s\nfirst: %s", again, first)
	}
	if few := draw(1, "b"); strings.Count(few, "\n") != 2 || strings.Contains(few, "a.go") {
		t.Errorf("of b.go alone: %s", few)
	}
}

func TestMutantsAreSharedByTheSizeOfPackages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		n     int
		sizes []int
		want  []int
	}{
		{"by size", 100, []int{300, 100}, []int{75, 25}},
		{"a small one gets enough to say something", 100, []int{1000, 10}, []int{95, 5}},
		{"no more than there are", 100, []int{1000, 3}, []int{97, 3}},
		{"fewer packages' worth than asked for", 100, []int{7, 3}, []int{7, 3}},
		{"an empty one", 10, []int{0, 50}, []int{0, 10}},
		{"too few for all", 3, []int{50, 50}, []int{2, 1}},
	} {
		if d := cmp.Diff(c.want, shares(c.n, c.sizes)); d != "" {
			t.Errorf("%s: %s", c.rule, d)
		}
	}
}

func TestTheSwitchIsOneFileWhateverThePackageIsCalled(t *testing.T) {
	t.Parallel()
	p := packageOf(t, map[string]string{"in.go": "package p\n\nfunc f() bool { return true }\n", "other.go": "package p\n"})
	m := onePerNode(p, p.Files[0])
	files := Mutate(p, m)
	if len(files) != 2 || !strings.HasPrefix(string(files[SwitchFile]), "package p\n") || !strings.Contains(string(files["in.go"]), "mutantOn(1)") {
		t.Errorf("files %q", files)
	}
	// It has to compile with what it imports.
	if _, err := parser.ParseFile(token.NewFileSet(), SwitchFile, files[SwitchFile], 0); err != nil {
		t.Error(err)
	}
}
