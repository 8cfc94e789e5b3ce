package github

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/notify/github/siteserver"
	"daylight/notify/notifytest"
)

func aPull() *Pull {
	return &Pull{
		Case: "DL-2020-0001", Mode: "limited", Lang: "en", Revision: 2, Digest: strings.Repeat("6f1ed002", 8), Checks: []string{"approval", "deadline"},
		Files: map[string][]byte{"index.html": []byte("<!doctype html>\n<p>é</p>\n"), "card.png": {0x89, 'P', 'N', 'G', 0, 0xff}},
	}
}

func siteChannel(t testing.TB, base string, change ...func(*Options)) *Channel {
	t.Helper()
	c, _ := testChannel(t, &hub{Server: &httptest.Server{URL: base}}, newMemory(), append([]func(*Options){func(o *Options) {
		o.BaseURL, o.Repositories, o.Site = base, nil, Site{Repository: siteserver.Name, Folder: "content/cases"}
	}}, change...)...)
	return c
}

// openPull does the job of a pull request until it ends.
func openPull(t *testing.T, c *Channel, p *Pull) ledger.Delivery {
	t.Helper()
	job := ledger.Job{Case: p.Case}
	for range 10 {
		step := c.OpenPull(t.Context(), job, p, always)
		if step.Kind != ledger.Retry {
			return step.Delivery
		}
		job.Phase = step.Phase
		job.Attempts++
	}
	t.Fatal("it does not end")
	return ledger.Delivery{}
}

func TestAPullRequestIsOpenedOnce(t *testing.T) {
	notifytest.Run(t, func(t *testing.T) notifytest.Place {
		h := siteserver.New(t)
		tap := notifytest.NewTap(t, h.URL)
		on := func(method string) func(r *http.Request) bool {
			return func(r *http.Request) bool { return r.Method == method && strings.HasSuffix(r.URL.Path, "/pulls") }
		}
		tap.Writes, tap.Looks, tap.Empty = on(http.MethodPost), on(http.MethodGet), "[]"
		c, attempts := siteChannel(t, tap.URL), 0
		return notifytest.Place{
			Fail: tap.Fail, Hide: tap.Hide, Blind: tap.Blind, Sees: true, Proves: true,
			Effect: func() outbound.Effect { attempts++; return pulling{c, aPull(), attempts} },
			Copies: func() (n int) { h.Set(func() { n = len(h.Pulls) }); return n },
		}
	})
}

// At each write the connection breaks once, before it, during it or after it: one branch and one request come of it.
func TestAnAnswerThatIsLostAtAnyStepLeavesOneBranchAndOneRequest(t *testing.T) {
	for _, step := range []string{"/git/blobs", "/git/trees", "/git/commits", "/git/refs", "/pulls"} {
		for _, f := range []notifytest.Fault{notifytest.LostBefore, notifytest.LostDuring, notifytest.LostAfter, notifytest.Busy, notifytest.DownBare} {
			t.Run(step+": "+string(f), func(t *testing.T) {
				h := siteserver.New(t)
				tap := notifytest.NewTap(t, h.URL)
				tap.Writes = func(r *http.Request) bool { return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, step) }
				tap.Looks, tap.Empty = func(*http.Request) bool { return false }, "[]"
				tap.Fail(f)
				at := start
				c := siteChannel(t, tap.URL, func(o *Options) { o.Clock = func() time.Time { at = at.Add(time.Minute); return at } })
				if d := openPull(t, c, aPull()); d.Kind != ledger.Sent || d.Ref != siteserver.Name+"#1" {
					t.Fatalf("got %+v", d)
				}
				h.Set(func() {
					if len(h.Refs) != 2 || len(h.Pulls) != 1 {
						t.Errorf("there are %d branches and %d pull requests", len(h.Refs), len(h.Pulls))
					}
				})
			})
		}
	}
}

