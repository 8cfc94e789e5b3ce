package config_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"daylight/cmd/bot/internal/config"
)

// sentinel begins every secret of these tests. It must come out nowhere.
const sentinel = "SENTINEL"

// everySecret is a configuration in which each secret comes in by another way.
const everySecret = `
team: {site: "https://example.org"}
mail:
  address: team@example.org
  smtp: {host: smtp.example.org, user: a, password: "${SMTP_PASSWORD}"}
  imap: {host: imap.example.org, user: a, password: file:imap.secret}
slack: {bot_token: xoxb-SENTINEL-literal, app_token: "${SLACK_APP}", channel: C0123456}
github:
  token: SENTINEL-token
  webhook_secret: file:hook.secret
`

func loaded(t *testing.T) *config.Config {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "imap.secret"), "SENTINEL-imap\nSENTINEL-second-line\n")
	writeFile(t, filepath.Join(dir, "hook.secret"), "  SENTINEL-hook-long-enough  \r\n")
	c, err := config.Parse([]byte(everySecret), dir, func(name string) string {
		return map[string]string{"SMTP_PASSWORD": "SENTINEL-smtp", "SLACK_APP": "xapp-SENTINEL"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSecretsAreFound(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for _, one := range []struct {
		got  config.Secret
		want string
	}{
		{c.Mail.SMTP.Password, "SENTINEL-smtp"},
		{c.Mail.IMAP.Password, "SENTINEL-imap"},
		{c.Slack.BotToken, "xoxb-SENTINEL-literal"},
		{c.Slack.AppToken, "xapp-SENTINEL"},
		{c.GitHub.Token, "SENTINEL-token"},
		{c.GitHub.WebhookSecret, "SENTINEL-hook-long-enough"},
	} {
		if one.got.Reveal() != one.want || one.got.IsZero() {
			t.Errorf("got %q, want %q", one.got.Reveal(), one.want)
		}
	}
}

func TestSecretsComeOutNowhere(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%T", "%t", "%e", "% x", "%U", "%c"} {
		fmt.Fprintf(&out, verb+"\n", *c)
		fmt.Fprintf(&out, verb+"\n", c)
		fmt.Fprintf(&out, verb+"\n", c.Mail.SMTP)
		fmt.Fprintf(&out, verb+"\n", &c.GitHub.Token)
		fmt.Fprintf(&out, verb+"\n", c.GitHub.Token)
		fmt.Fprintf(&out, verb+"\n", []config.Secret{c.Slack.BotToken})
		fmt.Fprintf(&out, verb+"\n", map[string]config.Secret{"a": c.Slack.BotToken})
	}
	fmt.Fprintln(&out, *c, c.Slack, c.Slack.BotToken)
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		log := slog.New(h)
		log.Info("config", "all", c, "value", *c, "mail", c.Mail, "secret", c.Mail.SMTP.Password, "pointer", &c.Mail.SMTP.Password)
		log.With("slack", c.Slack).WithGroup("g").Error("x", slog.Any("github", c.GitHub))
	}
	for _, v := range []any{c, *c, c.Mail, c.GitHub.Token, map[string]any{"a": c.Slack.BotToken}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	b, err := xml.Marshal(c.Mail.SMTP)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	if err := template.Must(template.New("").Parse("{{.}} {{.Mail}} {{.GitHub.Token}} {{printf \"%d\" .Slack}}")).Execute(&out, c); err != nil {
		t.Fatal(err)
	}
	out.Write(show(t, c))
	tree, err := c.Tree()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(&out, tree)
	if i := bytes.Index(out.Bytes(), []byte(sentinel)); i >= 0 {
		t.Errorf("a secret came out: …%s…", out.Bytes()[max(i-200, 0):min(i+60, out.Len())])
	}
	for _, hexed := range []string{fmt.Sprintf("%x", sentinel), fmt.Sprintf("%X", sentinel), fmt.Sprintf("% x", sentinel), "83 69 78 84"} {
		if bytes.Contains(out.Bytes(), []byte(hexed)) {
			t.Errorf("a secret came out as %s", hexed)
		}
	}
	if !bytes.Contains(out.Bytes(), []byte("(set, not shown)")) {
		t.Error("nothing says that the secrets are set")
	}
}

// TestMistakesDoNotTellSecrets breaks files around and in a secret. Whatever is reported, the secret is not in it.
func TestMistakesDoNotTellSecrets(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"broken indentation beside it":      "mail:\n  smtp:\n    password: SENTINEL\n   port: 1\n",
		"a quote that does not end":         "mail:\n  smtp:\n    password: \"SENTINEL\n",
		"a colon in it":                     "slack:\n  bot_token: xoxb-SENTINEL: foo\n",
		"a star before it":                  "slack:\n  bot_token: *SENTINEL\n",
		"an ampersand before it":            "slack:\n  bot_token: &SENTINEL\n",
		"an exclamation mark before it":     "slack:\n  bot_token: !SENTINEL x\n",
		"two exclamation marks before it":   "slack:\n  bot_token: !!SENTINEL x\n",
		"a percent sign before it":          "slack:\n  bot_token: %SENTINEL\n",
		"an at sign before it":              "slack:\n  bot_token: @SENTINEL\n",
		"a backtick before it":              "slack:\n  bot_token: `SENTINEL`\n",
		"a bar before it":                   "slack:\n  bot_token: |SENTINEL\n",
		"a wrong escape in it":              "slack:\n  bot_token: \"\\SENTINEL\"\n",
		"it is a list":                      "mail: {smtp: {password: [SENTINEL]}}\n",
		"it is a group":                     "mail: {smtp: {password: {SENTINEL: x}}}\n",
		"the colon after the field forgot":  "slack:\n  bot_token xoxb-SENTINEL\n",
		"it is the field's name":            "slack:\n  xoxb-SENTINEL: 1\n",
		"it is in the number beside":        "mail: {smtp: {host: a.example, port: SENTINEL}}\n",
		"it is in the switch beside":        "slack: {read_history: SENTINEL}\n",
		"it is the section":                 "slack: xoxb-SENTINEL\n",
		"it is in the list beside":          "people: SENTINEL\n",
		"it is a length of time":            "rules: {closure: {over: SENTINEL}}\n",
		"it is twice":                       "github: {token: SENTINEL1, token: SENTINEL2}\n",
		"it holds a line break":             "github: {token: \"SENTINEL\\nSENTINEL\"}\n",
		"it is very long":                   "github: {token: " + strings.Repeat("SENTINEL", 400) + "}\n",
		"it is a login in an address":       "team: {site: \"https://user:SENTINEL@example.org/\"}\n",
		"it is a login in a broken address": "team: {site: \"https://user:SENTINEL@exa mple.org:x/\"}\n",
		"it is a login in an API's address": "github: {base_url: \"http://SENTINEL@example.org/\"}\n",
		"it is the wrong token":             "slack: {bot_token: SENTINEL, app_token: SENTINEL, channel: C0123}\n",
		"it is too short for a webhook":     "github: {webhook_secret: SENTINEL}\n",
		"it stands in a variable's place":   "github: {token: \"${SENTINEL-x}\"}\n",
		"it is half a variable":             "github: {token: \"SENTINEL${X}\"}\n",
		"it is without TLS":                 "mail: {smtp: {host: 127.0.0.1, security: none, user: a, password: SENTINEL}}\n",
		"it is in a second document":        "prefix: DL\n---\ngithub: {token: SENTINEL}\n  : broken\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse([]byte(file), t.TempDir(), noEnv)
			if err == nil {
				t.Fatal("nothing is wrong with it")
			}
			b, jerr := json.Marshal(err)
			if jerr != nil {
				t.Fatal(jerr)
			}
			for _, text := range []string{err.Error(), fmt.Sprintf("%+v %#v", err, err), string(b)} {
				if strings.Contains(text, sentinel) {
					t.Errorf("the secret is in: %s", text)
				}
			}
		})
	}
}

func TestASecretThatCannotBeFoundIsAMistake(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "empty"), "\nSENTINEL\n")
	writeFile(t, filepath.Join(dir, "control"), "SENTINEL\x00\n")
	for _, c := range []struct{ name, secret, want string }{
		{"a variable that is not set", "${NOT_SET}", "the environment variable NOT_SET is empty"},
		{"no name of a variable", "${}", "is not the name of an environment variable"},
		{"a file that is not there", "file:nothing", "cannot be read"},
		{"a folder", "file:.", "cannot be read"},
		{"a device without an end", "file:/dev/zero", "cannot be read"},
		{"an empty first line", "file:empty", "is empty"},
		{"a control character", "file:control", "control character"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse([]byte("github: {token: \""+c.secret+"\"}"), dir, noEnv)
			if err == nil || !strings.Contains(err.Error(), "line 1: github.token: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), sentinel) {
				t.Errorf("the secret is in: %v", err)
			}
		})
	}
}
