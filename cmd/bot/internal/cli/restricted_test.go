package cli

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/person"
)

// hiddenCase makes a database with one case that only somebody else than the login of this machine may see.
func hiddenCase(t *testing.T) (dir string, id disclosure.CaseID) {
	t.Helper()
	dir = t.TempDir()
	cfg, err := config.Parse(nil, dir, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), cfg, app.Options{Create: true, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	zora := disclosure.Actor{Name: "zora the owner", Role: disclosure.Admin, Hand: person.Hand{Via: person.CLI}}
	c, err := a.Desk.NewCase(t.Context(), zora, record.Record{Facts: disclosure.Facts{
		Title: "Zebra bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Stripes"}},
		Assets: []disclosure.Asset{{Kind: "s3", Target: "https://zebra-files.s3.eu-west-3.amazonaws.com/"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Desk.Do(t.Context(), zora, c.ID, record.Restrict{Names: []string{zora.Name}}); err != nil {
		t.Fatal(err)
	}
	return dir, c.ID
}

// outsider runs the bot as the login of this machine and returns all that it prints.
func outsider(dir string, args ...string) (string, int) {
	var out bytes.Buffer
	s := session.New(Streams{In: strings.NewReader(""), Out: &out, Err: &out}, func(string) string { return "" })
	code := s.Run(context.Background(), newRoot(s), append([]string{"--dir", dir}, args...))
	return out.String(), code
}

var idForm = regexp.MustCompile(`DL-\d{4}-\d{4}`)

// argumentsFor are those of a command that takes a case: what its usage names, and the flags that it cannot do without.
func argumentsFor(t *testing.T, cmd *cobra.Command, id disclosure.CaseID) [][]string {
	t.Helper()
	path := strings.Fields(cmd.CommandPath())[1:]
	switch cmd.CommandPath() { // what a usage does not say, and what must not ask anybody
	case "bot probe":
		return [][]string{{"probe", string(id)}}
	case "bot probe plan":
		return [][]string{{"probe", "plan", string(id)}}
	case "bot draft resolve":
		return [][]string{{"draft", "resolve", string(id), "D1", "--lost"}}
	case "bot clock waive":
		return [][]string{{"clock", "waive", string(id), "publication", "--reason", "x"}}
	case "bot inbox assign", "bot inbox reassign", "bot inbox person", "bot inbox automatic":
		return nil // it reads an item first, and those of the case are not there
	}
	var all [][]string
	words := strings.Fields(cmd.Use)
	if len(words) > 1 && strings.Contains(cmd.Use, "CASE") {
		args := append([]string{}, path...)
		for _, w := range words[1:] {
			switch w = strings.Trim(w, "[]|."); {
			case w == "CASE":
				args = append(args, string(id))
			case strings.HasPrefix(w, "-") || w != strings.ToUpper(w):
			default:
				word, known := map[string]string{"KIND": "note", "DRAFT": "D1", "ASSET": "A1", "CLAUSE": "publication"}[w]
				if !known {
					word = "x"
				}
				args = append(args, word)
			}
		}
		all = append(all, args)
	}
	for line := range strings.Lines(cmd.Example) {
		if call := strings.TrimSpace(line); strings.HasPrefix(call, "bot ") && idForm.MatchString(call) {
			all = append(all, shellWords(idForm.ReplaceAllString(strings.TrimPrefix(call, "bot "), string(id))))
		}
	}
	return all
}

// shellWords splits a line of an example, which quotes with single quotes only.
func shellWords(line string) []string {
	var out []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

func TestEachCommandAnswersAnOutsiderAsIfARestrictedCaseDidNotExist(t *testing.T) {
	if testing.Short() {
		t.Skip("one call after the other has nothing for the race detector; the plain run makes them all")
	}
	dir, secret := hiddenCase(t)
	t.Chdir(t.TempDir()) // an example may write files
	unknown := disclosure.CaseID(string(secret)[:len(secret)-4] + "0777")
	refused := map[string]bool{}
	takes := map[string]bool{}
	all(t, func(cmd *cobra.Command) {
		for i, args := range argumentsFor(t, cmd, secret) {
			takes[cmd.CommandPath()] = true
			got, code := outsider(dir, args...)
			want, wantCode := outsider(dir, argumentsFor(t, cmd, unknown)[i]...)
			if strings.ReplaceAll(got, string(secret), string(unknown)) != want || code != wantCode {
				t.Errorf("%v: exit %d, %s\nand for a case that does not exist: exit %d, %s", args, code, got, wantCode, want)
			}
			for _, trace := range []string{"Zebra", "zebra-files", "Stripes", "zora"} {
				if strings.Contains(got, trace) {
					t.Errorf("%v shows %q: %s", args, trace, got)
				}
			}
			if strings.Contains(got, "there is no case") {
				refused[cmd.CommandPath()] = true
			}
		}
	})
	for path := range takes {
		if !refused[path] && !strings.Contains(path, "config") {
			t.Errorf("%s takes a case and was never asked for one that is not there: give its arguments here", path)
		}
	}
	if len(refused) < 20 {
		t.Errorf("only %d commands were asked: the test is blind", len(refused))
	}
	for _, args := range [][]string{
		{"case", "list", "--all"},
		{"case", "list", "--all", "--json"},
		{"case", "search", "zebra"},
		{"agenda", "--days", "400"},
		{"digest"},
		{"inbox", "list", "--all"},
		{"stats", "--by", "vendor"},
		{"jobs", "list"},
		{"jobs", "list", "--json"},
		{"__complete", "case", "show", ""},
		{"db", "verify"},
		{"case", "list", "--after", string(unknown)},
	} {
		got, _ := outsider(dir, args...)
		for _, trace := range []string{string(secret), "Zebra", "zebra-files", "Stripes", "zora"} {
			if strings.Contains(got, trace) {
				t.Errorf("%v shows %q: %s", args, trace, got)
			}
		}
	}
	if found, _ := filepath.Glob("*"); len(found) != 0 {
		t.Errorf("something was written: %v", found)
	}
}
