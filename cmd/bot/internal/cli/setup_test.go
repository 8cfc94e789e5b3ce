package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
)

// setups are folders in which no command can do its work, and what a call says there.
func setups() []setup {
	return []setup{
		{name: "nothing", says: []string{"there is no Daylight database in", "there is no configuration"}, database: true},
		{name: "a configuration and no database", config: "prefix: DL\n", says: []string{"and it is not there: run `bot init"}, database: true},
		{name: "a database of 0 bytes", config: "prefix: DL\n", empty: "daylight.db", says: []string{"has 0 bytes"}, database: true},
		{name: "a key without its database", config: "prefix: DL\n", empty: "daylight.key", says: []string{"is gone, and its key"}, database: true},
		{name: "an unknown field", config: "nonsense: 1\n", says: []string{"there is no field nonsense"}},
		{name: "no YAML", config: "team: [\n", says: []string{"this is not YAML"}},
		{name: "a secret that is not set", config: "github:\n  token: ${NOT_SET}\n", says: []string{"the environment variable NOT_SET is empty"}},
		{name: "a time zone that is none", config: "team:\n  timezone: Mars\n", says: []string{"team.timezone"}},
	}
}

type setup struct {
	name, config, empty string
	says                []string // one of them
	database            bool     // only the database is missing
}

func (s setup) make(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if s.config != "" {
		if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(s.config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if s.empty != "" {
		if err := os.WriteFile(filepath.Join(dir, s.empty), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// needsNoDatabase are the commands that work where nothing has begun; those of needsNoConfig read no configuration either.
func needsNoDatabase() []string {
	return append(needsNoConfig(), "config check", "config show", "github create", "github intake", "github manifest", "github ways", "init", "policy list", "probe batch", "probe kinds", "probe plan")
}

func needsNoConfig() []string {
	return []string{
		"completion", "config schema", "db restore", "demo", "event kinds", "mail classify", "policy check", "policy show", "policy simulate", "probe agent init", "probe agent",
		"probe proof check", "slack manifest", "version",
	}
}

// flagsOf are what a call needs besides its arguments before it looks at the folder.
func flagsOf() map[string]string {
	return map[string]string{
		"asset drop": "--text x", "asset edit": "--noun x --text x", "asset rename": "--text x", "case edit": "--title x", "contact edit": "--address a@example.org",
		"case close": "--outcome fixed", "case new": "--title x --discovered 2020-01-24", "clock extend": "--until 2030-01-02 --reason x", "clock pause": "--reason x", "clock quiet": "--again",
		"clock set": "--until 2030-01-02 --reason x", "clock waive": "--reason x", "contact add": "--address a@example.org",
		"db resume": "--yes", "github create": "--url https://team.example", "github manifest": "--url https://team.example", "draft edit": "--subject x", "draft resolve": "--arrived --text x", "draft send": "--yes",
		"inbox save": "--to x", "event add": "--at 2020-01-01 --text x", "policy use": "--reason x", "policy simulate": "--contacted 2020-01-01",
		"probe allow": "--reason x", "probe confirm": "--text x", "probe proof": "--out proof", "probe same": "--asset A1 --text x", "publish": "--mode full --lang en --check", "publish ask": "--mode full --lang en", "writeup quote": "--allow", "publish correct": "--because x", "publish withdraw": "--because x",
	}
}

// argumentsOf fills in what a command's usage names.
func argumentsOf(use string) []string {
	values := map[string]string{
		"OWNER/REPO": "acme/app", "VENDOR": "Acme",
		"CASE": "DL-2020-0001", "KIND": "note", "DRAFT": "D1", "ASSET": "A1", "CLAUSE": "publication", "FINDING": "0123456789ab", "POLICY": "cert-cc", "ID": "1", "WORDS": "x", "FILE": "new.db",
		"FILE|-": "-", "DIR|FILE": ".", "NAME|FILE|-": "cert-cc", "TARGET": "https://127.0.0.1/", "TARGET|CASE": "https://127.0.0.1/", "OBJECT": "a.jpg", "CASE|TARGET": "DL-2020-0001", "DIR": "proof",
		"[KIND=]TARGET": "https://127.0.0.1/", "PERSON": "alice", "OTHER": "DL-2020-0002", "TEAM": "CERT", "CONTACT": "C1", "BATCH": "B1", "MESSAGE": "m", "NAME": "alice", "EVENT": "3",
	}
	var out []string
	for word := range strings.FieldsSeq(use) {
		if v, ok := values[word]; ok && !strings.HasPrefix(word, "-") {
			out = append(out, v)
		}
	}
	return out
}

func TestEveryCommandEndsWithTwoWhereTheSetUpIsWrong(t *testing.T) {
	if testing.Short() {
		t.Skip("one call after the other has nothing for the race detector; the plain run makes them all")
	}
	t.Parallel()
	flags := flagsOf()
	type call struct {
		path string
		args []string
	}
	var calls []call
	all(t, func(cmd *cobra.Command) {
		if cmd.HasSubCommands() && cmd.Annotations[isNoun] != "" || !cmd.HasParent() {
			return
		}
		path := strings.TrimPrefix(cmd.CommandPath(), "bot ")
		_, rest, _ := strings.Cut(cmd.Use, " ")
		rest, _, _ = strings.Cut(rest, " --")
		calls = append(calls, call{path, slices.Concat(strings.Fields(path), argumentsOf(rest), strings.Fields(flags[path]))})
		delete(flags, path)
	})
	for path := range flags {
		t.Errorf("there is no command `bot %s`, and it has flags in the table", path)
	}
	file, err := os.ReadFile("../casefile/testdata/nextmotion.yaml") // what an import reads
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range setups() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			dir := s.make(t)
			before := names(t, dir)
			for _, c := range calls {
				if slices.Contains(needsNoConfig(), c.path) || s.database && slices.Contains(needsNoDatabase(), c.path) {
					continue
				}
				var out, screen bytes.Buffer
				code := Main(t.Context(), append([]string{"--dir", dir}, c.args...),
					session.Streams{In: bytes.NewReader(file), Out: &out, Err: &screen}, func(string) string { return "" })
				if code != session.ExitUsage {
					t.Errorf("bot %s ends with %d, want %d: %s", strings.Join(c.args, " "), code, session.ExitUsage, screen.String())
				}
				if said := out.String() + screen.String(); !slices.ContainsFunc(s.says, func(w string) bool { return strings.Contains(said, w) }) {
					t.Errorf("bot %s does not say that %s is what is wrong, but: %s", strings.Join(c.args, " "), s.name, said)
				}
			}
			if after := names(t, dir); !slices.Equal(before, after) {
				t.Errorf("what could not work has left %v", after)
			}
		})
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
