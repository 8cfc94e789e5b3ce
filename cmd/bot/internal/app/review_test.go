package app_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/person"
	"daylight/notify/github/siteserver"
)

// The numbers of accounts. 42 is the bot's own.
const (
	aliceOnGitHub = 71
	bobOnGitHub   = 72
	ritaOnGitHub  = 73
	stranger      = 99
)

func onGitHub(c *config.Config) {
	for i := range c.People {
		c.People[i].GitHubID = map[string]int{"alice": aliceOnGitHub, "bob": bobOnGitHub, "rita": ritaOnGitHub}[c.People[i].Name]
	}
}

// waitingPage is a page of a closed case that may lie in a private repository for its second person.
func waitingPage(t *testing.T, change ...func(*config.Config)) (h *siteserver.Server, b *bench, id disclosure.CaseID, page *atomic.Value) {
	t.Helper()
	h, page = siteserver.New(t), new(atomic.Value)
	page.Store("")
	h.Set(func() { h.Repo["private"] = true })
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
		onGitHub(c)
		for _, f := range change {
			f(c)
		}
	})
	return h, b, id, page
}

func (b *bench) offersForReview(name string, id disclosure.CaseID) (gallery.Order, error) {
	b.t.Helper()
	return b.Press().OfferForReview(b.t.Context(), b.who(name), id, disclosure.Full, "en")
}

// reviewable is [waitingPage], whose pull request waits for a review.
func reviewable(t *testing.T, change ...func(*config.Config)) (h *siteserver.Server, b *bench, id disclosure.CaseID, branch string, page *atomic.Value) {
	t.Helper()
	h, b, id, page = waitingPage(t, change...)
	if o, err := b.offersForReview("alice", id); err != nil || !o.Fresh {
		t.Fatalf("%+v, %v", o.Job, err)
	}
	b.passesMinutes()
	for name := range h.Refs {
		if name != "main" {
			branch = name
		}
	}
	if branch == "" || len(h.Pulls) != 1 || !strings.HasPrefix(h.Pulls[0]["title"].(string), "Not approved yet: ") {
		t.Fatalf("no pull request waits: %v", h.Pulls)
	}
	return h, b, id, branch, page
}

// accepts lets an account of somebody count, as a person does who is accepted already.
func (b *bench) accepts(name string, account int) {
	b.t.Helper()
	if _, err := b.Desk.AcceptNamed(b.t.Context(), b.who("bob"), name, strconv.Itoa(account)); err != nil {
		b.t.Fatal(err)
	}
}

// approval is the consent on which the page would go out.
func (b *bench) approval(id disclosure.CaseID) (disclosure.Consent, bool) {
	b.t.Helper()
	c := b.load(id)
	for _, lay := range c.Manuscript.Seen {
		if lay.For == siteserver.Name+"#1" {
			k, ok := gate.Approval(c, disclosure.Consent{Mode: disclosure.Full, Lang: "en", Digest: lay.Digest}, false)
			return k.Consent, ok
		}
	}
	b.t.Fatal("nothing lies at the site")
	return disclosure.Consent{}, false
}

// saidTimes counts the events that say something.
func (b *bench) saidTimes(id disclosure.CaseID, what string) (n int) {
	b.t.Helper()
	for _, e := range b.events(id) {
		if strings.Contains(e.Text, what) {
			n++
		}
	}
	return n
}

func title(h *siteserver.Server) (s string) {
	h.Set(func() { s = h.Pulls[0]["title"].(string) })
	return s
}

