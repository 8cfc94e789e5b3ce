package cli

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

var (
	quoted   = regexp.MustCompile("`bot ([^`]+)`")
	flagWord = regexp.MustCompile(`--([a-z][a-z-]*)`)
)

// TestEveryHintHasWordsOnTheCommandLine walks the whole table: what is worded exists, with the flags that are named.
func TestEveryHintHasWordsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	root := silentRoot()
	hints, words := disclosure.Hints(), hintWords()
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
			if !strings.Contains(said, value) {
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
	return newRoot(&session{Streams: Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, getenv: func(string) string { return "" }})
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
	if cmd.HasSubCommands() && len(rest) > 0 && rest[0] == strings.ToLower(rest[0]) {
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

func TestAnErrorEndsWithWhatTheReaderCanDo(t *testing.T) {
	t.Parallel()
	none := fault.Errorf(fault.NotFound, "DL-2020-0001 has no contact %q", "C9").With(disclosure.ToAddContact("DL-2020-0001"))
	for _, c := range []struct {
		name, want string
		err        error
		code       int
	}{
		{"a hint", "bot: DL-2020-0001 has no contact \"C9\": add one with `bot contact add DL-2020-0001`\n", none, exitUsage},
		{"wrapped", "bot: --contact: DL-2020-0001 has no contact \"C9\": add one with `bot contact add DL-2020-0001`\n", fmt.Errorf("--contact: %w", none), exitUsage},
		{"no hint", "bot: no.\n", fault.Errorf(fault.Refused, "no."), exitRefused},
		{"a hint that nobody has words for", "bot: no.\n", fault.Errorf(fault.Refused, "no.").With(fault.Hint{Code: "of tomorrow"}), exitRefused},
		{"an argument that moves the cursor", "bot: no: add one with `bot contact add [2J`\n", fault.Errorf(fault.Refused, "no.").With(disclosure.ToAddContact("\x1b[2J")), exitRefused},
	} {
		var out bytes.Buffer
		s := &session{Streams: Streams{Err: &out}, started: true}
		if code := s.report(c.err); out.String() != c.want || code != c.code {
			t.Errorf("%s: %d %q, want %d %q", c.name, code, out.String(), c.code, c.want)
		}
	}
}
