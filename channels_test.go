package daylight_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wiring are the lines that may name channels.
var wiring = []string{"cmd/bot/internal/app/wired.go", "cmd/bot/internal/cli/wired.go"}

// nameOnPurpose are the places outside of a channel's folder, the lines of wiring and the configuration that name one all the same.
// Each has its reason.
var nameOnPurpose = map[string]string{
	"disclosure/kind.go":                   "the vocabulary of the facts: media, not channels",
	"disclosure/agenda/harm.go":            "words by which personal data is known",
	"disclosure/medium/medium.go":          "the table of media",
	"disclosure/person/person.go":          "by which account a person is known, and by which way something came in",
	"disclosure/person/pin.go":             "by which account a person is known",
	"disclosure/person/said.go":            "by which account a person is known, and by which way something came in",
	"cmd/bot/internal/app/desk/actor.go":   "by which account a person is known",
	"cmd/bot/internal/app/desk/agenda.go":  "by which account a person is known",
	"cmd/bot/internal/cli/people.go":       "by which account a person is known",
	"cmd/bot/internal/spreadsheet/word.go": "words that people write into a spreadsheet",
	"cmd/bot/internal/demo/story.go":       "the demo plays the reference case by mail",
}

// exemptFolders hold configuration, channels, and what tests are made of.
var exemptFolders = []string{
	"notify/email/", "notify/github/", "notify/slack/", "notify/webhook/", "notify/notifytest/", "cmd/bot/internal/channel/", "cmd/bot/internal/config/", "db/dbtest/", "disclosure/command/commandtest/", "disclosure/timeline/timelinetest/", "scripts/",
}

// Names of channels that are words of every day too: as part of an identifier they mean the word, and some of them as a text.
var (
	plainNames = []string{"mail", "email", "webhook", "stub", "issue", "chat"}
	plainTexts = []string{"mail", "stub", "issue", "chat"}
)

// A channel is one value, so nothing but its folder, a line and the configuration knows its name.
func TestNothingNamesAChannel(t *testing.T) {
	t.Parallel()
	names := append(foldersOf(t, "notify"), foldersOf(t, "cmd/bot/internal/channel")...)
	names = append(slices.DeleteFunc(names, func(n string) bool { return n == "notifytest" }), "issue", "chat")
	needed := map[string]bool{}
	files := 0
	for _, path := range goFiles(t) {
		if slices.Contains(wiring, path) || slices.ContainsFunc(exemptFolders, func(dir string) bool { return strings.HasPrefix(path, dir) }) {
			continue
		}
		files++
		for _, said := range namesIn(t, path, names) {
			if nameOnPurpose[path] == "" {
				t.Error(said)
			}
			needed[path] = true
		}
	}
	for path, why := range nameOnPurpose {
		if !needed[path] {
			t.Errorf("%s names no channel any more: take it out of the list (%s)", path, why)
		}
	}
	if files < 300 || len(names) < 8 {
		t.Errorf("%d files and %d names: the check is blind", files, len(names))
	}
}

func TestTheCheckSeesANameOfAChannel(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, c := range map[string]struct {
		code string
		want int
	}{
		"import":      {`package p; import "daylight/notify/slack"`, 1},
		"folder":      {`package p; import "daylight/cmd/bot/internal/channel/mail"`, 1},
		"identifier":  {`package p; var slackOn = true`, 1},
		"word":        {`package p; var mailbox = "a mail came in"`, 0},
		"medium":      {`package p; import "daylight/disclosure"; var m = disclosure.Issue`, 1},
		"text":        {`package p; var s = "the press in Slack counts"`, 0},
		"key":         {`package p; var s = "github/poll"`, 1},
		"task":        {`package p; var s = "send/email"`, 1},
		"exact":       {`package p; var s = "slack"`, 1},
		"import path": {`package p; import "github.com/x/y"`, 0},
	} {
		path := filepath.Join(dir, name+".go")
		if err := os.WriteFile(path, []byte(c.code), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := namesIn(t, path, []string{"slack", "github", "mail", "email", "issue"}); len(got) != c.want {
			t.Errorf("%s: %q, want %d", name, got, c.want)
		}
	}
}

// namesIn lists the places of a file that name a channel.
func namesIn(t *testing.T, path string, names []string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	found := func(at token.Pos, what string) {
		out = append(out, set.Position(at).String()+" names the channel "+what)
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		for _, under := range []string{module + "notify/", module + "cmd/bot/internal/channel/"} {
			if rest, ok := strings.CutPrefix(imported, under); ok {
				found(spec.Pos(), rest)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "disclosure" && slices.Contains([]string{"Email", "Issue", "Chat"}, n.Sel.Name) {
				found(n.Pos(), n.Sel.Name)
			}
		case *ast.Ident:
			for _, name := range names {
				if !slices.Contains(plainNames, name) && strings.Contains(strings.ToLower(n.Name), name) {
					found(n.Pos(), n.Name)
				}
			}
		case *ast.BasicLit:
			text, err := strconv.Unquote(n.Value)
			if n.Kind != token.STRING || err != nil {
				return true
			}
			for _, name := range names {
				plain := slices.Contains(plainTexts, name)
				if !plain && (text == name || strings.HasPrefix(text, name+"/")) || text == "send/"+name {
					found(n.Pos(), text)
				}
			}
		}
		return true
	})
	return out
}

func foldersOf(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "testdata" {
			out = append(out, e.Name())
		}
	}
	return out
}

// goFiles are the files of the program, without tests.
func goFiles(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || len(d.Name()) > 1 && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			out = append(out, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
