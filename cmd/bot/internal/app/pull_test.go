package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/github/siteserver"
)

// onSite lets pages go to a repository, and the site be read at an address.
func onSite(h *siteserver.Server, public string) func(*config.Config) {
	return func(c *config.Config) {
		c.GitHub.BaseURL, c.GitHub.Token = h.URL, config.NewSecret("unused")
		c.GitHub.Site = config.Site{Repository: siteserver.Name, Folder: siteserver.Folder}
		c.Web.PublicURL = public
	}
}

func (b *bench) offers(name string, id disclosure.CaseID) (gallery.Order, error) {
	b.t.Helper()
	return b.Press().Offer(b.t.Context(), b.who(name), id, disclosure.Full, "en")
}

// ordered is what alice finds of her order.
func (b *bench) ordered(id disclosure.CaseID) gallery.Order {
	b.t.Helper()
	o, err := b.offers("alice", id)
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// works passes the waits between two writes, too.
func (b *bench) passesMinutes() {
	for range 4 {
		b.clock.pass(time.Minute)
		b.drain()
	}
}

func TestAPageGoesToItsSiteByOnePullRequestAndIsPublishedOnceTheSiteHasIt(t *testing.T) {
	t.Parallel()
	h := siteserver.New(t)
	page := ""
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if page == "" || r.URL.Path != "/cases/"+siteserver.Case+"/en/" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(web.Close)
	b, id := closedCase(t, onSite(h, web.URL))

	// Before two people approved it, nothing is ordered and nothing leaves.
	if o := b.ordered(id); o.Passed() || o.Job.Key != "" {
		t.Fatalf("ordered before anybody approved: %+v", o.Job)
	}
	b.passesMinutes()
	if len(h.Said) != 0 {
		t.Fatalf("the site was told %v", h.Said)
	}
	approved := b.prepare(id)
	if err := b.approves("bob", approved); err != nil {
		t.Fatal(err)
	}
	_, err := b.offers("rita", id)
	refuses(t, err, fault.Forbidden)
	if o := b.ordered(id); !o.Fresh || o.Job.Key == "" {
		t.Fatalf("not ordered: %+v", o.Job)
	}
	if o := b.ordered(id); o.Fresh {
		t.Error("the same order was given twice")
	}
	b.passesMinutes()
	o := b.ordered(id)
	if o.Fresh || !o.Open || !o.Holds || o.Merged || o.Ref != siteserver.Name+"#1" {
		t.Fatalf("it stands as %+v, %+v", o.Ref, o.Job)
	}
	var branch string
	for name := range h.Refs {
		if name != "main" {
			branch = name
		}
	}
	got := h.Files(branch)
	for name, content := range approved.Files {
		if name != "manifest.json" && name != "SHA256SUMS" && got[name] != string(content) {
			t.Errorf("%s is not what was approved", name)
		}
	}
	if len(got) != len(approved.Files) {
		t.Errorf("the folder holds %d files, and %d were approved", len(got), len(approved.Files))
	}
	if b.load(id).Publication == disclosure.PublicationFull {
		t.Error("a request counts as published")
	}

	// Merged, and the site is not built yet.
	_, err = b.Press().Land(t.Context(), b.who("alice"), &o, false)
	refuses(t, err, fault.Refused, "not merged")
	h.Set(func() {
		h.Pulls[0]["state"], h.Pulls[0]["merged_at"], h.Refs["main"] = "closed", "2020-02-05T09:00:00Z", h.Refs[branch]
	})
	o = b.ordered(id)
	if !o.Merged || !o.Holds {
		t.Fatalf("it stands as %+v", o.Ref)
	}
	land := func(o *gallery.Order, seen bool) gallery.Landed {
		t.Helper()
		l, err := b.Press().Land(t.Context(), b.who("alice"), o, seen)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	page = "another page"
	if l := land(&o, false); l.Out || len(l.Tried) == 0 || b.load(id).Publication == disclosure.PublicationFull {
		t.Errorf("another page counts as this one: %+v", l)
	}
	page = got["index.html"]
	if l := land(&o, false); !l.Out || l.Address != web.URL+"/cases/"+siteserver.Case+"/en/" {
		t.Errorf("the page is there, and %+v", l)
	}
	if c := b.load(id); c.Publication != disclosure.PublicationFull {
		t.Errorf("the publication is %s", c.Publication)
	}
	events := b.events(id)
	i := slices.IndexFunc(events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindPublished })
	if i < 0 || events[i].Ref != siteserver.Name+"#1" || events[i].Detail.Consent.Digest != approved.Digest {
		t.Errorf("event %d says that it is out", i)
	}
	o = b.ordered(id)
	if l := land(&o, true); !l.Out || o.Fresh {
		t.Errorf("it is out, and %+v", l)
	}
	if n := len(h.Pulls); n != 1 {
		t.Errorf("there are %d pull requests", n)
	}
}

// offeredPage is a page of a closed case whose pull request is open. page is what its site gives out; "" is nothing.
func offeredPage(t *testing.T, change ...func(*config.Config)) (h *siteserver.Server, b *bench, id disclosure.CaseID, branch string, page *atomic.Value) {
	t.Helper()
	h, page = siteserver.New(t), new(atomic.Value)
	page.Store("")
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := page.Load().(string)
		if text == "" || r.URL.Path != "/cases/"+siteserver.Case+"/en/" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(web.Close)
	b, id = closedCase(t, func(c *config.Config) {
		onSite(h, web.URL)(c)
		for _, f := range change {
			f(c)
		}
	})
	if err := b.approves("bob", b.prepare(id)); err != nil {
		t.Fatal(err)
	}
	b.ordered(id)
	b.passesMinutes()
	h.Set(func() {
		for name := range h.Refs {
			if name != "main" {
				branch = name
			}
		}
	})
	if branch == "" || len(h.Pulls) != 1 {
		t.Fatalf("no pull request is open: %+v", b.jobs(ledger.JobFilter{Case: id}))
	}
	return h, b, id, branch, page
}

// merges merges the pull request, as somebody does who may.
func merges(h *siteserver.Server, branch string) {
	h.Set(func() {
		h.Pulls[0]["state"], h.Pulls[0]["merged_at"], h.Refs["main"] = "closed", "2020-02-05T09:00:00Z", h.Refs[branch]
	})
}

// looks lets the bot look at GitHub.
func (b *bench) looks() {
	b.t.Helper()
	if _, err := b.Poll(b.t.Context(), "github"); err != nil {
		b.t.Fatal(err)
	}
	b.drain()
}

// landings are the events that say what became of the page.
func (b *bench) landings(id disclosure.CaseID) (merged, otherwise, published int) {
	b.t.Helper()
	for _, e := range b.events(id) {
		switch {
		case e.Kind == disclosure.KindPublished:
			published++
		case e.Kind == disclosure.KindPreviewed && strings.Contains(e.Text, "does not hold exactly what was approved"):
			otherwise++
		case e.Kind == disclosure.KindPreviewed && strings.Contains(e.Text, "was merged at "+siteserver.Name+"#1"):
			merged++
		}
	}
	return merged, otherwise, published
}

func TestAMergeIsRecordedByItselfAndThePageIsOutOnceItWasRead(t *testing.T) {
	t.Parallel()
	h, b, id, branch, page := offeredPage(t)
	stands := func(when string, merged, published int) {
		t.Helper()
		b.looks()
		b.looks()
		if m, o, p := b.landings(id); m != merged || o != 0 || p != published {
			t.Errorf("%s: %d merges, %d otherwise, %d published; want %d and %d", when, m, o, p, merged, published)
		}
	}
	stands("open", 0, 0)
	h.Set(func() { h.Pulls[0]["state"] = "closed" })
	stands("closed unmerged", 0, 0)
	merges(h, branch)
	stands("merged", 1, 0)
	page.Store("another page")
	stands("another page is there", 1, 0)
	page.Store(h.Files("main")["index.html"])
	stands("the page is there", 1, 1)
	e := b.last(id)
	if c := b.load(id); c.Publication != disclosure.PublicationFull || e.Kind != disclosure.KindPublished || e.Actor != disclosure.Engine().Name || e.Ref != siteserver.Name+"#1" ||
		!strings.Contains(e.Detail.Reason, "/cases/"+siteserver.Case+"/en/") {
		t.Errorf("%s, %+v", c.Publication, e)
	}
	stands("later", 1, 1)
	if o := b.ordered(id); o.Fresh || !o.Out {
		t.Errorf("it is out, and the same page is ordered again: %+v", o.Job)
	}
}

// Whoever says first that it is out is the only one who does.
func TestAPageThatAPersonSaidIsOutIsNotPublishedTwice(t *testing.T) {
	t.Parallel()
	h, b, id, branch, page := offeredPage(t)
	merges(h, branch)
	b.looks()
	o := b.ordered(id)
	if l, err := b.Press().Land(t.Context(), b.who("alice"), &o, true); err != nil || !l.Out {
		t.Fatalf("%+v, %v", l, err)
	}
	page.Store(h.Files("main")["index.html"])
	b.looks()
	if m, _, p := b.landings(id); m != 1 || p != 1 {
		t.Errorf("%d merges, %d published", m, p)
	}
}

// What was merged over it, or changed on the way, is news and no publication. One look may come too early, so it takes two.
func TestAPageThatWasMergedOtherwiseIsNotOut(t *testing.T) {
	t.Parallel()
	h, b, id, branch, page := offeredPage(t)
	h.Push(branch, func(files map[string]string) { delete(files, siteserver.Folder+"/"+siteserver.Case+"/en/index.html") })
	merges(h, branch)
	b.looks()
	if m, o, _ := b.landings(id); m != 0 || o != 0 {
		t.Errorf("one look is enough: %d, %d", m, o)
	}
	for range 3 {
		b.looks()
	}
	page.Store("whatever")
	b.looks()
	if m, o, p := b.landings(id); m != 0 || o != 1 || p != 0 || b.load(id).Publication == disclosure.PublicationFull {
		t.Errorf("%d merges, %d otherwise, %d published", m, o, p)
	}
}

// A webhook is a hint: what it says of the request is not believed, and what it is about is asked at once.
func TestAWebhookAboutThePullRequestLetsItBeLookedAt(t *testing.T) {
	t.Parallel()
	h, b, id, branch, _ := offeredPage(t, func(c *config.Config) { c.GitHub.WebhookSecret = config.NewSecret("a webhook secret") })
	lies := map[string]any{
		"action": "closed", "sender": map[string]any{"id": 7, "login": "editor"},
		"pull_request": map[string]any{"number": 1, "merged": true, "merged_at": "2020-02-05T09:00:00Z"},
	}
	b.deliversOf(siteserver.Name, "p1", "pull_request", lies)
	if m, o, p := b.landings(id); m+o+p != 0 {
		t.Errorf("a webhook is believed: %d, %d, %d", m, o, p)
	}
	merges(h, branch)
	b.deliversOf("team/other", "p2", "pull_request", lies)
	if m, _, _ := b.landings(id); m != 0 {
		t.Error("one about another repository is a hint")
	}
	b.deliversOf(siteserver.Name, "p3", "pull_request_review", map[string]any{"action": "submitted", "review": map[string]any{"state": "approved"}, "sender": map[string]any{"id": 7}})
	b.deliversOf(siteserver.Name, "p4", "pull_request", lies)
	if m, _, p := b.landings(id); m != 1 || p != 0 {
		t.Errorf("%d merges, %d published", m, p)
	}
}

// While GitHub does not answer nothing is recorded, and the next look goes on.
func TestALookAtThePullRequestThatFailsMovesNothing(t *testing.T) {
	t.Parallel()
	h, b, id, branch, _ := offeredPage(t)
	merges(h, branch)
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusTooManyRequests} {
		h.Set(func() { h.Status = status })
		if _, err := b.Poll(t.Context(), "github"); err == nil {
			t.Errorf("%d is no failure", status)
		}
		if m, o, p := b.landings(id); m+o+p != 0 {
			t.Errorf("%d: %d, %d, %d", status, m, o, p)
		}
	}
	h.Set(func() { h.Status = 0 })
	b.looks()
	if m, _, _ := b.landings(id); m != 1 {
		t.Errorf("%d merges", m)
	}
}

