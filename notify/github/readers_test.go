package github

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// reading is what the small GitHub says of who reads a repository.
type reading struct {
	collaborators, invited []map[string]any
	teams                  []string
	mayNot                 []string // lists that the token may not see
	down                   bool
	owner                  map[string]any
}

func (r reading) on(h *hub) {
	h.set(func() {
		if r.owner != nil {
			h.repo["owner"] = r.owner
		}
		h.hook = func(w http.ResponseWriter, req *http.Request) bool {
			list, ok := strings.CutPrefix(req.URL.Path, "/repos/"+repoName+"/")
			switch {
			case !ok || !slices.Contains([]string{"collaborators", "invitations", "teams"}, list):
				return false
			case r.down:
				answerJSON(w, http.StatusBadGateway, map[string]any{"message": "down"})
			case slices.Contains(r.mayNot, list):
				answerJSON(w, http.StatusForbidden, map[string]any{"message": "Resource not accessible by integration"})
			case list == "collaborators":
				h.page(w, req, r.collaborators)
			case list == "invitations":
				var all []map[string]any
				for _, i := range r.invited {
					all = append(all, map[string]any{"id": 1, "invitee": i, "permissions": "read", "created_at": "2020-01-20T10:00:00Z"})
				}
				h.page(w, req, all)
			default:
				var all []map[string]any
				for _, t := range r.teams {
					all = append(all, map[string]any{"name": t})
				}
				h.page(w, req, all)
			}
			return true
		}
	})
}

func account(id int, login string) map[string]any {
	return map[string]any{"id": id, "login": login, "type": "User"}
}