func TestThePullRequestHoldsExactlyTheFilesThatWereApproved(t *testing.T) {
	h := siteserver.New(t)
	c, p := siteChannel(t, h.URL), aPull()
	if d := openPull(t, c, p); d.Kind != ledger.Sent {
		t.Fatalf("got %+v", d)
	}
	got := h.Files(p.branch())
	if len(got) != len(p.Files) {
		t.Errorf("the folder holds %v: a file of the edition before stays, or one is missing", got)
	}
	for name, content := range p.Files {
		if got[name] != string(content) {
			t.Errorf("%s holds %q", name, got[name])
		}
	}
	if len(h.Files("main")) != 1 {
		t.Error("the branch of the site was written to")
	}
}

func TestTheSameOrderFindsItsRequestWhateverBecameOfIt(t *testing.T) {
	h := siteserver.New(t)
	p := aPull()
	for range 3 {
		if d := openPull(t, siteChannel(t, h.URL), p); d.Kind != ledger.Sent || d.Ref != siteserver.Name+"#1" {
			t.Fatalf("got %+v", d)
		}
		h.Set(func() { h.Pulls[0]["state"] = "closed" })
	}
	other := aPull()
	other.Digest = strings.Repeat("0123", 16)
	if d := openPull(t, siteChannel(t, h.URL), other); d.Ref != siteserver.Name+"#2" {
		t.Errorf("other files share the request of the first: %+v", d)
	}
}

func TestABranchWithAnythingElseInItIsLeftAlone(t *testing.T) {
	h := siteserver.New(t)
	p := aPull()
	h.Refs[p.branch()] = "commit0"
	d := openPull(t, siteChannel(t, h.URL), p)
	if d.Kind != ledger.Permanent || !d.Withheld || !strings.Contains(d.Reason, "does not hold exactly the files") {
		t.Errorf("got %+v", d)
	}
	if len(h.Pulls) != 0 || h.Refs[p.branch()] != "commit0" {
		t.Error("it was used all the same")
	}
}

func TestNothingIsNamedWhereGitHubStoredOtherBytes(t *testing.T) {
	h := siteserver.New(t)
	h.Garble = true
	if d := openPull(t, siteChannel(t, h.URL), aPull()); d.Kind != ledger.Permanent || len(h.Refs) != 1 || len(h.Pulls) != 0 {
		t.Errorf("got %+v", d)
	}
}

func TestWhatIsNotTheSiteGetsNothing(t *testing.T) {
	for name, change := range map[string]func(h *siteserver.Server, p *Pull){
		"another name":     func(h *siteserver.Server, _ *Pull) { h.Repo["full_name"] = "other/site" },
		"archived":         func(h *siteserver.Server, _ *Pull) { h.Repo["archived"] = true },
		"no such branch":   func(h *siteserver.Server, _ *Pull) { delete(h.Refs, "main") },
		"a file elsewhere": func(_ *siteserver.Server, p *Pull) { p.Files["../../index.html"] = nil },
		"a hidden file":    func(_ *siteserver.Server, p *Pull) { p.Files[".github"] = nil },
		"no digest":        func(_ *siteserver.Server, p *Pull) { p.Digest = "" },
		"a repository with the name of the first": func(h *siteserver.Server, _ *Pull) {
			h.Repo["id"] = 4004
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := siteserver.New(t)
			c, p := siteChannel(t, h.URL), aPull()
			if _, err := c.siteRepository(t.Context()); err != nil {
				t.Fatal(err)
			}
			change(h, p)
			if d := openPull(t, c, p); d.Kind != ledger.Permanent || !d.Withheld || len(h.Said) != 0 {
				t.Errorf("got %+v, and %d writes", d, len(h.Said))
			}
		})
	}
}