func TestAnApprovingReviewIsTheSecondPersonAndThePageGoesTheWayOfEveryOther(t *testing.T) {
	t.Parallel()
	h, b, id, branch, page := reviewable(t)
	if _, ok := b.approval(id); ok {
		t.Fatal("it is approved before anybody reviewed it")
	}
	if o, err := b.offersForReview("alice", id); err != nil || o.Fresh || !o.Open || !o.Review {
		t.Errorf("%+v, %v", o.Job, err)
	}
	h.AddReview(bobOnGitHub, "APPROVED")
	for range 3 { // once, however often it is looked at
		b.looks()
	}
	k, ok := b.approval(id)
	if !ok || k.By != "bob" || k.Hand.Proof != person.ByGitHub || k.Hand.Account != strconv.Itoa(bobOnGitHub) {
		t.Fatalf("%+v, %t", k, ok)
	}
	b.passesMinutes()
	b.looks()
	if n := len(b.load(id).Approvals); n != 1 || title(h) != "Publish "+string(id)+" (full, en)" {
		t.Errorf("%d approvals, %s", n, title(h))
	}
	if n := b.saidTimes(id, "says at "+siteserver.Name+"#1 that it is approved"); n != 1 {
		t.Errorf("said %d times", n)
	}
	merges(h, branch)
	page.Store(h.Files(branch)["index.html"])
	b.looks()
	b.looks()
	if m, o, p := b.landings(id); m != 1 || o != 0 || p != 1 || b.load(id).Publication != disclosure.PublicationFull {
		t.Errorf("%d merges, %d otherwise, %d published", m, o, p)
	}
	if n := b.saidTimes(id, "before it was approved"); n != 0 {
		t.Error("a merge after the approval counts as early")
	}
}

// Who reviews, what they say, and of which commit.
func TestEveryOtherReviewIsNoApproval(t *testing.T) {
	t.Parallel()
	h, b, id, branch, _ := reviewable(t)
	last := func(change func(r map[string]any)) func() {
		return func() { h.Set(func() { change(h.Reviews[len(h.Reviews)-1]) }) }
	}
	for _, c := range []struct {
		rule  string
		by    int64
		state string
		and   func()
		said  string // on record; "" for nothing
	}{
		{"a stranger", stranger, "APPROVED", nil, ""},
		{"a stranger under the login of bob", stranger, "APPROVED", last(func(r map[string]any) { r["user"].(map[string]any)["login"] = "bob-example" }), ""},
		{"the first person", aliceOnGitHub, "APPROVED", nil, "the review of alice does not count"},
		{"somebody who may not approve", ritaOnGitHub, "APPROVED", nil, "the review of rita does not count"},
		{"the bot itself", 42, "APPROVED", nil, ""},
		{"a machine with the number of bob", bobOnGitHub, "APPROVED", last(func(r map[string]any) { r["user"].(map[string]any)["type"] = "Bot" }), "it is not by a person"},
		{"bob remarks something", bobOnGitHub, "COMMENTED", nil, ""},
		{"bob asks for changes", bobOnGitHub, "CHANGES_REQUESTED", nil, "it asks for changes"},
		{"what bob said was dismissed", bobOnGitHub, "DISMISSED", nil, "it was dismissed"},
		{"bob has not handed it in", bobOnGitHub, "PENDING", nil, ""},
		{"bob approved another commit", bobOnGitHub, "APPROVED", last(func(r map[string]any) { r["commit_id"] = "commit0" }), "it is of another commit"},
		{"bob approved at no time", bobOnGitHub, "APPROVED", last(func(r map[string]any) { r["submitted_at"] = nil }), "GitHub does not say when"},
	} {
		h.Set(func() { h.Reviews = nil })
		before := len(b.events(id))
		h.AddReview(c.by, c.state)
		if c.and != nil {
			c.and()
		}
		b.looks()
		b.looks()
		if _, ok := b.approval(id); ok {
			t.Fatalf("%s: it is approved", c.rule)
		}
		want := 0
		if c.said != "" {
			want = 1
		}
		events := b.events(id)
		if got := len(events) - before; got != want || want == 1 && !strings.Contains(events[len(events)-1].Text, c.said) {
			t.Errorf("%s: %d events, want %d: %s", c.rule, got, want, events[len(events)-1].Text)
		}
	}
	// The commit lies there no more, though bob approved it.
	h.Set(func() { h.Reviews = nil })
	h.AddReview(bobOnGitHub, "APPROVED")
	good := h.Refs[branch]
	h.Push(branch, func(files map[string]string) { delete(files, siteserver.Folder+"/"+siteserver.Case+"/en/index.html") })
	b.looks()
	if _, ok := b.approval(id); ok {
		t.Fatal("another commit lies there, and it is approved")
	}
	h.AddReview(bobOnGitHub, "APPROVED") // of that other commit
	b.looks()
	if _, ok := b.approval(id); ok {
		t.Fatal("other files are approved")
	}
	h.Set(func() { h.Refs[branch], h.Reviews = good, h.Reviews[:1] })
	h.Set(func() { h.Pulls[0]["state"] = "closed" })
	b.looks()
	if _, ok := b.approval(id); ok {
		t.Fatal("the request is closed, and it is approved")
	}
	h.Set(func() { h.Pulls[0]["state"] = "open" })
	b.looks()
	if _, ok := b.approval(id); !ok {
		t.Error("bob approved what lies there, and it does not count")
	}
}