// Whoever can read a repository is the team's, the party's, confirmed by a person, or stops the write: by repository, by who owns
// it, by how they read it, and by what is known of them.
func TestNothingIsWrittenWhereSomebodyUnknownReads(t *testing.T) {
	t.Parallel()
	ada, dev, passer := account(7, "ada"), account(vendorID, "vendor-dev"), account(99, "passer-by")
	ours := Repository{Vendor: "NextMotion", Vendors: []string{"vendor-dev"}}
	theirs := Repository{Vendor: "NextMotion", VendorOwned: true}
	rehearsal := Repository{Rehearsal: true}
	row := func(kind string, id int, value string) ledger.Ref {
		return ledger.Ref{Case: "DL-2020-0001", Owner: refOwner, Name: fmt.Sprintf("%s/%s/%d", kind, repoName, id), Value: value}
	}
	other := ledger.Ref{Case: "DL-2020-0001", Owner: refOwner, Name: "reader/daylight-bot/vendor-intake-2/99", Value: "passer-by"}
	people := func(all ...map[string]any) reading { return reading{collaborators: all} }
	for _, tt := range []struct {
		name  string
		repo  Repository
		seen  reading
		known []ledger.Ref
		stops string // "" writes
	}{
		{"nobody but the bot", ours, people(bot42), nil, ""},
		{"nobody at all", ours, people(), nil, ""},
		{"the team", ours, people(bot42, ada), nil, ""},
		{"the team in capitals", ours, people(bot42, account(7, "Ada")), nil, ""},
		{"the party's login", ours, people(bot42, ada, dev), nil, ""},
		{"the party's login in capitals", ours, people(account(vendorID, "Vendor-Dev")), nil, ""},
		{"the owner of the repository", ours, reading{collaborators: []map[string]any{account(500, "our-org-owner")}, owner: account(500, "our-org-owner")}, nil, ""},
		{"somebody whom nobody knows", ours, people(bot42, dev, passer), nil, "passer-by (collaborator)"},
		{"somebody alone", ours, people(passer), nil, "passer-by (collaborator)"},
		{"somebody who was invited and has not come", ours, reading{invited: []map[string]any{passer}}, nil, "passer-by (invited)"},
		{"the party's login, invited", ours, reading{invited: []map[string]any{dev}}, nil, ""},
		{"the team, invited", ours, reading{invited: []map[string]any{ada}}, nil, ""},
		{"an invitation by mail has no account", ours, reading{invited: []map[string]any{nil}}, nil, ""},
		{"confirmed", ours, people(passer), []ledger.Ref{row("reader", 99, "passer-by")}, ""},
		{"confirmed under another login since", ours, people(account(99, "renamed")), []ledger.Ref{row("reader", 99, "passer-by")}, ""},
		{"another account took the confirmed login", ours, people(account(100, "passer-by")), []ledger.Ref{row("reader", 99, "passer-by")}, "passer-by (collaborator)"},
		{"confirmed for another repository", ours, people(passer), []ledger.Ref{other}, "passer-by (collaborator)"},
		{"the confirmation was taken back", ours, people(passer), []ledger.Ref{row("reader", 99, "")}, "passer-by (collaborator)"},
		{"made the party's", ours, people(passer), []ledger.Ref{row("speaker", 99, "passer-by")}, ""},
		{"one of two is unknown", ours, people(passer, account(98, "other")), []ledger.Ref{row("reader", 99, "passer-by")}, "other (collaborator)"},
		{"two are unknown", ours, people(passer, account(98, "other")), nil, "other (collaborator)"},
		{"an outsider of the owner's name", ours, reading{collaborators: []map[string]any{account(501, "our-org-owner")}, owner: account(500, "our-org-owner")}, nil, "our-org-owner (collaborator)"},
		{"the token may not list invitations and teams", ours, reading{collaborators: []map[string]any{bot42, dev}, mayNot: []string{"invitations", "teams"}}, nil, ""},
		{"and somebody unknown reads", ours, reading{collaborators: []map[string]any{passer}, mayNot: []string{"invitations", "teams"}}, nil, "passer-by (collaborator)"},
		{"the token may list nothing", ours, reading{collaborators: []map[string]any{passer}, mayNot: []string{"collaborators", "invitations", "teams"}}, nil, ""},
		{"GitHub does not answer", ours, reading{down: true}, nil, "it could not be read who reads"},
		{"in a repository of the party, they decide", theirs, people(passer, dev), nil, ""},
		{"and GitHub need not answer", theirs, reading{down: true}, nil, ""},
		{"a rehearsal, read by the team", rehearsal, people(bot42, ada), nil, ""},
		{"a rehearsal, read by a party", rehearsal, people(bot42, dev), nil, "vendor-dev (collaborator)"},
		{"a rehearsal, and the party was made to speak", rehearsal, people(dev), []ledger.Ref{row("speaker", vendorID, "vendor-dev")}, "vendor-dev (collaborator)"},
		{"a rehearsal, and a person confirmed them", rehearsal, people(dev), []ledger.Ref{row("reader", vendorID, "vendor-dev")}, ""},
		{"more than five unknown", ours, people(account(1, "a"), account(2, "b"), account(3, "c"), account(4, "d"), account(5, "e"), account(6, "f"), account(8, "g")), nil, "2 more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, m := newHub(t), newMemory()
			tt.seen.on(h)
			m.refs = append(m.refs, tt.known...)
			c, _ := testChannel(t, h, m, func(o *Options) {
				o.Repositories, o.Team = map[string]Repository{repoName: tt.repo}, []string{"ada"}
			})
			d, ok := c.preflight(t.Context(), repoName)
			if ok != (tt.stops == "") || !strings.Contains(d.Reason, tt.stops) {
				t.Errorf("written: %t, %+v", ok, d)
			}
			if !ok && d.Withheld == tt.seen.down {
				t.Errorf("an outage is tried again, and a reader is a person's decision: %+v", d)
			}
		})
	}
}

