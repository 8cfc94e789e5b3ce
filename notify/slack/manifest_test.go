package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"
	"go.yaml.in/yaml/v4"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (run with -update to accept):\n%s", name, got)
	}
}

func TestManifestGolden(t *testing.T) {
	y, err := ManifestYAML()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "manifest.yaml", y)
	j, err := ManifestJSON(WithHistory())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "manifest_history.json", j)
	var fromYAML, fromJSON slackapi.Manifest
	if err := yaml.Unmarshal(y, &fromYAML); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(j, &fromJSON); err != nil {
		t.Fatal(err)
	}
	if len(fromYAML.Features.Shortcuts) != 2 || len(fromJSON.OAuthConfig.Scopes.Bot) != len(fromYAML.OAuthConfig.Scopes.Bot)+4 {
		t.Error("the files do not read back")
	}
}

func TestEveryHandlerIsInTheManifest(t *testing.T) {
	m := Manifest()
	for _, r := range routes() {
		if r.Open == nil && r.Run == nil && r.Now == nil {
			t.Errorf("%s has no handler", r.Name)
		}
		if r.Rank == "" || r.Doing == "" {
			t.Errorf("%s says neither who may use it nor what it does", r.Name)
		}
		switch r.Type {
		case interactionCommand:
			if !strings.Contains(m.Features.SlashCommands[0].UsageHint, r.Name) || r.Help == "" {
				t.Errorf("the word %s is not in the usage hint", r.Name)
			}
		case interactionMessage:
			if !slices.ContainsFunc(m.Features.Shortcuts, func(s slackapi.Shortcut) bool {
				return s.CallbackID == r.Name && s.Name == r.Title && s.Type == slackapi.MessageShortcut
			}) {
				t.Errorf("the shortcut %s is missing", r.Name)
			}
		case interactionAction, interactionSubmit:
			if !m.Settings.Interactivity.IsEnabled {
				t.Error("interactivity is off")
			}
		case interactionEvent:
			if len(r.Events) == 0 && !slices.Contains(m.Settings.EventSubscriptions.BotEvents, r.Name) {
				t.Errorf("the event %s is not subscribed", r.Name)
			}
			for _, name := range r.Events {
				if slices.Contains(m.Settings.EventSubscriptions.BotEvents, name) || !slices.Contains(Manifest(WithHistory()).Settings.EventSubscriptions.BotEvents, name) {
					t.Errorf("the event %s is subscribed without the scope for it, or not at all", name)
				}
			}
		default:
			t.Errorf("%s is of the type %s, which the manifest does not know", r.Name, r.Type)
		}
	}
	// The limits of Slack's manifest schema.
	c := m.Features.SlashCommands[0]
	if len(c.UsageHint) > 1000 || len(c.Description) > 2000 || len(m.Display.Name) > 35 || len(m.Display.Description) > 140 {
		t.Error("a text of the manifest is too long")
	}
	for _, s := range m.Features.Shortcuts {
		if len(s.Name) > 24 || len(s.Description) > 150 || len(s.CallbackID) > 255 {
			t.Errorf("the shortcut %s is too long", s.Name)
		}
	}
	if !m.Settings.SocketModeEnabled {
		t.Error("socket mode is off")
	}
	for _, name := range m.Settings.EventSubscriptions.BotEvents {
		if !slices.ContainsFunc(routes(), func(r route) bool { return r.Type == interactionEvent && r.Name == name }) {
			t.Errorf("the event %s is subscribed, and nobody handles it", name)
		}
	}
}

// TestScopesAreThoseOfTheCalls reads the source: each call of the library has to be in the table of methods with its
// scopes, and each entry of the table has to be called.
func TestScopesAreThoseOfTheCalls(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`\.api\.([A-Z][A-Za-z]+)\(`)
	called := map[string]bool{"StartSocketModeContext": true} // by the socket client
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllSubmatch(src, -1) {
			called[string(m[1])] = true
		}
	}
	for _, m := range methods() {
		if !called[m.Call] {
			t.Errorf("%s is never called: its scopes are not needed", m.Name)
		}
		delete(called, m.Call)
	}
	for name := range called {
		t.Errorf("%s is called and not in the table of methods", name)
	}
	if got := strings.Join(neededScopes(false), " "); got != "app_mentions:read channels:read chat:write commands files:read files:write groups:read im:write mpim:read mpim:write reactions:read usergroups:read users:read" {
		t.Errorf("scopes %s", got)
	}
}