// An account that nobody accepted shows no second person, as with every other means. Once it is accepted, the review counts.
func TestAReviewCountsOnceItsAccountIsAccepted(t *testing.T) {
	t.Parallel()
	h, b, id, _, _ := reviewable(t)
	stub, err := b.Desk.Prepare(t.Context(), id, disclosure.Stub, "en")
	if err == nil {
		err = b.approves("bob", stub) // in Slack, so that account is his
	}
	if err != nil {
		t.Fatal(err)
	}
	h.AddReview(bobOnGitHub, "APPROVED")
	b.looks()
	b.looks()
	if _, ok := b.approval(id); ok || b.saidTimes(id, "is not accepted yet") != 1 {
		t.Fatalf("approved: %t, told %d times", ok, b.saidTimes(id, "is not accepted yet"))
	}
	b.accepts("bob", bobOnGitHub)
	b.looks()
	if k, ok := b.approval(id); !ok || k.By != "bob" {
		t.Errorf("%+v, %t", k, ok)
	}
}

// A webhook lets the reviews be read at once, in whatever order it comes, and is believed nothing.
func TestAWebhookAboutAReviewLetsItBeRead(t *testing.T) {
	t.Parallel()
	h, b, id, _, _ := reviewable(t, func(c *config.Config) { c.GitHub.WebhookSecret = config.NewSecret("a webhook secret") })
	says := func(action, state string) map[string]any {
		return map[string]any{
			"action": action, "review": map[string]any{"id": 1, "state": state, "commit_id": "x", "user": map[string]any{"id": bobOnGitHub, "type": "User"}},
			"pull_request": map[string]any{"number": 1}, "sender": map[string]any{"id": bobOnGitHub, "login": "bob-example"},
		}
	}
	b.deliversOf(siteserver.Name, "r1", "pull_request_review", says("submitted", "approved"))
	if _, ok := b.approval(id); ok {
		t.Fatal("a webhook is believed")
	}
	h.AddReview(bobOnGitHub, "APPROVED")
	b.deliversOf("team/other", "r2", "pull_request_review", says("submitted", "approved"))
	if _, ok := b.approval(id); ok {
		t.Fatal("one about another repository is a hint")
	}
	b.deliversOf(siteserver.Name, "r3", "pull_request_review", says("dismissed", "dismissed")) // an older one, that comes late
	b.deliversOf(siteserver.Name, "r4", "pull_request_review", says("submitted", "approved"))
	b.looks()
	if n := len(b.load(id).Approvals); n != 1 {
		t.Errorf("%d approvals", n)
	}
}

// Where others can read it, nothing goes there before two people approved it, and no review there counts.
func TestNothingIsReviewedWhereOthersRead(t *testing.T) {
	t.Parallel()
	for rule, repo := range map[string]map[string]any{
		"public": {"private": false}, "internal": {"private": true, "visibility": "internal"}, "not known": {"private": nil},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			h, b, id, _ := waitingPage(t)
			set := func(to map[string]any) {
				h.Set(func() {
					for k, v := range to {
						h.Repo[k] = v
					}
				})
			}
			set(repo)
			_, err := b.offersForReview("alice", id)
			refuses(t, err, fault.Refused, "nothing goes there before two people approved it")
			b.passesMinutes()
			if len(h.Said) != 0 {
				t.Fatalf("the site was told %v", h.Said)
			}
			// It changes after it was ordered.
			set(map[string]any{"private": true, "visibility": "private"})
			if _, err := b.offersForReview("alice", id); err != nil {
				t.Fatal(err)
			}
			set(repo)
			b.passesMinutes()
			if len(h.Said) != 0 {
				t.Fatalf("the site was told %v", h.Said)
			}
			// It changes once the page lies there.
			set(map[string]any{"private": true, "visibility": "private"})
			if _, err := b.offersForReview("alice", id); err != nil {
				t.Fatal(err)
			}
			b.passesMinutes()
			h.AddReview(bobOnGitHub, "APPROVED")
			set(repo)
			b.looks()
			b.looks()
			if _, ok := b.approval(id); ok || b.saidTimes(id, "No review there counts") != 1 {
				t.Errorf("approved: %t, told %d times", ok, b.saidTimes(id, "No review there counts"))
			}
		})
	}
}

