//go:build integration

package github

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/github/appauth"
)

// emulatedApp is the app that scripts/peers-github.sh seeds, with its own key.
func emulatedApp(t *testing.T, p peer) *appauth.App {
	t.Helper()
	file := os.Getenv("EMULATE_GITHUB_APP_KEY")
	if file == "" {
		t.Skip("EMULATE_GITHUB_APP_KEY is not set: run scripts/peers-github.sh start (or run)")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	key, err := appauth.ParseKey(string(text))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(p.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	app, err := appauth.New(appauth.Options{
		ID: 4711, Key: key, Base: base, Clock: func() time.Time { return time.Now().UTC() }, Transport: &http.Transport{DisableKeepAlives: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// An app opens an issue by a token that reaches its repository alone.
func TestEmulatorApp(t *testing.T) {
	p := findPeer(t)
	app := emulatedApp(t, p)
	info, err := app.Self(t.Context())
	if err != nil || info.Login() != "team-disclosure[bot]" || info.Rights(true) != nil || info.Clock() != nil {
		t.Fatalf("%+v, %v, %v, %v", info, err, info.Rights(true), info.Clock())
	}
	if err := info.Rights(false); fault.CodeOf(err) != fault.Forbidden || !strings.Contains(err.Error(), "contents: write") {
		t.Errorf("an app that has the rights of a site and needs none of them: %v", err)
	}
	repo, other := p.createRepo(t, true), p.createRepo(t, true)
	c, err := New(Options{
		BaseURL: p.url, App: app, AppID: 4711, WebhookSecret: NewSecret("hook-secret"),
		Repositories: map[string]Repository{repo: {Vendors: []string{"vendor-dev"}}, other: {}}, Clock: func() time.Time { return time.Now().UTC() },
		Transport: &http.Transport{DisableKeepAlives: true}, WriteGap: time.Millisecond,
	}, newMemory().ports())
	if err != nil {
		t.Fatal(err)
	}
	if d := c.Send(t.Context(), compose(t, repo), always); d.Kind != ledger.Sent || d.Ref != repo+"#1" {
		t.Fatalf("%v %s %s", d.Kind, d.Ref, d.Reason)
	}
	if _, err := c.Poll(t.Context()); err != nil {
		t.Error(err)
	}
	// The token of one repository writes nothing into the other.
	token, err := app.Token(t.Context(), repo)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/repos/"+other+"/issues", strings.NewReader(`{"title":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode < 400 {
		t.Errorf("the token of %s writes to %s: %d", repo, other, resp.StatusCode)
	}
	// A repository of somebody else is not reached, and says why.
	if _, err := app.Token(t.Context(), "passer-by/notes"); fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), "not installed") {
		t.Errorf("%v", err)
	}
}
