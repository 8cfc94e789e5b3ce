package githubcmd

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/person"
)

const (
	live = "mode: live\nmail: {mode: dry-run}\ngithub: {mode: live, base_url: HUB, token: t0ken, repositories: [{name: team/intake-acme, vendor: Acme}]}\n" +
		"people: [{name: Ada, role: lead, login: ada, github: ada-gh}, {name: Rob, role: researcher, login: rob}]\n"
	guestAt = "PUT /repos/team/intake-acme/collaborators/acme-dev"
)

// anIntake is a private repository of the team that nobody is invited to.
func anIntake() map[string]any {
	return map[string]any{
		"GET /repos/team/intake-acme":             map[string]any{"id": 9, "full_name": "team/intake-acme", "private": true, "has_issues": true},
		"GET /users/team":                         map[string]any{"id": 5, "login": "team", "type": "Organization"},
		"GET /users/acme-dev":                     map[string]any{"id": 77, "login": "acme-dev", "type": "User"},
		"GET /users/ada-gh":                       map[string]any{"id": 78, "login": "ada-gh", "type": "User"},
		"GET /repos/team/intake-acme/invitations": []any{},
		guestAt: map[string]any{"id": 1},
	}
}

// sent are the requests that changed something.
func (o *office) sent() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.asked), func(s string) bool { return strings.HasPrefix(s, "GET ") })
}

// ready ends the rehearsal of the instance and gives the case its contact.
func (o *office) ready(t *testing.T, contact, ended bool) *disclosure.Case {
	t.Helper()
	c := o.theCase(t)
	s := session.New(session.Streams{Out: new(bytes.Buffer), Err: new(bytes.Buffer)}, func(string) string { return "" })
	s.Dir = o.dir
	s.LoggedInAs("ada")
	if err := s.WithDesk(t.Context(), func(a *app.App, _ disclosure.Actor) error {
		if ended {
			if err := a.Rehearsal().Skip(t.Context()); err != nil {
				return err
			}
		}
		if !contact {
			return nil
		}
		zora := disclosure.Actor{Name: "Zora", Role: disclosure.Admin, Hand: person.Hand{Via: person.CLI}}
		_, err := a.Desk.Do(t.Context(), zora, c.ID, record.AddContact{
			Party: disclosure.Party{Role: disclosure.Vendor, Name: "Acme"}, Contact: disclosure.Contact{Channel: disclosure.Issue, Address: "team/intake-acme"},
		})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnIntakeIsMadeWithATokenForThatCallAlone(t *testing.T) {
	t.Parallel()
	paths := anIntake()
	there := paths["GET /repos/team/intake-acme"]
	delete(paths, "GET /repos/team/intake-acme")
	paths["POST /orgs/team/repos"] = func() any { paths["GET /repos/team/intake-acme"] = there; return there }
	o := newOffice(t, withToken, paths)
	if err := os.WriteFile(filepath.Join(o.dir, "admin.token"), []byte("adm1n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := o.run(t, false, "intake", "Acme", "--owner", "team", "--token-file", filepath.Join(o.dir, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"team/intake-acme is made: private", "Nobody is invited", `- {name: team/intake-acme, vendor: "Acme"}`, "bot contact add CASE --channel issue --address team/intake-acme"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	if strings.Contains(out, "adm1n") || slices.Contains(o.tokens, "t0ken") || !slices.Equal(o.sent(), []string{"POST /orgs/team/repos"}) {
		t.Errorf("%v with %v\n%s", o.sent(), o.tokens, out)
	}
	if out, err = o.run(t, false, "intake", "Acme", "--owner", "team"); err != nil || !strings.Contains(out, "was there") || len(o.sent()) != 1 {
		t.Errorf("the same call again: %v, %v\n%s", err, o.sent(), out)
	}
}

func TestAnIntakeIsRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, config string
		args         []string
		want         string
	}{
		{"without an owner", withToken, []string{"intake", "Acme"}, "--owner"},
		{"without letters", withToken, []string{"intake", "日本", "--owner", "team"}, "--name"},
		{"in the repository of another vendor", live, []string{"intake", "Clinic 7", "--name", "intake-acme"}, "belongs to the vendor Acme"},
		{"with a token that may not", withToken, []string{"intake", "Clinic 7", "--owner", "team"}, "Administration: write"},
		{"inviting for no case", withToken, []string{"intake", "Acme", "--owner", "team", "--invite", "acme-dev"}, "belong together"},
	} {
		o := newOffice(t, tt.config, anIntake())
		if _, err := o.run(t, false, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// Nobody is invited but by a lead who says so, for a party that may be written to; what is refused sends nothing and records nothing.
func TestAnInvitationLeavesByALeadsWordAlone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		config  string
		login   string
		contact bool
		ended   bool
		more    []string
		wrong   string
		sent    int
	}{
		{"a lead confirms it", live, "ada", true, true, []string{"--text", "named in their mail", "--yes"}, "", 1},
		{"nobody confirmed it", live, "ada", true, true, []string{"--text", "named in their mail"}, "", 0},
		{"a researcher", live, "rob", true, true, []string{"--text", "x", "--yes"}, "requires the role lead", 0},
		{"nobody says how it is known who that is", live, "ada", true, true, []string{"--yes"}, "say how you know", 0},
		{"the case does not write there", live, "ada", false, true, []string{"--text", "x", "--yes"}, "is no contact of", 0},
		{"nobody ended the rehearsal of the instance", live, "ada", true, false, []string{"--text", "x", "--yes"}, "only rehearsed so far", 0},
		{"a rehearsal", strings.Replace(live, "github: {mode: live", "rehearsal: {github: team/practice}\ngithub: {mode: rehearse", 1), "ada", true, true, []string{"--text", "x", "--yes"}, "nobody is invited", 0},
		{"one of our own as the vendor's word", live, "ada", true, true, []string{"--text", "x", "--yes", "--speaks", "--invite", "ada-gh"}, "never speak for a party", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, tt.config, anIntake())
			c := o.ready(t, tt.contact, tt.ended)
			before := o.theCase(t).Version
			out, err := o.runAs(t, tt.login, false, append([]string{"intake", "Acme", "--invite", "acme-dev", "--case", string(c.ID)}, tt.more...)...)
			if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("%v\n%s", err, out)
			}
			if got := o.sent(); len(got) != tt.sent || tt.sent == 1 && (got[0] != guestAt || o.bodies[0]["permission"] != "pull") {
				t.Errorf("sent %v %v", got, o.bodies)
			}
			if after := o.theCase(t).Version; after-before != tt.sent {
				t.Errorf("%d events for %d invitations", after-before, tt.sent)
			}
		})
	}
}

