package daylight_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// aCall is a call of the bot or a flag within a text.
var aCall = regexp.MustCompile("`bot [a-z]|\\bbot (?:case|event|contact|draft|probe|publish|policy|clock|inbox|db|serve)\\b|(?:^|[\\s`\"'(])--[a-z]")

// outside are the folders whose texts leave the house: mails, issues, comments and pages for the public. Whoever reads them
// has no command line of ours. What only the team reads (Slack, the board) may name it.
var outside = []string{"notify/github", "notify/email", "templates/mail", "templates/issue", "templates/writeup", "templates/words"}

func TestNothingThatLeavesTheHouseNamesACommand(t *testing.T) {
	t.Parallel()
	files := 0
	for _, dir := range outside {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".css"):
				return nil
			}
			files++
			for _, text := range textsOf(t, path) {
				if found := aCall.FindString(text); found != "" {
					t.Errorf("%s speaks of the command line: %q in %.200q", path, found, text)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 40 {
		t.Errorf("only %d files were looked at: the check is blind", files)
	}
}

// textsOf returns the strings of a Go file, and any other file as it is.
func textsOf(t *testing.T, path string) []string {
	t.Helper()
	if filepath.Ext(path) != ".go" {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return []string{string(b)}
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, text)
		}
		return true
	})
	return out
}
