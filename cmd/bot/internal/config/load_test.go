package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/fault"
)

// problems returns what is wrong with a file, one line each.
func problems(t *testing.T, file string) []string {
	t.Helper()
	_, err := config.Parse([]byte(file), t.TempDir(), noEnv)
	if err == nil {
		return nil
	}
	all, ok := errors.AsType[config.Problems](err)
	if !ok {
		t.Fatalf("%v is no list of problems", err)
	}
	if fault.CodeOf(err) != fault.Invalid {
		t.Errorf("the code is %s", fault.CodeOf(err))
	}
	out := make([]string, len(all))
	for i, p := range all {
		out[i] = p.String()
	}
	return out
}

func TestAllMistakesComeAtOnceWithPathAndLine(t *testing.T) {
	t.Parallel()
	got := problems(t, `team:
  name: ""
  site: ftp://example.org
  timezone: Mars
  motto: onward
prefix: lower
people:
  - {name: a, role: king}
  - {name: A, role: lead, slack: bob, github: no_such}
mail:
  mode: livee
  smtp:
    host: smtp.example.org:587
    port: 99999
    security: none
    user: bot
web: {listen: "0.0.0.0:80"}
bogus: 1
rules:
  heads_up_days: -1
  closure: {over: 24, strong: three, vantages: 0}
probe: [1]
`)
	want := []string{
		"line 2: team.name: vendors and readers need a name",
		"line 3: team.site: \"ftp://example.org\" is not a web address",
		"line 4: team.timezone: \"Mars\" is not a time zone",
		"line 5: team: there is no field motto: known are name, site",
		"line 6: prefix: \"lower\" is not a prefix",
		"line 8: people[0].role: \"king\" is not known",
		"line 9: people[1].github: \"no_such\" is not a GitHub login",
		"line 9: people[1].name: \"A\" is already that of people[0]",
		"line 9: people[1].slack: \"bob\" is not a user id",
		"line 11: mail.mode: \"livee\" is not known: write one of dry-run, live",
		"line 13: mail.smtp.host: \"smtp.example.org:587\" is not a host name",
		"line 14: mail.smtp.port: 99999 is not a port",
		"line 15: mail.smtp.security: none is for a server on this machine only",
		"line 16: mail.smtp.password: the login bot needs a password",
		"line 17: web.listen: the board has no login",
		"line 18: there is no field bogus: known are team, prefix",
		"line 20: rules.heads_up_days: -1 days is negative",
		"line 21: rules.closure.over: this is not a length of time",
		"line 21: rules.closure.strong: this is not a whole number",
		"line 21: rules.closure.vantages: 0 is too small",
		"line 22: probe: fields belong here (allow_private, vantage, per_day, second_person, definitions, total, keep_out, rate, per_network, workers, canary, vantages), not a list",
	}
	// A password that is missing has no line of its own: it gets that of its section.
	want[13] = "line 12: mail.smtp.password: the login bot needs a password"
	slices.SortStableFunc(want, func(a, b string) int { return lineNumber(a) - lineNumber(b) })
	if len(got) != len(want) {
		t.Fatalf("%d problems, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("problem %d is\n  %s, want\n  %s…", i, got[i], want[i])
		}
	}
}

