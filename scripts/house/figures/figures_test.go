package figures

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

func TestALineIsCodeWhenAnythingButACommentStandsOnIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, source string
		want         lineCount
	}{
		{"nothing", "", lineCount{}},
		{"a blank line is neither", "package p\n\n\t \n", lineCount{all: 3, code: 1}},
		{"the last line needs no end", "package p", lineCount{all: 1, code: 1}},
		{"a comment", "// says why\npackage p\n", lineCount{all: 2, code: 1, comments: 1}},
		{"a comment beside code", "package p // here\n", lineCount{all: 1, code: 1}},
		{"a long comment counts each of its lines", "/* a\n\n   b */\npackage p\n", lineCount{all: 4, code: 1, comments: 2}},
		{"code behind a long comment", "/* a\nb */ package p\n", lineCount{all: 2, code: 1, comments: 1}},
		{"a string over lines is code", "package p\nvar s = `\n// text\n\nend`\n", lineCount{all: 5, code: 4}},
		{"a brace is code", "package p\nfunc f() {\n}\n", lineCount{all: 3, code: 3}},
		{"other ends of lines", "package p\r\n\r\n// c\r\n", lineCount{all: 3, code: 1, comments: 1}},
	} {
		if got := countLines([]byte(c.source)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.rule, got, c.want)
		}
	}
}

func TestConstantsOfEnumerationsStandApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, source string
		want         Names
	}{
		{"a type beside it", `type Kind string; const Sent Kind = "sent"`, Names{Types: 1, Enum: 1}},
		{"repeated by iota", `type kind int; const ( A kind = iota; B; c; D )`, Names{Enum: 3}},
		{"a conversion", `type Kind string; const Sent = Kind("sent")`, Names{Types: 1, Enum: 1}},
		{"made of one further down", `type kind int; const Last = Second; const ( First kind = iota; Second )`, Names{Enum: 3}},
		{"a calculation with one", `type kind int; const ( First kind = 1; Both = First | 2; Shifted = 1 << First )`, Names{Enum: 2, Consts: 1}},
		{"a comparison is a bool", `type kind int; const ( First kind = 1; Is = First == 1 )`, Names{Enum: 1, Consts: 1}},
		{"a basic type is none", `const Max int = 3; const Other = 4`, Names{Consts: 2}},
		{"a type of another package is none", `import "time"; const Wait time.Duration = 3; const Long = 2 * time.Hour`, Names{Consts: 2}},
		{"an alias is the type of somebody else", `import "time"; type D = time.Duration; const Wait D = 3`, Names{Types: 1, Consts: 1}},
		{"a list ends with the next value", `type kind int; const ( A kind = iota; B; C = "c" )`, Names{Enum: 2, Consts: 1}},
		{"a variable is none", `type Kind string; var Sent Kind = "sent"`, Names{Types: 1, Vars: 1}},
	} {
		p, err := measure("m", ".", map[string][]byte{"a.go": []byte("package p; " + c.source)})
		if err != nil {
			t.Fatalf("%s: %v", c.rule, err)
		}
		if p.Exported != c.want {
			t.Errorf("%s: %+v, want %+v", c.rule, p.Exported, c.want)
		}
	}
}

func TestNamesAreWhatAUserOfThePackageSees(t *testing.T) {
	t.Parallel()
	source := `package p
type Case struct{}
type Set[T any] struct{}
type hidden struct{}
func New() {}
func help() {}
func (c *Case) Open() {}
func (c Case) close() {}
func (s *Set[T]) Add() {}
func (h hidden) Write() {}
var A, b, C int
`
	p, err := measure("m", ".", map[string][]byte{"a.go": []byte(source)})
	want := Names{Types: 2, Funcs: 1, Vars: 2, Methods: 2}
	if err != nil || p.Exported != want || p.Exported.Total() != 5 {
		t.Errorf("%+v (%v), want %+v", p.Exported, err, want)
	}
}