// What changes the page after it was ordered holds it back, and what leaves tells nobody anything besides the page.
func TestAnOrderWhosePageChangedLeavesNothing(t *testing.T) {
	t.Parallel()
	h := siteserver.New(t)
	b, id := closedCase(t, onSite(h, ""))
	if err := b.approves("bob", b.prepare(id)); err != nil {
		t.Fatal(err)
	}
	if o := b.ordered(id); !o.Fresh {
		t.Fatalf("not ordered: %+v", o.Job)
	}
	b.do("alice", id, record.AddEvent{
		Kind: disclosure.KindPubliclyReported, At: b.Desk.Now(), Party: disclosure.Press, Source: disclosure.SourcePress,
	})
	b.passesMinutes()
	if len(h.Said) != 0 {
		t.Errorf("the site was told %v", h.Said)
	}
	var held bool
	for _, j := range b.jobs(ledger.JobFilter{Case: id, Queue: ledger.QueueSend, State: ledger.JobFailed, Limit: 1000}) {
		held = held || strings.Contains(j.LastError, "changed since it was ordered")
	}
	if !held {
		t.Error("nobody is told why")
	}
}

// Files, a pull request and their names are all that leaves: neither the text of an issue nor an address of anybody.
func TestAPullRequestLeaksNothingOfTheCase(t *testing.T) {
	t.Parallel()
	h := siteserver.New(t)
	b, id := closedCase(t, onSite(h, ""))
	if err := b.approves("bob", b.prepare(id)); err != nil {
		t.Fatal(err)
	}
	b.ordered(id)
	b.passesMinutes()
	if len(h.Pulls) != 1 {
		t.Fatalf("there are %d pull requests", len(h.Pulls))
	}
	for _, said := range h.Said {
		if strings.Contains(said, `"encoding":"base64"`) {
			continue // a file of the page, which the gate has read
		}
		for _, secret := range []string{bucketHost, "example-bucket", "@", "bob", "alice", "unused"} {
			if strings.Contains(said, secret) {
				t.Errorf("%s left with %s", secret, said)
			}
		}
	}
}

