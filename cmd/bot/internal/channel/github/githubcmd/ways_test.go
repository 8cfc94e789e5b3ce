package githubcmd

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// office is a folder with a database and one case, and GitHub with one answer for each path.
type office struct {
	dir    string
	site   string
	mu     sync.Mutex
	paths  map[string]any // by method and path; a number is a status
	asked  []string
	bodies []map[string]any
	tokens []string
}

func newOffice(t *testing.T, config string, paths map[string]any) *office {
	t.Helper()
	if testing.Short() {
		t.Skip("one goroutine makes a database and calls, so that the race detector learns nothing; the plain run does it")
	}
	o := &office{dir: t.TempDir(), paths: paths}
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		defer o.mu.Unlock()
		key := r.Method + " " + r.URL.Path
		o.asked = append(o.asked, key)
		o.tokens = append(o.tokens, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		if r.Method != http.MethodGet {
			var body map[string]any
			_ = json.NewDecoder(r.Body).Decode(&body)
			o.bodies = append(o.bodies, body)
		}
		w.Header().Set("Content-Type", "application/json")
		switch v := o.paths[key].(type) {
		case nil:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"message":"Not Found"}`))
		case int:
			w.WriteHeader(v)
		case func() any:
			_ = json.NewEncoder(w).Encode(v())
		default:
			_ = json.NewEncoder(w).Encode(v)
		}
	}))
	t.Cleanup(hub.Close)
	o.site = hub.URL
	text := "team: {name: Team}\n" + strings.ReplaceAll(config, "HUB", hub.URL+"/")
	if err := os.WriteFile(filepath.Join(o.dir, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := session.New(session.Streams{Out: new(bytes.Buffer), Err: new(bytes.Buffer)}, func(string) string { return "" })
	s.Dir = o.dir
	cfg, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), cfg, app.Options{Create: true, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	zora := disclosure.Actor{Name: "Zora", Role: disclosure.Admin, Hand: person.Hand{Via: person.CLI}}
	if _, err := a.Desk.NewCase(t.Context(), zora, record.Record{Facts: disclosure.Facts{
		Title: "Open bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Acme"}},
	}}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return o
}

// theCase is the one case.
func (o *office) theCase(t *testing.T) *disclosure.Case {
	t.Helper()
	s := session.New(session.Streams{Out: new(bytes.Buffer), Err: new(bytes.Buffer)}, func(string) string { return "" })
	s.LoggedInAs("ada")
	s.Dir = o.dir
	var out *disclosure.Case
	if err := s.WithDesk(t.Context(), func(a *app.App, _ disclosure.Actor) error {
		list, err := a.Desk.List(t.Context(), ledger.Filter{All: true, Limit: 2})
		if err == nil && len(list) == 1 {
			out, err = a.Desk.Case(t.Context(), list[0].ID)
		}
		return err
	}); err != nil || out == nil {
		t.Fatal(err)
	}
	return out
}

func (o *office) run(t *testing.T, asJSON bool, args ...string) (string, error) {
	t.Helper()
	return o.runAs(t, "ada", asJSON, args...)
}

func (o *office) runAs(t *testing.T, login string, asJSON bool, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	s := session.New(session.Streams{In: strings.NewReader(""), Out: &out, Err: &out}, func(string) string { return "" })
	s.LoggedInAs(login)
	s.Dir, s.JSON = o.dir, asJSON
	cmd := Command(s)
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

const withToken = "github: {base_url: HUB, token: t0ken}\npeople: [{name: Ada, role: lead, login: ada}]\n"

const withReports = "github: {base_url: HUB, reports: {token: t0ken}}\npeople: [{name: Ada, role: lead, login: ada}]\n"

// aProject is a public project with a policy.
func aProject() map[string]any {
	return map[string]any{
		"GET /repos/acme/app": map[string]any{"id": 9, "full_name": "acme/app", "private": false, "archived": false, "has_issues": true},
		"GET /repos/acme/app/private-vulnerability-reporting": map[string]any{"enabled": true},
		"GET /repos/acme/app/contents":                        []map[string]any{{"type": "file", "name": "SECURITY.md"}},
		"GET /repos/acme/app/contents/SECURITY.md": map[string]any{
			"type": "file", "encoding": "base64", "size": 40, "content": base64.StdEncoding.EncodeToString([]byte("# Security\n\nMail security@acme.example\n")),
		},
	}
}

func TestWaysAreShownWithTheirReasonAndSource(t *testing.T) {
	t.Parallel()
	o := newOffice(t, withToken, aProject())
	out, err := o.run(t, false, "ways", "acme/app")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"acme/app is public; issues are on; private reports: on. Read ", "1. private report ", "/acme/app/security/advisories/new", "2. mail security@acme.example",
		"acme/app/SECURITY.md:3", "Mail security@acme.example", "bot github intake VENDOR", "Daylight does not", "--case CASE --add '",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	out, err = o.run(t, true, "ways", "acme/app")
	var got struct {
		Repo string
		Ways []struct{ Kind, Address, Reason, File string }
	}
	if err != nil || json.Unmarshal([]byte(out), &got) != nil || got.Repo != "acme/app" || len(got.Ways) != 4 || got.Ways[1].Address != "security@acme.example" {
		t.Errorf("%v\n%s", err, out)
	}
	if c := o.theCase(t); len(c.Contacts) != 0 {
		t.Errorf("a look has changed a case: %+v", c.Contacts)
	}
	for _, a := range o.asked {
		if !strings.HasPrefix(a, "GET ") {
			t.Errorf("a look writes: %s", a)
		}
	}
}

func TestAWayBecomesAContactWithSourceAndDate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, add string
		config    string
		want      disclosure.Channel
		to        string
		wrong     string
	}{
		{"a mailbox", "Security@acme.example", withToken, disclosure.Email, "security@acme.example", ""},
		{"private reports by hand", "HUB/acme/app/security/advisories/new", withToken, disclosure.Form, "HUB/acme/app/security/advisories/new", ""},
		{"private reports that Daylight files", "HUB/acme/app/security/advisories/new", withReports, disclosure.Report, "acme/app", ""},
		{"what does not stand there", "securty@acme.example", withToken, "", "", "is no way of acme/app"},
		{"a public issue", "acme/app", withReports, "", "", "is no way of acme/app"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, tt.config, aProject())
			c := o.theCase(t)
			_, err := o.run(t, false, "ways", "acme/app", "--name", "Acme", "--case", string(c.ID), "--add", strings.Replace(tt.add, "HUB", o.site, 1))
			if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Fatal(err)
			}
			got := o.theCase(t).Contacts
			if tt.wrong != "" {
				if len(got) != 0 {
					t.Errorf("%+v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Channel != tt.want || got[0].Found == "" || got[0].FoundAt.IsZero() || got[0].Quality != disclosure.QualityPublished || got[0].Name != "Acme" ||
				got[0].Address != strings.Replace(tt.to, "HUB", o.site, 1) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestWaysSayWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, config string
		args         []string
		want         string
	}{
		{"no token", "people: []\n", []string{"ways", "acme/app"}, "GitHub is not set up"},
		{"a way for no case", withToken, []string{"ways", "acme/app", "--add", "a@acme.example"}, "belong together"},
		{"a project that GitHub does not show", withToken, []string{"ways", "acme/none"}, "missing, or not visible to us"},
	} {
		o := newOffice(t, tt.config, aProject())
		if _, err := o.run(t, false, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