func TestReadMeasuresAModule(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	unpack(t, root, "testdata/module.txtar")
	got, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	want := []Package{
		{
			Dir: ".", Name: "main", Files: 1, Code: 8, Comments: 1,
			Biggest: File{Path: "main.go", Lines: 11}, Longest: Func{Name: "main", Path: "main.go", Line: 9, Lines: 3},
			Imports: []string{"inner/deep"},
		},
		{
			Dir: "inner/deep", Name: "deep", Files: 2, Code: 8, Comments: 2, Exported: Names{Types: 1, Methods: 1},
			Biggest: File{Path: "inner/deep/b.go", Lines: 10}, Longest: Func{Name: "Box.Open", Path: "inner/deep/b.go", Line: 7, Lines: 4},
			Imports: []string{"."},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][]string{{".", "inner/deep"}}, Circles(got)); d != "" {
		t.Error(d)
	}
	sum := Sum(got)
	if sum.Code != 16 || sum.Files != 3 || sum.Biggest.Lines != 11 || sum.Longest.Name != "Box.Open" || sum.Exported.Methods != 1 {
		t.Errorf("sum %+v", sum)
	}
}

func TestReadWantsTheRootOfAModule(t *testing.T) {
	t.Parallel()
	if _, err := Read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "name the root of a module") {
		t.Errorf("got %v", err)
	}
}

func TestCirclesAreFoundWhereverTheyAre(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		arrows string // "a>b a>c"
		want   [][]string
	}{
		{"a>b a>c b>d c>d", nil},
		{"a>a", [][]string{{"a"}}},
		{"a>b b>c c>a", [][]string{{"a", "b", "c"}}},
		{"a>b b>c c>b", [][]string{{"b", "c"}}},
		{"a>b b>a c>d d>c b>c", [][]string{{"a", "b"}, {"c", "d"}}},
		{"a>b b>c c>a b>d d>b", [][]string{{"a", "b", "c", "d"}}},
		{"a>z", nil}, // z is no package of the module
	} {
		imports := map[string][]string{}
		for arrow := range strings.FieldsSeq(c.arrows) {
			imports[arrow[:1]] = append(imports[arrow[:1]], arrow[2:])
		}
		var packages []Package
		for _, dir := range []string{"a", "b", "c", "d"} {
			packages = append(packages, Package{Dir: dir, Imports: imports[dir]})
		}
		if d := cmp.Diff(c.want, Circles(packages)); d != "" {
			t.Errorf("%s: %s", c.arrows, d)
		}
	}
}

func TestAPackageIsOverWhenItHasOneTooMany(t *testing.T) {
	t.Parallel()
	full := Package{Dir: "disclosure/command", Code: MaxCode, Files: MaxFiles, Exported: Names{Types: 100, Funcs: 20, Enum: 500, Methods: 500}}
	for _, c := range []struct {
		rule   string
		change func(*Package)
		says   []string
	}{
		{"full is not over", func(*Package) {}, nil},
		{"one line", func(p *Package) { p.Code++ }, []string{"disclosure/command has 2801 lines of code, at most 2800 are allowed: cut it"}},
		{"one file", func(p *Package) { p.Files++ }, []string{"disclosure/command has 26 files, at most 25 are allowed: cut it"}},
		{"one name", func(p *Package) { p.Exported.Vars++ }, []string{"disclosure/command has 121 exported names, at most 120 are allowed: cut it"}},
		{"the domain itself", func(p *Package) { p.Dir = "disclosure"; p.Files++ }, []string{"disclosure has 26 files, at most 25 are allowed: cut it"}},
		{"another package may", func(p *Package) { p.Dir = "notify/slack"; p.Code++ }, nil},
		{"a folder that only begins alike may", func(p *Package) { p.Dir = "cmd/bot/internal/client"; p.Code++ }, nil},
	} {
		p := full
		c.change(&p)
		if got := p.Over(); !slices.Equal(got, c.says) {
			t.Errorf("%s: %q, want %q", c.rule, got, c.says)
		}
	}
}

// unpack writes the files of an archive below a folder.
func unpack(t *testing.T, root, archive string) {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