// What was approved elsewhere is said in the request, too.
func TestARequestThatWaitsSaysThatItWasApprovedInSlack(t *testing.T) {
	t.Parallel()
	h, b, id, _, _ := reviewable(t)
	if err := b.approves("bob", b.prepare(id)); err != nil {
		t.Fatal(err)
	}
	b.looks()
	b.passesMinutes()
	if strings.HasPrefix(title(h), "Not approved") {
		t.Error(title(h))
	}
}

// A review that was dismissed after it was recorded lets no request say that it is approved.
func TestARequestIsNotMarkedOnceItsReviewWasDismissed(t *testing.T) {
	t.Parallel()
	h, b, id, _, _ := reviewable(t)
	h.AddReview(bobOnGitHub, "APPROVED")
	if _, err := b.Poll(t.Context(), "github"); err != nil { // the edit is ordered, and not done yet
		t.Fatal(err)
	}
	if _, ok := b.approval(id); !ok {
		t.Fatal("it is not approved")
	}
	h.Set(func() { h.Reviews[0]["state"] = "DISMISSED" })
	b.passesMinutes()
	b.looks()
	b.passesMinutes()
	if !strings.HasPrefix(title(h), "Not approved yet: ") || b.saidTimes(id, "does not stand any more") != 1 {
		t.Errorf("%s; told %d times", title(h), b.saidTimes(id, "does not stand any more"))
	}
	h.AddReview(bobOnGitHub, "APPROVED")
	b.clock.pass(time.Hour)
	b.looks()
	b.passesMinutes()
	if strings.HasPrefix(title(h), "Not approved") {
		t.Error(title(h))
	}
}

// Somebody merged it before anybody approved it: that is told, and the page counts as published by nothing.
func TestAMergeBeforeTheApprovalIsTold(t *testing.T) {
	t.Parallel()
	h, b, id, branch, page := reviewable(t)
	merges(h, branch)
	page.Store(h.Files(branch)["index.html"])
	for range 3 {
		_, _ = b.Poll(t.Context(), "github")
		b.drain()
	}
	if n := b.saidTimes(id, "merged before it was approved"); n != 1 {
		t.Errorf("told %d times", n)
	}
	if _, _, p := b.landings(id); p != 0 || b.load(id).Publication == disclosure.PublicationFull {
		t.Error("it counts as published")
	}
}

// Until somebody approved it, what leaves is what leaves afterwards: files and names.
func TestARequestForAReviewLeaksNothingOfTheCase(t *testing.T) {
	t.Parallel()
	h, _, _, _, _ := reviewable(t)
	for _, said := range h.Said {
		if strings.Contains(said, `"encoding":"base64"`) {
			continue
		}
		for _, secret := range []string{bucketHost, "example-bucket", "@", "bob", "alice", "unused"} {
			if strings.Contains(said, secret) {
				t.Errorf("%s left with %s", secret, said)
			}
		}
	}
	if !slices.ContainsFunc(h.Said, func(s string) bool { return strings.Contains(s, "do not merge") }) {
		t.Error("nothing says that it is not approved")
	}
}

// A request that was closed may be opened again for a while. After that nobody asks any more, until a person does.
func TestAPullRequestIsNotLookedAtForEver(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for rule, c := range map[string]struct {
		passed time.Duration
		seen   int
	}{"closed lately": {29 * day, 1}, "closed a month ago": {30 * day, 0}} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			h, b, id, branch, _ := offeredPage(t)
			h.Set(func() { h.Pulls[0]["state"], h.Pulls[0]["closed_at"] = "closed", b.clock.Now().Format(time.RFC3339) })
			b.clock.pass(c.passed)
			poll := func() {
				if _, err := b.Poll(t.Context(), "github"); err != nil {
					t.Fatal(err)
				}
			}
			poll()
			merges(h, branch)
			poll()
			if m, _, _ := b.landings(id); m != c.seen {
				t.Errorf("%d merges", m)
			}
			if o, err := b.offers("alice", id); err == nil && o.Job.Key != "" && !o.Merged {
				t.Error("a person asks, and is not told")
			}
		})
	}
}