func lineNumber(text string) int {
	n := 0
	for _, r := range strings.TrimPrefix(text, "line ") {
		if r < '0' || r > '9' {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}

func TestEachMistakeSaysWhatToWriteInstead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, want string }{
		{"a field that is listed twice", "prefix: DL\nprefix: XX\n", "line 2: prefix: this is listed twice, first on line 1"},
		{"a second document", "prefix: DL\n---\nprefix: XX\n", "a second document begins here"},
		{"a list at the top", "- a\n", "line 1: fields belong here (team, prefix"},
		{"a text for a section", "mail: on\n", "mail: fields belong here"},
		{"a text for a list", "people: alice\n", "people: a list belongs here, not a single value"},
		{"a list for a text", "prefix: [DL]\n", "prefix: one value belongs here, not a list"},
		{"an anchor", "prefix: &p DL\n", "prefix: a value that begins with & is an anchor"},
		{"an alias", "prefix: &p DL\nteam: {name: *p}\n", "team.name: this refers to another part of the file"},
		{"a merge key", "a: &a {x: 1}\nmail:\n  <<: *a\n", "mail: there is no such field"},
		{"a tag", "prefix: !env DL\n", "prefix: tags are not known here"},
		{"hours that are none", "probe: {keep_out: 08:00}\n", "probe.keep_out: \"08:00\" is not a range of hours"},
		{"hours in no zone", "probe: {keep_out: 08:00-18:00 Atlantis}\n", "probe.keep_out: \"Atlantis\" is not a time zone"},
		{"nearly the whole day", "probe: {keep_out: 08:00-06:00}\n", "probe.keep_out: 22h0m0s of each day is too much"},
		{"a negative pace", "probe: {rate: -1}\n", "probe.rate: -1 is negative"},
		{"a canary with a login", "probe: {canary: https://u:p@example.org}\n", "probe.canary: an address with a login"},
		{"a fraction for a number", "probe: {per_day: 1.5}\n", "probe.per_day: this is not a whole number"},
		{"a number of another base", "probe: {per_day: 0x10}\n", "probe.per_day: this is not a whole number"},
		{"a number that is too large", "probe: {per_day: 99999999999999999999}\n", "probe.per_day: this is not a whole number"},
		{"yes for true", "slack: {read_history: yes}\n", "slack.read_history: write true or false"},
		{"a length of time in days", "rules: {closure: {max_gap: 2d}}\n", "rules.closure.max_gap: this is not a length of time"},
		{"no gap at all", "rules: {closure: {max_gap: 0s}}\n", "rules.closure.max_gap: this has to be more than zero"},
		{"a line break in a name", "team: {name: \"a\\nBcc: x@example.org\"}\n", "team.name: this holds a line break"},
		{"an escape sequence in a name", "team: {name: \"a\\e[31m\"}\n", "team.name: this holds a line break or a control character"},
		{"a very long text", "team: {about: " + strings.Repeat("a", 2001) + "}\n", "team.about: this is longer than 2000 characters"},
		{"Latin 1", "team: {name: \xe9quipe}\n", "line 1: the file is not UTF-8 text"},
		{"a large file", "#" + strings.Repeat(" ", 1<<20), "the file is larger than 1 MiB"},
		{"broken YAML", "team:\n  name: [\n", "this is not YAML"},
		{"a tab as indentation", "team:\n\tname: a\n", "line 2: this is not YAML"},
		{"deep nesting", strings.Repeat("[", 100000), "this is not YAML"},
		{"a second person for an unknown message", "rules: {second_person: [hello]}\n", `rules.second_person[0]: "hello" is not a kind of message: write one of first_contact`},
		{"a negative length of time", "rules: {closure: {over: -1h}}\n", "rules.closure.over: a duration cannot be negative"},
		{"the zone of this machine", "team: {timezone: Local}\n", `team.timezone: "Local" is not a time zone`},
		{"a page about answers that is a file", "team: {probes: docs/probes.md}\n", "team.probes: \"docs/probes.md\" is not a web address: write it with https://"},
		{"a mail address with a name", "team: {contact: Team <a@example.org>}\n", "team.contact: \"Team <a@example.org>\" is not a mail address"},
		{"a mailbox with a plus part", "mail: {address: a+b@example.org}\n", "mail.address: \"a+b@example.org\" has a plus part already"},
		{"a number of GitHub that is none", "people: [{name: A, role: lead, github_id: -1}]\n", "people[0].github_id: -1 is not the number of a GitHub account"},
		{"a number of GitHub under two names", "people: [{name: A, role: lead, github_id: 77}, {name: B, role: lead, github_id: 77}]\n", "people[1].github_id: \"77\" is already that of people[0]"},
		{"a login of GitHub as its number", "people: [{name: A, role: lead, github_id: ada}]\n", "github_id"},
		{"a poll that is no schedule", "github: {poll: sometimes}\n", "github.poll: "},
		{"a repository without its owner", "github: {repositories: [{name: tracking}], token: t}\n", "github.repositories[0].name: \"tracking\" is not a repository"},
		{"a repository twice", "github: {repositories: [{name: a/b}, {name: A/B}], token: t}\n", "github.repositories[1].name: \"A/B\" is listed twice"},
		{"an owner that is none", "github: {repositories: [{name: a/b, owner: me}], token: t}\n", "github.repositories[0].owner: \"me\" is not known: write one of team, vendor"},
		{"a login of the vendor that is none", "github: {repositories: [{name: a/b, vendor_logins: [no_such]}], token: t}\n", "github.repositories[0].vendor_logins[0]: \"no_such\" is not a GitHub login"},
		{"one of our own who speaks for the vendor", "people: [{name: A, role: lead, github: ada}]\ngithub: {repositories: [{name: a/b, vendor_logins: [Ada]}], token: t}\n", "github.repositories[0].vendor_logins[0]: \"Ada\" is one of your own people"},
		{"repositories without a token", "github: {repositories: [{name: a/b}]}\n", "github.token: the repositories need a token"},
		{"a token over plain HTTP", "github: {base_url: \"http://github.example.org/\"}\n", "github.base_url: a token is never sent without TLS"},
		{"a short secret of a webhook", "github: {webhook_secret: short}\n", "github.webhook_secret: this can be guessed"},
		{"webhooks without a secret", "web: {webhooks: \"0.0.0.0:8443\"}\n", "github.webhook_secret: web.webhooks is set"},
		{"both listeners on one address", "web: {webhooks: \"127.0.0.1:8080\"}\n", "web.webhooks: the board listens there already"},
		{"a port that is none", "web: {listen: \"127.0.0.1:http\"}\n", "web.listen: \"127.0.0.1:http\" is not an address"},
		{"the board on every address", "web: {listen: \":8080\"}\n", "web.listen: the board has no login"},
		{"one token of Slack", "slack: {bot_token: xoxb-1, channel: C0123}\n", "slack.app_token: Slack needs both tokens"},
		{"the tokens of Slack mixed up", "slack: {bot_token: xapp-1, app_token: xoxb-1, channel: C0123}\n", "slack.bot_token: this is not the right token"},
		{"a user group by its name", "slack: {bot_token: xoxb-1, app_token: xapp-1, channel: C0123456789, groups: [{group: Disclosure Leads, role: lead}]}\n", "slack.groups[0].group: \"Disclosure Leads\" is neither the id of a user group"},
		{"a user group of admins", "slack: {bot_token: xoxb-1, app_token: xapp-1, channel: C0123456789, groups: [{group: \"@leads\", role: admin}]}\n", "slack.groups[0].role"},
		{"a user group twice", "slack: {bot_token: xoxb-1, app_token: xapp-1, channel: C0123456789, groups: [{group: \"@leads\", role: lead}, {group: leads, role: viewer}]}\n", "slack.groups[1].group: \"leads\" is listed twice"},
		{"a channel by its name", "slack: {bot_token: xoxb-1, app_token: xapp-1, channel: \"#cases\"}\n", "slack.channel: \"#cases\" is not a channel id"},
		{"live mail without a server", "mail: {mode: live}\n", "mail.smtp.host: mode live needs a submission server"},
		{"live mail without a page of the team", "mail: {mode: live}\n", "team.site: mode live needs a page"},
		{"a mailbox without a login", "mail: {address: a@example.org, imap: {host: imap.example.org}}\n", "mail.imap.user: a mailbox is not read without a login"},
		{"all addresses as private", "probe: {allow_private: [0.0.0.0/0]}\n", "probe.allow_private[0]: \"0.0.0.0/0\" is wider than any private network"},
		{"an address as a prefix", "probe: {allow_private: [10.0.0.1]}\n", "probe.allow_private[0]: \"10.0.0.1\" is not a network prefix"},
		{"the key in the database's file", "database: {path: a, key: a}\n", "database.key: the key cannot be the database's own file"},
		{"no database", "database: {path: \"\"}\n", "database.path: say which file it is"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			all := strings.Join(problems(t, c.file), "\n")
			if !strings.Contains(all, c.want) {
				t.Errorf("the problems are\n%.2000s\nwant %s", all, c.want)
			}
		})
	}
}

func TestWhatIsTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file string }{
		{"nothing", ""},
		{"comments only", "# nothing\n#more\n"},
		{"a marker of a document only", "---\n"},
		{"a byte order mark", "\ufeffprefix: DL\n"},
		{"Windows line ends", "prefix: DL\r\nteam:\r\n  name: a\r\n"},
		{"sections whose fields are all comments", "slack:\n#  channel: C1\ngithub:\n"},
		{"JSON", `{"prefix": "DL", "people": [{"name": "a", "role": "lead"}]}`},
		{"a folded text", "team:\n  about: >\n    one\n    two\n"},
		{"a number as a name", "team: {name: 1337}\n"},
		{"a word that other YAML takes for false", "people: [{name: no, role: lead}]\n"},
		{"a free port", "web: {listen: \"127.0.0.1:0\"}\n"},
		{"no board", "web: {listen: \"\"}\n"},
		{"the board on IPv6", "web: {listen: \"[::1]:8080\"}\n"},
		{"a server on IPv6", "mail: {smtp: {host: \"::1\", security: none}}\n"},
		{"no TLS to localhost without a login", "mail: {smtp: {host: localhost, port: 1025, security: none}}\n"},
		{"a fake of GitHub on this machine", "github: {base_url: \"http://127.0.0.1:4000/\", token: t}\n"},
		{"no days before a publication", "rules: {heads_up_days: 0}\n"},
		{"hours in a zone", "probe: {keep_out: 22:00-06:00 Europe/Paris}\n"},
		{"own networks", "probe: {allow_private: [10.0.0.0/8, fc00::/7, 127.0.0.0/8]}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := problems(t, c.file); got != nil {
				t.Error(strings.Join(got, "\n"))
			}
		})
	}
}

