package hint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// ofTheCLI is a call of the bot or a flag. What else the bot might do has no place in the domain either, which knows none.
var ofTheCLI = regexp.MustCompile(`\bbot [a-z]|(?:^|[\s` + "`" + `"'(])--[a-z]`)

// ofOtherTools is a flag of a program that is none of ours, as the tables of pasted commands have to know it: "--endpoint-url" of aws.
// Nothing else that the file says may be a flag.
var ofOtherTools = map[string]*regexp.Regexp{
	"../probe/target/command.go":   regexp.MustCompile(`^--[a-z0-9_-]+$`),
	"../content/secret/command.go": regexp.MustCompile(`^--[a-z0-9_-]+$`),
}

func TestTheDomainNamesNoCommandOfASurface(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files++
		for at, text := range literals(t, path) {
			if theirs := ofOtherTools[filepath.ToSlash(path)]; theirs != nil && theirs.MatchString(text) {
				continue
			}
			if ofTheCLI.MatchString(text) {
				t.Errorf("%s speaks of the command line: %q. Say it in words of the domain and give the error a hint (hints.go)", at, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("only %d files were looked at: the check is blind", files)
	}
}

func TestTheCheckOfWordsSeesCommandsAndFlags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"see `bot publish %s --check`": true, "give it with --until": true, "--text is missing": true, "run bot serve": true, "(--lost)": true,
		"a robot was here": false, "raise probe.budget.total": false, "it was -- as far as we know -- open": false, "a--b": false, "<!--note-->": false,
	} {
		if ofTheCLI.MatchString(text) != want {
			t.Errorf("%q: taken for a command: %v", text, !want)
		}
	}
}

func TestEveryHintIsListedWithWhatItIsAbout(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, h := range hint.All() {
		listed = append(listed, string(h.Code))
		for name, value := range h.Args {
			if name == "" || value == "" {
				t.Errorf("%s: the argument %q is %q", h.Code, name, value)
			}
		}
	}
	var declared []string
	f, err := parser.ParseFile(token.NewFileSet(), "hints.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if ok && len(spec.Values) == 1 {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, code)
		}
		return true
	})
	if len(declared) < 20 || !slices.Equal(declared, listed) {
		t.Errorf("declared %v, listed %v", declared, listed)
	}
	if again := slices.Compact(slices.Sorted(slices.Values(listed))); len(again) != len(listed) {
		t.Errorf("a code stands for two hints: %v", listed)
	}
}

func TestAHintNamesItsCase(t *testing.T) {
	t.Parallel()
	err := fault.Errorf(fault.NotFound, "there is no contact").With(hint.ToResolveMessage("DL-2020-0001", "D2"))
	h := fault.HintOf(err)
	if h.Code != hint.ResolveMessage || h.Args["case"] != "DL-2020-0001" || h.Args["draft"] != "D2" {
		t.Errorf("%+v", h)
	}
}

// literals returns the strings of a file, by where they stand. Import paths and tags of fields are no words.
func literals(t *testing.T, path string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(n.Value)
			if err != nil {
				t.Fatal(err)
			}
			out[set.Position(n.Pos()).String()] = text
		}
		return true
	})
	return out
}
