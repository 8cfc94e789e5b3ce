package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestWhereEventsArePosted(t *testing.T) {
	t.Parallel()
	const good = "0123456789abcdef"
	for _, c := range []struct{ url, secret, want string }{
		{"https://chat.example/hooks/T0KEN", good, ""},
		{"http://127.0.0.1:8099/hook", good, ""},
		{"${HOOK}", "${SECRET}", ""},
		{"", "", ""},
		{"https://chat.example/hooks/T0KEN", "", "belong together"},
		{"", good, "belong together"},
		{"http://chat.example/hooks/T0KEN", good, "without TLS"},
		{"https://ada:pw@chat.example/T0KEN", good, "login"},
		{"chat.example/T0KEN", good, "no" /* web address */},
		{"https://chat.example/hooks/T0KEN", "short", "too few"},
		{"${NOWHERE}", good, "NOWHERE"},
	} {
		file := filepath.Join(t.TempDir(), FileName)
		text := "webhook:\n  url: \"" + c.url + "\"\n  secret: \"" + c.secret + "\"\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		env := map[string]string{"HOOK": "https://chat.example/hooks/T0KEN", "SECRET": good}
		cfg, err := Load(file, func(name string) string { return env[name] })
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.url, err)
		case c.want == "" && c.url != "" && (!strings.Contains(cfg.Webhook.URL.Reveal(), "/hook") || cfg.Webhook.Secret.Reveal() != good):
			t.Errorf("%q was not looked up", c.url)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "T0KEN")):
			t.Errorf("%q, %q: %v, want %q and no token", c.url, c.secret, err, c.want)
		}
	}
}

// Each secret of the types is looked up, also in lists.
func TestNoSecretIsForgotten(t *testing.T) {
	t.Parallel()
	c := Default()
	c.Probe.Vantages = make([]Vantage, 2)
	got := c.secrets()
	for _, path := range []string{
		"mail.smtp.password", "mail.imap.password", "slack.bot_token", "slack.app_token", "github.token",
		"github.webhook_secret", "webhook.url", "webhook.secret", "probe.vantages[0].token", "probe.vantages[1].token",
	} {
		if got[path] == nil {
			t.Errorf("%s is forgotten among %v", path, reflect.ValueOf(got).MapKeys())
		}
	}
	*got["webhook.secret"] = NewSecret("x")
	if c.Webhook.Secret.Reveal() != "x" {
		t.Error("it is a copy")
	}
}