func TestZeroDaysAreNotTheDefault(t *testing.T) {
	t.Parallel()
	c, err := config.Parse([]byte("rules: {heads_up_days: 0}\n"), "", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if *c.Rules.HeadsUpDays != 0 {
		t.Errorf("heads up %d", *c.Rules.HeadsUpDays)
	}
}

func TestRelativePathsStartAtTheFilesFolder(t *testing.T) {
	t.Parallel()
	c, err := config.Parse([]byte("database: {path: a/b.db, key: /k}\nmail: {outbox: out, smtp: {ca_file: ca.pem}}\n"), "/srv/team", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Database.Path, c.Database.Key, c.Mail.Outbox, c.Mail.SMTP.CAFile, c.Mail.IMAP.CAFile}
	want := []string{"/srv/team/a/b.db", "/k", "/srv/team/out", "/srv/team/ca.pem", ""}
	for i := range want {
		if got[i] != filepath.FromSlash(want[i]) {
			t.Errorf("%s, want %s", got[i], want[i])
		}
	}
}

func TestNoPasswordCrossesWithoutTLS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, server string
		want         string
	}{
		{"none to another machine", "{host: mail.example.org, security: none}", "none is for a server on this machine only"},
		{"none to a private address", "{host: 10.0.0.5, security: none}", "none is for a server on this machine only"},
		{"none to a name that looks like this machine", "{host: localhost.example.org, security: none}", "none is for a server on this machine only"},
		{"none with a password on this machine", "{host: 127.0.0.1, security: none, user: a, password: b}", "a password is never sent without TLS"},
		{"a password without a login", "{host: mail.example.org, password: b}", "no login for it"},
		{"security that tries only", "{host: mail.example.org, security: opportunistic}", "is not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			all := strings.Join(problems(t, "mail: {smtp: "+c.server+"}\n"), "\n")
			if !strings.Contains(all, c.want) {
				t.Errorf("the problems are\n%s\nwant %s", all, c.want)
			}
		})
	}
}

func TestAMissingFileSaysHowToMakeOne(t *testing.T) {
	t.Parallel()
	_, err := config.Load(filepath.Join(t.TempDir(), "config.yaml"), noEnv)
	if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "bot init") {
		t.Error(err)
	}
	if _, err := config.Load(t.TempDir(), noEnv); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a folder: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(config.Example())
	f.Add([]byte("mail: {smtp: {password: SENTINEL, port: SENTINEL}}"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("? {a: b}\n: c"))
	f.Add([]byte("team: {name: !!binary aGVsbG8=}"))
	f.Add([]byte("rules: {closure: {over: 1h}}\n<<: {a: b}"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := config.Parse(b, t.TempDir(), noEnv)
		if err != nil {
			if _, ok := errors.AsType[config.Problems](err); !ok || strings.TrimSpace(err.Error()) == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if _, err := c.Tree(); err != nil {
			t.Fatal(err)
		}
		if _, err := config.Parse(show(t, c), "", noEnv); err != nil && !hasSecret(c) {
			t.Fatalf("what is shown does not load again: %v\n%s", err, show(t, c))
		}
	})
}

// hasSecret reports whether something is hidden from what is shown.
func hasSecret(c *config.Config) bool {
	for _, s := range []config.Secret{
		c.Mail.SMTP.Password, c.Mail.IMAP.Password, c.Slack.BotToken, c.Slack.AppToken, c.GitHub.Token, c.GitHub.WebhookSecret,
	} {
		if !s.IsZero() {
			return true
		}
	}
	return false
}

func BenchmarkParseExample(b *testing.B) {
	for b.Loop() {
		if _, err := config.Parse(config.Example(), "", noEnv); err != nil {
			b.Fatal(err)
		}
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