// A list with nobody unknown is good for a day. One with somebody is made anew for each write.
func TestReadersAreListedBeforeTheFirstWriteAndDaily(t *testing.T) {
	t.Parallel()
	h, m, at := newHub(t), newMemory(), start.Add(240*time.Hour)
	reading{collaborators: []map[string]any{bot42}}.on(h)
	c, _ := testChannel(t, h, m, func(o *Options) {
		o.Repositories, o.Clock = map[string]Repository{repoName: {}}, func() time.Time { return at }
	})
	step := func(what string, wants bool, lists int) {
		t.Helper()
		before := h.count("GET /repos/" + repoName + "/collaborators")
		_, ok := c.preflight(t.Context(), repoName)
		if got := h.count("GET /repos/"+repoName+"/collaborators") - before; ok != wants || got != lists {
			t.Errorf("%s: written %t, listed %d times", what, ok, got)
		}
	}
	step("the first write", true, 1)
	step("the next", true, 0)
	at = at.Add(23 * time.Hour)
	step("within the day", true, 0)
	reading{collaborators: []map[string]any{bot42, account(99, "passer-by")}}.on(h)
	at = at.Add(2 * time.Hour)
	step("the next day, with somebody unknown", false, 1)
	step("and at once again", false, 1)
	reading{collaborators: []map[string]any{bot42}}.on(h)
	step("their access was taken away", true, 1)
	at = at.Add(-48 * time.Hour)
	step("the clock was set back", true, 1)
}