func TestNobodyIsInvitedTwice(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		answer any
		first  string
		events int
	}{
		{"it arrived", map[string]any{"id": 1}, "", 1},
		{"GitHub refused it", http.StatusForbidden, "did not take the invitation", 2},
		{"nobody knows whether it arrived", http.StatusBadGateway, "not known whether the invitation", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			paths := anIntake()
			paths[guestAt] = tt.answer
			o := newOffice(t, live, paths)
			c := o.ready(t, true, true)
			before := o.theCase(t).Version
			args := []string{"intake", "Acme", "--invite", "acme-dev", "--case", string(c.ID), "--text", "named in their mail", "--yes"}
			if _, err := o.run(t, false, args...); (err == nil) != (tt.first == "") || err != nil && !strings.Contains(err.Error(), tt.first) {
				t.Errorf("the first call: %v", err)
			}
			if _, err := o.run(t, false, args...); err == nil || !strings.Contains(err.Error(), "nobody is invited twice") {
				t.Errorf("the second call: %v", err)
			}
			if got := o.sent(); len(got) != 1 {
				t.Errorf("sent %v", got)
			}
			if after := o.theCase(t).Version; after-before != tt.events {
				t.Errorf("%d events, want %d", after-before, tt.events)
			}
		})
	}
}

func TestACaseOfARehearsalInvitesNobodyLater(t *testing.T) {
	t.Parallel()
	practice := strings.Replace(live, "github: {mode: live", "rehearsal: {github: team/practice}\ngithub: {mode: rehearse", 1)
	o := newOffice(t, practice, anIntake())
	c := o.ready(t, true, true)
	file := filepath.Join(o.dir, "config.yaml")
	if err := os.WriteFile(file, []byte("team: {name: Team}\n"+strings.ReplaceAll(live, "HUB", o.site+"/")), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := o.run(t, false, "intake", "Acme", "--invite", "acme-dev", "--case", string(c.ID), "--text", "x", "--yes")
	if err == nil || !strings.Contains(err.Error(), "is a rehearsal and stays one") || len(o.sent()) != 0 {
		t.Errorf("%v, sent %v", err, o.sent())
	}
}

func TestNobodyIsInvitedWhileIssuesArePausedOrTheVendorWantsNoContact(t *testing.T) {
	t.Parallel()
	zora := disclosure.Actor{Name: "Zora", Role: disclosure.Admin, Hand: person.Hand{Via: person.CLI}}
	for _, tt := range []struct {
		name, wrong string
		do          func(a *app.App, id disclosure.CaseID) error
	}{
		{"paused", "is paused", func(a *app.App, _ disclosure.CaseID) error {
			_, err := a.PauseSends(t.Context(), zora, "issue", "a mistake in a text")
			return err
		}},
		{"they asked not to be contacted", "asked not to be contacted", func(a *app.App, id disclosure.CaseID) error {
			_, err := a.Desk.Do(t.Context(), zora, id, record.AddContact{
				Party: disclosure.Party{Role: disclosure.Vendor, Name: "Acme", DoNotContact: true}, Contact: disclosure.Contact{Channel: disclosure.Issue, Address: "team/intake-acme"},
			})
			return err
		}},
	} {
		o := newOffice(t, live, anIntake())
		c := o.ready(t, true, true)
		s := session.New(session.Streams{Out: new(bytes.Buffer), Err: new(bytes.Buffer)}, func(string) string { return "" })
		s.Dir = o.dir
		s.LoggedInAs("ada")
		if err := s.WithDesk(t.Context(), func(a *app.App, _ disclosure.Actor) error { return tt.do(a, c.ID) }); err != nil {
			t.Fatal(err)
		}
		_, err := o.run(t, false, "intake", "Acme", "--invite", "acme-dev", "--case", string(c.ID), "--text", "x", "--yes")
		if err == nil || !strings.Contains(err.Error(), tt.wrong) || len(o.sent()) != 0 {
			t.Errorf("%s: %v, sent %v", tt.name, err, o.sent())
		}
	}
}