// Whoever pushes to the branch, or merges something else, takes away that the request holds what was approved.
func TestARequestThatHoldsSomethingElseSaysSo(t *testing.T) {
	h := siteserver.New(t)
	c, p := siteChannel(t, h.URL), aPull()
	look := func(want PullState) {
		t.Helper()
		got, err := c.LookAtPull(t.Context(), p)
		got.head, got.base, got.title, got.body = "", "", "", ""
		if err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	look(PullState{})
	openPull(t, c, p)
	look(PullState{Number: 1, Ref: siteserver.Name + "#1", Open: true, Holds: true})
	good := h.Refs[p.branch()]
	for _, change := range []func(map[string]string){
		func(f map[string]string) { f["content/cases/dl-2020-0001/en/index.html"] = "0000" },
		func(f map[string]string) { f["content/cases/dl-2020-0001/en/more.html"] = "0000" },
		func(f map[string]string) { delete(f, "content/cases/dl-2020-0001/en/card.png") },
	} {
		h.Push(p.branch(), change)
		look(PullState{Number: 1, Ref: siteserver.Name + "#1", Open: true})
		h.Set(func() { h.Refs[p.branch()] = good })
	}
	h.Set(func() { h.Pulls[0]["state"], h.Pulls[0]["merged_at"] = "closed", "2026-02-01T09:00:00Z" })
	merged := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
	look(PullState{Number: 1, Ref: siteserver.Name + "#1", Merged: true, Ended: merged}) // main does not have it
	h.Set(func() { h.Refs["main"] = good })
	look(PullState{Number: 1, Ref: siteserver.Name + "#1", Merged: true, Holds: true, Ended: merged})
}

func TestARequestOfSomebodyElseIsNotOurs(t *testing.T) {
	h := siteserver.New(t)
	c, p := siteChannel(t, h.URL), aPull()
	openPull(t, c, p)
	h.Set(func() { h.Pulls[0]["user"] = dev77 })
	if got, err := c.LookAtPull(t.Context(), p); err != nil || got.Number != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// What GitHub is told besides the files are words of the program, the name of the case, its form and the digest.
func TestAPullRequestTellsNothingBesidesItsFiles(t *testing.T) {
	h := siteserver.New(t)
	p := aPull()
	openPull(t, siteChannel(t, h.URL), p)
	for _, said := range h.Said {
		if strings.Contains(said, `"encoding":"base64"`) {
			continue // a file
		}
		for _, secret := range []string{"token", "@", "http", "s3:", "/tmp"} {
			if strings.Contains(said, secret) {
				t.Errorf("GitHub was told %s", said)
			}
		}
	}
	text := p.text(siteserver.Name)
	for _, want := range []string{p.Digest, "- [x] approval", "- [x] deadline", "`index.html`", "`card.png`", "<!-- daylight:"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %s:\n%s", want, text)
		}
	}
}

func TestNothingIsWrittenWhereTheStepCannotBeRecorded(t *testing.T) {
	h := siteserver.New(t)
	step := siteChannel(t, h.URL).OpenPull(t.Context(), ledger.Job{}, aPull(), func(context.Context, string) error { return errors.New("full disk") })
	if step.Kind != ledger.Retry || len(h.Refs) != 1 || len(h.Pulls) != 0 {
		t.Errorf("got %+v", step)
	}
}

func TestTheDoctorSaysWhoReadsAPageBeforeItIsMerged(t *testing.T) {
	h := siteserver.New(t)
	c := siteChannel(t, h.URL)
	for _, row := range []struct {
		change func()
		says   string
	}{
		{func() {}, "branch main; it is public, so a page is public as soon as its pull request is open"},
		{func() { h.Repo["private"] = true }, "it is private"},
		{func() { h.Repo["permissions"] = map[string]any{"pull": true, "push": false} }, "the token may not write to"},
		{func() { h.Repo["permissions"] = map[string]any{"pull": true, "push": true} }, "it is private"},
		{func() { delete(h.Refs, "main") }, "has no branch main"},
		{func() { h.Repo["archived"] = true }, "is archived"},
	} {
		h.Set(row.change)
		got, err := c.SeeSite(t.Context())
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, row.says) {
			t.Errorf("got %q, want %q", got, row.says)
		}
	}
	if len(h.Said) != 0 {
		t.Error("the doctor wrote something")
	}
}

func TestATrackingRepositoryIsNoSite(t *testing.T) {
	o := Options{
		Token: NewSecret("x"), Clock: time.Now, Repositories: map[string]Repository{siteserver.Name: {}}, Site: Site{Repository: "Team/Site"},
	}
	if _, err := New(o, newMemory().ports()); err == nil || !strings.Contains(err.Error(), "pages need one of their own") {
		t.Errorf("got %v", err)
	}
}
