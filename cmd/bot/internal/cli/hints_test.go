package cli

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/hint"
)

var (
	quoted   = regexp.MustCompile("`bot ([^`]+)`")
	flagWord = regexp.MustCompile(`--([a-z][a-z-]*)`)
)

// TestEveryHintHasWordsOnTheCommandLine walks the whole table: what is worded exists, with the flags that are named.
func TestEveryHintHasWordsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	root := silentRoot()
	hints, words := hint.All(), wording.HintWords()
	if len(words) != len(hints) {
		t.Errorf("%d hints, words for %d", len(hints), len(words))
	}
	for _, h := range hints {
		said := h.Fill(words[h.Code])
		if said == "" {
			t.Errorf("%s has no words", h.Code)
		}
		if strings.ContainsAny(said, "{}") {
			t.Errorf("%s names what the hint does not have: %s", h.Code, said)
		}
		for name, value := range h.Args {
			if name != "digest" && !strings.Contains(said, value) { // the digest is for who signs, not for a reader
				t.Errorf("%s: the argument %s is not said: %s", h.Code, name, said)
			}
		}
		if !quoted.MatchString(said) && !flagWord.MatchString(said) {
			t.Errorf("%s names neither a command nor a flag: %s", h.Code, said)
		}
		existing(t, root, string(h.Code), said)
	}
}

// TestWhatSlackSaysOfTheCommandLineIsThere reads the words of Slack for the same hints: where it has no way itself, it names
// a call of the bot.
func TestWhatSlackSaysOfTheCommandLineIsThere(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../../../notify/slack/hints.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(quoted.FindAll(b, -1)); n < 10 {
		t.Fatalf("only %d calls were found: the check is blind", n)
	}
	existing(t, silentRoot(), "notify/slack/hints.go", string(b))
}

func silentRoot() *cobra.Command {
	return newRoot(session.New(Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, func(string) string { return "" }))
}

// existing wants that every call and every flag that is named is there.
func existing(t *testing.T, root *cobra.Command, where, said string) {
	t.Helper()
	for _, call := range quoted.FindAllStringSubmatch(said, -1) {
		calls(t, root, where, strings.Fields(call[1]))
	}
	for _, flag := range flagWord.FindAllStringSubmatch(quoted.ReplaceAllString(said, ""), -1) {
		if !someHas(root, flag[1]) {
			t.Errorf("%s: no command has the flag --%s", where, flag[1])
		}
	}
}

// calls wants that a call of the bot leads to a command which has the flags.
func calls(t *testing.T, root *cobra.Command, where string, args []string) {
	t.Helper()
	cmd, rest, err := root.Find(args)
	if err != nil || cmd == root {
		t.Errorf("%s: there is no `bot %s`: %v", where, strings.Join(args, " "), err)
		return
	}
	for _, word := range rest {
		name, isFlag := strings.CutPrefix(word, "--")
		if isFlag && cmd.Flag(name) == nil {
			t.Errorf("%s: `%s` has no flag --%s", where, cmd.CommandPath(), name)
		}
	}
	if cmd.HasSubCommands() && len(rest) > 0 && rest[0] == strings.ToLower(rest[0]) && !strings.HasPrefix(rest[0], "-") && !strings.HasPrefix(rest[0], "{") {
		t.Errorf("%s: `%s` has no command %s", where, cmd.CommandPath(), rest[0])
	}
}

func someHas(cmd *cobra.Command, flag string) bool {
	if cmd.Flag(flag) != nil {
		return true
	}
	for _, sub := range cmd.Commands() {
		if someHas(sub, flag) {
			return true
		}
	}
	return false
}
