package githubcmd

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/cmd/bot/internal/cli/session"
)

// output is a stream that is read while it is written.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string { o.mu.Lock(); defer o.mu.Unlock(); return o.buf.String() }

// wait waits until something was written that fits.
func (o *output) wait(t *testing.T, form string) string {
	t.Helper()
	for range 500 {
		if m := regexp.MustCompile(form).FindString(o.String()); m != "" {
			return m
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("nothing like %s in %q", form, o.String())
	return ""
}

// The command leads to GitHub and back, and keeps what GitHub gives out once, for nobody else to read and never over another key.
func TestCreateMakesAnAppAndKeepsItsKey(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method+" "+r.URL.Path != "POST /api/v3/app-manifests/c0de/conversions" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"id": 7, "slug": "team-disclosure", "html_url": "https://ghe.example/github-apps/team-disclosure", "pem": text, "webhook_secret": "a secret of GitHub's",
		})
	}))
	defer hub.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte("team: {name: Team}\ngithub: {base_url: "+hub.URL+"/api/v3/}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(ctx context.Context, out, errs io.Writer, args ...string) error {
		s := session.New(session.Streams{In: strings.NewReader(""), Out: out, Err: errs}, func(string) string { return "" })
		s.Dir = dir
		cmd := Command(s)
		cmd.SetArgs(args)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		return cmd.ExecuteContext(ctx)
	}
	args := []string{"create", "--url", "https://team.example", "--webhooks", "https://bot.example", "--organization", "team"}
	out, errs := new(output), new(output)
	done := make(chan error, 1)
	go func() { done <- run(t.Context(), out, errs, args...) }()
	here := errs.wait(t, `http://127\.0\.0\.1:\d+/[A-Z0-9]+`)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	get := func(address string) (int, string) {
		t.Helper()
		resp, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b)
	}
	code, page := get(here)
	for _, want := range []string{hub.URL + "/organizations/team/settings/apps/new", here + "/made", "https://bot.example/webhooks/github", "issue_comment"} {
		if code != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("the page (%d) lacks %s:\n%s", code, want, page)
		}
	}
	if code, _ := get(here + "/made"); code != http.StatusBadRequest {
		t.Errorf("without a code it answers %d", code)
	}
	if code, _ := get(here[:strings.LastIndex(here, "/")] + "/made?code=c0de"); code != http.StatusNotFound {
		t.Errorf("an address that can be guessed answers %d", code)
	}
	if code, _ := get(here + "/made?code=c0de"); code != http.StatusOK {
		t.Errorf("with the code it answers %d", code)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{keyFile: text, secretFile: "a secret of GitHub's\n"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		info, _ := os.Stat(filepath.Join(dir, name))
		if err != nil || string(got) != want || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %q, %v, %v", name, got, err, info)
		}
	}
	for _, want := range []string{"app: {id: 7, key: github-app.pem}", "webhook_secret: file:github-webhook.secret", "/installations/new"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not said:\n%s", want, out)
		}
	}
	if strings.Contains(out.String()+errs.String(), "a secret of GitHub's") || strings.Contains(out.String(), "PRIVATE KEY") {
		t.Error("a secret is printed")
	}
	if err := run(t.Context(), io.Discard, io.Discard, args...); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("a key in use would be overwritten: %v", err)
	}
}

func TestAManifestAsksForWhatIsConfiguredAlone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		args  []string
		want  string
		wrong string
		site  bool
	}{
		{"with webhooks", []string{"--url", "https://team.example", "--webhooks", "https://bot.example"}, `"url": "https://bot.example/webhooks/github"`, "", false},
		{"by polling", []string{"--url", "https://team.example"}, `"default_permissions"`, "", false},
		{"webhooks in the clear", []string{"--url", "https://team.example", "--webhooks", "http://bot.example"}, "", "has to be an https address", false},
		{"no address of the team", nil, "", `required flag(s) "url" not set`, false},
		{"with a site", []string{"--url", "https://team.example", "--webhooks", "https://bot.example"}, `"pull_request_review"`, "", true},
		{"with a site, by polling", []string{"--url", "https://team.example"}, `"contents": "write"`, "", true},
	} {
		out := new(output)
		s := session.New(session.Streams{In: strings.NewReader(""), Out: out, Err: io.Discard}, func(string) string { return "" })
		s.Dir = t.TempDir()
		config := "team: {name: Team}\n"
		if tt.site {
			config += "github: {token: unused, site: {repository: team/site}}\n"
		}
		if err := os.WriteFile(filepath.Join(s.Dir, "config.yaml"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := Command(s)
		cmd.SetArgs(append([]string{"manifest"}, tt.args...))
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.ExecuteContext(t.Context())
		if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s: %v\n%s", tt.name, err, out)
		}
		if tt.wrong == "" && (!strings.Contains(out.String(), `"public": false`) || !strings.Contains(out.String(), `"issues": "write"`)) {
			t.Errorf("%s:\n%s", tt.name, out)
		}
		if has := strings.Contains(out.String(), "contents") || strings.Contains(out.String(), "pull_request"); has != tt.site {
			t.Errorf("%s: it asks for contents or pull requests: %v\n%s", tt.name, has, out)
		}
	}
}