func TestAPersonSaysThatAMergedPageIsOut(t *testing.T) {
	t.Parallel()
	h := siteserver.New(t)
	b, id := closedCase(t, onSite(h, ""))
	if err := b.approves("bob", b.prepare(id)); err != nil {
		t.Fatal(err)
	}
	b.ordered(id)
	b.passesMinutes()
	h.Set(func() { h.Pulls[0]["state"], h.Pulls[0]["merged_at"] = "closed", "2020-02-05T09:00:00Z" })
	o := b.ordered(id)
	_, err := b.Press().Land(t.Context(), b.who("alice"), &o, true)
	refuses(t, err, fault.Refused, "does not hold exactly what was approved")
	h.Set(func() {
		for name, commit := range h.Refs {
			if name != "main" {
				h.Refs["main"] = commit
			}
		}
	})
	o = b.ordered(id)
	_, err = b.Press().Land(context.Background(), b.who("rita"), &o, true)
	refuses(t, err, fault.Forbidden)
	if l, err := b.Press().Land(t.Context(), b.who("alice"), &o, true); err != nil || !l.Out {
		t.Errorf("%+v, %v", l, err)
	}
}

// While issues rehearse, nothing of a case that is none goes to the site.
func TestNothingGoesToASiteWhileItRehearses(t *testing.T) {
	t.Parallel()
	h := siteserver.New(t)
	b, id := closedCase(t, onSite(h, ""))
	b.cfg.GitHub.Mode, b.cfg.Rehearsal.GitHub = "rehearse", "team/rehearsal"
	b.App = b.another()
	if err := b.approves("bob", b.prepare(id)); err != nil {
		t.Fatal(err)
	}
	_, err := b.offers("alice", id)
	refuses(t, err, fault.Refused, "rehearses now")
	b.passesMinutes()
	if len(h.Said) != 0 {
		t.Errorf("the site was told %v", h.Said)
	}
}

// An order that failed says so with the next one, which finds whatever is there.
func TestAnOrderThatFailedIsGivenAgain(t *testing.T) {
	t.Parallel()
	h := siteserver.New(t)
	b, id := closedCase(t, onSite(h, ""))
	if err := b.approves("bob", b.prepare(id)); err != nil {
		t.Fatal(err)
	}
	h.Set(func() { h.Repo["archived"] = true })
	b.ordered(id)
	b.passesMinutes()
	h.Set(func() { h.Repo["archived"] = false })
	if o := b.ordered(id); !o.Fresh || !strings.Contains(o.Failed, "is archived") {
		t.Errorf("%v, %q", o.Fresh, o.Failed)
	}
	b.passesMinutes()
	if o := b.ordered(id); !o.Open || len(h.Pulls) != 1 {
		t.Errorf("%+v, %d requests", o.Job, len(h.Pulls))
	}
}
