package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"daylight/cmd/bot/internal/cli/session"
)

// all calls do with every command of the bot.
func all(t *testing.T, do func(cmd *cobra.Command)) {
	t.Helper()
	root := newRoot(session.New(session.Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, func(string) string { return "" }))
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		do(cmd)
		for _, c := range cmd.Commands() {
			if c.Name() != "completion" && c.Name() != "help" {
				walk(c)
			}
		}
	}
	walk(root)
}

func TestEveryCommandAndFlagIsExplained(t *testing.T) {
	t.Parallel()
	all(t, func(cmd *cobra.Command) {
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s: one line without a full stop says what it does, not %q", cmd.CommandPath(), cmd.Short)
		}
		if len(cmd.Short) > 90 {
			t.Errorf("%s: the line is longer than 90 characters", cmd.CommandPath())
		}
		if !cmd.Runnable() || cmd.Args == nil {
			t.Errorf("%s does not check its arguments", cmd.CommandPath())
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("%s --%s is not explained", cmd.CommandPath(), f.Name)
			}
		})
		for line := range strings.Lines(cmd.Long + "\n" + cmd.Example) {
			if len([]rune(line)) > 121 {
				t.Errorf("%s: a line of the help is longer than 120 characters: %s", cmd.CommandPath(), line)
			}
		}
	})
}

func TestExamplesAreCallsThatExist(t *testing.T) {
	t.Parallel()
	all(t, func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Example) {
			call := strings.TrimSpace(line)
			if !strings.HasPrefix(call, "bot ") {
				continue
			}
			words := strings.Fields(call)[1:]
			if words[0] == "--as" {
				words = words[2:]
			}
			found, _, err := cmd.Root().Find(words)
			if err != nil || found != cmd {
				t.Errorf("%s shows `%s`", cmd.CommandPath(), call)
				continue
			}
			for _, word := range words {
				name, isFlag := strings.CutPrefix(word, "--")
				if isFlag && cmd.Flag(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
					t.Errorf("%s: there is no flag %s: `%s`", cmd.CommandPath(), word, call)
				}
			}
		}
	})
}

func TestTheContractOfCalls(t *testing.T) {
	t.Parallel()
	var have []string
	flags := map[string]*pflag.FlagSet{}
	all(t, func(cmd *cobra.Command) {
		path := strings.TrimPrefix(cmd.CommandPath(), "bot ")
		have = append(have, path)
		flags[path] = pflag.NewFlagSet("", pflag.ContinueOnError)
		flags[path].AddFlagSet(cmd.LocalFlags())
		flags[path].AddFlagSet(cmd.InheritedFlags())
	})
	for call, want := range map[string]string{
		"demo": "dir exit json", "init": "dir", "serve": "config", "config check": "json", "config show": "json", "config schema": "",
		"case new": "json as", "case show": "json", "case list": "json", "case search": "json", "case import": "json",
		"case export": "json", "case close": "", "case reopen": "", "event add": "at party text source visibility",
		"contact add": "json", "contact list": "json", "draft new": "", "draft show": "", "draft edit": "", "draft approve": "",
		"draft send": "", "draft discard": "", "draft resolve": "", "probe": "kind json", "probe agent": "listen name token-file key-file cert key-tls", "probe agent init": "key-file json", "timeline": "format json", "agenda": "user days json ics",
		"publish": "mode lang out check", "publish approve": "mode lang digest json", "inbox list": "json", "inbox show": "json", "inbox assign": "", "inbox ignore": "",
		"policy list": "json", "policy show": "json yaml", "policy check": "json", "policy explain": "policy extend clause json",
		"policy simulate": "policy contacted fixed exploited extended acknowledged bounced json", "github manifest": "url webhooks json", "github ways": "case add party name json", "github intake": "owner name token-file invite case text speaks yes json", "github create": "url organization site webhooks json", "slack manifest": "yaml json", "doctor": "json", "db verify": "", "db backup": "", "db restore": "", "version": "",
	} {
		if !slices.Contains(have, call) {
			t.Errorf("there is no `bot %s`", call)
			continue
		}
		for name := range strings.FieldsSeq(want) {
			if flags[call].Lookup(name) == nil {
				t.Errorf("`bot %s` has no flag --%s", call, name)
			}
		}
	}
}

func TestAWordIsNearAnotherOne(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"cas": "did you mean `bot case`?", "drafts": "did you mean `bot draft`?", "tmeline": "did you mean `bot timeline`?", "xyzzy": "write one of agenda, asset, case, ",
	} {
		root := newRoot(session.New(session.Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, func(string) string { return "" }))
		root.SetArgs([]string{word})
		if err := root.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", word, err, want)
		}
	}
}