// A reader who turns up between two writes is told to the cases that write there, once.
func TestAnUnknownReaderIsToldOnce(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory()
	reading{collaborators: []map[string]any{bot42, account(99, "passer-by")}}.on(h)
	c, _ := testChannel(t, h, m, func(o *Options) { o.Repositories = map[string]Repository{repoName: {}} })
	for range 3 {
		if _, err := c.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := m.told(); len(got) != 1 || got[0] != string(accessStrangers) {
		t.Errorf("told %v", got)
	}
	for _, in := range m.items {
		item, err := decodeItem(m.raw[in.ID])
		if err == nil && item.Action == string(accessStrangers) && !strings.Contains(changeOf(item), "can be read by @passer-by (collaborator)") && !strings.Contains(changeOf(item), "passer-by (collaborator)") {
			t.Errorf("it says %q", changeOf(item))
		}
	}
}

// Who keeps something from being written is known without asking GitHub: as what they read, since when, and until a person says who
// they are.
func TestStrangersAreKeptUntilSomebodySaysWhoTheyAre(t *testing.T) {
	t.Parallel()
	h, m, at := newHub(t), newMemory(), start.Add(240*time.Hour)
	passer, guest := account(99, "passer-by"), account(98, "guest")
	passer["role_name"] = "write"
	seen := reading{collaborators: []map[string]any{bot42, passer}, invited: []map[string]any{guest}}
	seen.on(h)
	c, _ := testChannel(t, h, m, func(o *Options) {
		o.Repositories, o.Clock = map[string]Repository{repoName: {}, "theirs/issues": {VendorOwned: true}}, func() time.Time { return at }
	})
	shown := func() (out []string) {
		t.Helper()
		got, err := c.Strangers(t.Context(), repoName)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got {
			out = append(out, fmt.Sprintf("%s %s %s %s %t", p.Login, p.How, p.Role, p.Since.Format(time.DateOnly), p.Invited()))
		}
		return out
	}
	expect := func(what string, want ...string) {
		t.Helper()
		before := h.count("")
		if got := shown(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
		if h.count("") != before {
			t.Errorf("%s: GitHub was asked", what)
		}
	}
	list := func() { c.preflight(t.Context(), repoName) }
	expect("before anybody looked")
	list()
	first := at.Format(time.DateOnly)
	expect("after a write was withheld", "passer-by collaborator write "+first+" false", "guest invited read 2020-01-20 true")
	at = at.Add(72 * time.Hour)
	list()
	expect("three days later", "passer-by collaborator write "+first+" false", "guest invited read 2020-01-20 true")
	if all, err := c.Readers(t.Context(), repoName); err != nil || all.People[1].Since.Format(time.DateOnly) != first {
		t.Errorf("who lists them reads another day: %+v, %v", all, err)
	}
	_, row, err := c.Confirm(t.Context(), "DL-2020-0001", repoName, "guest", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Commit(t.Context(), ledger.Commit{Refs: []ledger.Ref{row}}); err != nil {
		t.Fatal(err)
	}
	expect("one was confirmed", "passer-by collaborator write "+first+" false")
	reading{collaborators: []map[string]any{bot42}}.on(h)
	list()
	expect("the access of the other was taken away")
	at = at.Add(72 * time.Hour)
	seen.on(h)
	list()
	expect("and given again", "passer-by collaborator write "+at.Format(time.DateOnly)+" false")
	if got, err := c.Strangers(t.Context(), "theirs/issues"); err != nil || got != nil {
		t.Errorf("in a repository of the party: %v, %v", got, err)
	}
	if err := m.SetCursor(t.Context(), unknownName(repoName), "not a list"); err != nil {
		t.Fatal(err)
	}
	expect("what cannot be read is listed anew")
}

// Whoever comes back is told of again.
func TestAnUnknownReaderWhoComesBackIsToldAgain(t *testing.T) {
	t.Parallel()
	h, m, at := newHub(t), newMemory(), start.Add(240*time.Hour)
	c, _ := testChannel(t, h, m, func(o *Options) {
		o.Repositories, o.Clock = map[string]Repository{repoName: {}}, func() time.Time { return at }
	})
	for _, people := range [][]map[string]any{{bot42, account(99, "passer-by")}, {bot42}, {bot42, account(99, "passer-by")}} {
		reading{collaborators: people}.on(h)
		at = at.Add(25 * time.Hour)
		if _, err := c.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := m.told(); len(got) != 2 {
		t.Errorf("told %v", got)
	}
}

func TestAPersonSaysWhoAnAccountIs(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory()
	reading{collaborators: []map[string]any{bot42, account(99, "Passer-by")}}.on(h)
	c, _ := testChannel(t, h, m, func(o *Options) {
		o.Repositories, o.Team = map[string]Repository{repoName: {}}, []string{"ada"}
	})
	for _, tt := range []struct {
		name, repo, login string
		speaks            bool
		row               string
		code              fault.Code
	}{
		{"may read", repoName, "passer-by", false, "reader/" + repoName + "/99", ""},
		{"speaks for the party", repoName, "Passer-by", true, "speaker/" + repoName + "/99", ""},
		{"is not there", repoName, "nobody-here", false, "", fault.NotFound},
		{"one of ours speaks for nobody", repoName, "ada", true, "", fault.Refused},
		{"another repository", "o/r", "passer-by", false, "", fault.Refused},
	} {
		_, row, err := c.Confirm(t.Context(), "DL-2020-0001", tt.repo, tt.login, tt.speaks)
		if fault.CodeOf(err) != tt.code && err != nil || row.Name != tt.row || tt.code != "" && err == nil {
			t.Errorf("%s: %+v, %v", tt.name, row, err)
			continue
		}
		if tt.row != "" {
			if err := m.Commit(context.Background(), ledger.Commit{Refs: []ledger.Ref{row}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if d, ok := c.preflight(t.Context(), repoName); !ok {
		t.Errorf("it is still withheld: %s", d.Reason)
	}
}

func TestTheDoctorSaysWhereAStrangerWouldNotBeNoticed(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		reading    reading
		vendors    bool
		fails      bool
	}{
		{"all of them are known", "2 accounts read it, and each is known", reading{collaborators: []map[string]any{bot42, account(7, "vendor-dev")}}, false, false},
		{"invitations cannot be listed", "the token may not list open invitations", reading{collaborators: []map[string]any{bot42}, mayNot: []string{"invitations", "teams"}}, false, false},
		{"collaborators cannot be listed", "may not list the collaborators of " + repoName, reading{mayNot: []string{"collaborators"}}, false, true},
		{"a stranger", "@who (collaborator) can read " + repoName, reading{collaborators: []map[string]any{account(99, "who")}}, false, true},
		{"the vendor's own", "it is the vendor's", reading{mayNot: []string{"collaborators"}}, true, false},
		{"GitHub is ill", "could not be read", reading{down: true}, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHub(t)
			tt.reading.on(h)
			c, _ := testChannel(t, h, newMemory(), func(o *Options) {
				r := o.Repositories[repoName]
				r.VendorOwned, r.Vendors = tt.vendors, []string{"vendor-dev"}
				o.Repositories = map[string]Repository{repoName: r}
			})
			got, err := c.SeeReaders(t.Context(), repoName)
			if err != nil {
				got = err.Error()
			}
			if (err != nil) != tt.fails || !strings.Contains(got, tt.want) {
				t.Errorf("says %q", got)
			}
		})
	}
}
