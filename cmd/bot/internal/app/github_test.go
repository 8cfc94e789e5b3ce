package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

const trackingRepo = "team/nextmotion"

// tracker is the part of GitHub that these tests meet.
type tracker struct {
	*httptest.Server
	mu       sync.Mutex
	public   bool
	issues   []map[string]any
	comments []string         // of ours
	said     []map[string]any // comments of others
}

func newTracker(t *testing.T) *tracker {
	t.Helper()
	h := &tracker{}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

func (h *tracker) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	bot := map[string]any{"id": 42, "login": "daylight-bot", "type": "User"}
	answer := func(code int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(v)
	}
	switch rest := strings.TrimPrefix(r.URL.Path, "/repos/"+trackingRepo); {
	case r.URL.Path == "/user":
		answer(200, bot)
	case rest == "":
		visibility := "private"
		if h.public {
			visibility = "public"
		}
		answer(200, map[string]any{"id": 7, "full_name": trackingRepo, "private": !h.public, "visibility": visibility, "archived": false, "has_issues": true})
	case rest == "/issues" && r.Method == http.MethodGet:
		answer(200, h.issues)
	case rest == "/issues/1/comments" && r.Method == http.MethodGet:
		answer(200, h.said)
	case rest == "/issues" && r.Method == http.MethodPost:
		h.issues = append(h.issues, map[string]any{"number": len(h.issues) + 1, "state": "open", "title": body["title"], "body": body["body"], "user": bot})
		answer(201, h.issues[len(h.issues)-1])
	case strings.HasSuffix(rest, "/comments") && r.Method == http.MethodPost:
		h.comments = append(h.comments, fmt.Sprint(body["body"]))
		answer(201, map[string]any{"id": 900 + len(h.comments), "user": bot, "body": body["body"]})
	case strings.Contains(rest, "/labels"), strings.HasSuffix(rest, "/reactions"):
		answer(200, []any{})
	case strings.HasSuffix(rest, "/comments"):
		list := []map[string]any{}
		for i, text := range h.comments {
			list = append(list, map[string]any{"id": 901 + i, "user": bot, "body": text})
		}
		answer(200, list)
	case strings.HasPrefix(rest, "/issues/comments/") && r.Method == http.MethodPatch:
		var n int
		if _, err := fmt.Sscanf(rest, "/issues/comments/%d", &n); err == nil && n > 900 && n <= 900+len(h.comments) {
			h.comments[n-901] = fmt.Sprint(body["body"])
		}
		answer(200, map[string]any{"id": n, "user": bot, "body": body["body"]})
	case rest == "/issues/1" && len(h.issues) > 0:
		i := h.issues[0]
		if r.Method == http.MethodPatch {
			i["state"] = body["state"]
		}
		answer(200, i)
	default:
		answer(404, map[string]any{"message": "Not Found"})
	}
}

// count counts the issues and the words in them; the comment that shows how a report stands notifies nobody once it is there.
func (h *tracker) count() (issues, words int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, text := range h.comments {
		if _, footer, ok := strings.Cut(text, "<sub>"); ok && strings.Contains(footer, "Daylight") { // in the language of the issue
			words++
		}
	}
	return len(h.issues), words
}

// withTracker is a bot that writes to one repository of the team.
func withTracker(h *tracker, repo config.Repository) func(*config.Config, *app.Options) {
	return func(c *config.Config, o *app.Options) {
		repo.Name = trackingRepo
		c.GitHub.BaseURL, c.GitHub.Token, c.GitHub.WebhookSecret = h.URL, config.NewSecret("unused"), config.NewSecret("a webhook secret")
		c.GitHub.Repositories = []config.Repository{repo}
		o.Timing.WriteGap = 1
	}
}

// delivers posts a signed webhook to the bot, and lets the bot read it.
func (b *bench) delivers(id, event string, body map[string]any) {
	b.t.Helper()
	b.deliversOf(trackingRepo, id, event, body)
}

// deliversOf is [bench.delivers] about another repository.
func (b *bench) deliversOf(repo, id, event string, body map[string]any) {
	b.t.Helper()
	body["repository"] = map[string]any{"id": 7, "full_name": repo, "private": true}
	if body["action"] == "publicized" {
		body["repository"].(map[string]any)["private"] = false
	}
	raw, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte("a webhook secret"))
	mac.Write(raw)
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/webhooks/github", strings.NewReader(string(raw)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-GitHub-Delivery", id)
	r.Header.Set("X-GitHub-Event", event)
	r.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	w := httptest.NewRecorder()
	b.Hooks()["github"].ServeHTTP(w, r)
	if w.Code != http.StatusAccepted {
		b.t.Fatalf("the delivery was answered %d: %s", w.Code, w.Body)
	}
	b.drain()
}

// issueContact adds the repository as a contact of a party.
func (b *bench) issueContact(id disclosure.CaseID, role disclosure.Role, name string) string {
	b.t.Helper()
	c := b.do("alice", id, record.AddContact{Contact: disclosure.Contact{Role: role, Name: name, Channel: disclosure.Issue, Address: trackingRepo}})
	return c.Contacts[len(c.Contacts)-1].ID
}

// reported opens an issue for the case.
func (b *bench) reported(id disclosure.CaseID) {
	b.t.Helper()
	k := b.issueContact(id, disclosure.Vendor, "NextMotion")
	d, _, err := b.Desk.NewDraftBecause(b.t.Context(), b.who("alice"), id, disclosure.FirstContact, k, "", unasked)
	if err != nil {
		b.t.Fatal(err)
	}
	b.send(id, d)
	if c := b.load(id); len(c.Issues) != 1 {
		b.t.Fatalf("no issue: %+v", c.Messages)
	}
}

// standingOf is what must not move by what nobody is known to have said.
func (b *bench) standingOf(id disclosure.CaseID) []any {
	b.t.Helper()
	c := b.load(id)
	var outside []string
	for _, j := range b.jobs(ledger.JobFilter{Case: id, Limit: 1000}) {
		if j.Task() != "notice" && j.Queue != ledger.QueueInbound {
			outside = append(outside, j.Key)
		}
	}
	events, err := b.Desk.Events(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	var public []int
	for _, e := range events {
		if e.Visibility == disclosure.Public {
			public = append(public, e.Seq)
		}
	}
	return []any{c.Dialogue, c.Answered, c.Claims, c.Clocks, c.ClockEvents, c.Assets, c.Messages, c.Issues, outside, public}
}

func TestASecondPartyIsRefusedWhereTheFirstOneReads(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, withTracker(h, config.Repository{}))
	second := b.record(func(f *disclosure.Facts) {
		f.Title, f.Parties = "Another", []disclosure.Party{{Role: disclosure.Vendor, Name: "Other"}, {Role: disclosure.Provider, Name: "AWS"}}
	})
	k := b.issueContact(second, disclosure.Vendor, "Other")
	// Both are approved before either is sent: whoever is sent first binds the repository.
	late, _, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), second, disclosure.FirstContact, k, "", unasked)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Desk.ApproveDraft(t.Context(), b.who("bob"), second, late.ID, 0); err != nil {
		t.Fatal(err)
	}
	first := b.record(nil)
	b.reported(first)

	_, err = b.Desk.SendDraft(t.Context(), b.who("bob"), second, late.ID)
	refuses(t, err, fault.Refused, "belongs to the vendor nextmotion")
	_, _, err = b.Desk.NewDraft(t.Context(), b.who("alice"), second, disclosure.FollowUp, k, "")
	refuses(t, err, fault.Refused, "belongs to")
	provider := b.issueContact(second, disclosure.Provider, "AWS")
	_, _, err = b.Desk.NewDraft(t.Context(), b.who("alice"), second, disclosure.ProviderNotice, provider, "")
	refuses(t, err, fault.Refused, "belongs to")
	_, err = b.Desk.EditDraft(t.Context(), b.who("alice"), second, late.ID, "new", "text")
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Desk.ApproveDraft(t.Context(), b.who("bob"), second, late.ID, 0)
	refuses(t, err, fault.Refused, "belongs to")
	// Another process and a restart know it.
	_, _, err = b.another().Desk.NewDraft(t.Context(), b.who("alice"), second, disclosure.FollowUp, k, "")
	refuses(t, err, fault.Refused, "belongs to")
	b.drain()
	if n, _ := h.count(); n != 1 {
		t.Errorf("%d issues were written", n)
	}
}

func TestWhatAStrangerWritesMovesNothingAndWaitsForAPerson(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, withTracker(h, config.Repository{VendorLogins: []string{"vendor-dev"}}))
	id := b.record(nil)
	b.reported(id)
	before := b.standingOf(id)
	_, said := h.count()
	stranger := map[string]any{"id": 66, "login": "passer-by", "type": "User"}
	issue := map[string]any{"number": 1, "user": map[string]any{"id": 42, "login": "daylight-bot"}}
	for n, text := range []string{"We look into it.", "/fixed", "/ack", "/dispute", "/help", "STOP"} {
		b.delivers(fmt.Sprintf("s%d", n), "issue_comment", map[string]any{
			"action": "created", "sender": stranger, "issue": issue, "comment": map[string]any{
				"id": 100 + n, "user": stranger, "author_association": "NONE", "body": text, "created_at": "2020-01-27T08:59:00Z", "updated_at": "2020-01-27T08:59:00Z",
			},
		})
		if after := b.standingOf(id); !reflect.DeepEqual(before, after) {
			t.Errorf("%q moved something:\n%+v\n%+v", text, before, after)
		}
	}
	if _, now := h.count(); now != said {
		t.Errorf("we wrote %d comments to a stranger", now-said)
	}
	waiting, err := b.Desk.Inbox(t.Context(), false)
	if err != nil || len(waiting) != 6 || waiting[0].Case != id {
		t.Fatalf("%+v, %v", waiting, err)
	}
	in, raw, err := b.Desk.Inbound(t.Context(), waiting[1].ID)
	if h := b.Desk.InboundHint(in, raw); err != nil || h.Args["login"] != "passer-by" || h.Args["place"] != trackingRepo {
		t.Errorf("hint %+v, %v", h, err)
	}
	// A person says that it was the vendor's word after all.
	c, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), in.ID, id, disclosure.KindReplied, disclosure.Vendor)
	if err != nil || len(c.Answered) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	// The one who is listed speaks for the vendor.
	dev := map[string]any{"id": 77, "login": "vendor-dev", "type": "User"}
	b.delivers("v1", "issue_comment", map[string]any{"action": "created", "sender": dev, "issue": issue, "comment": map[string]any{
		"id": 200, "user": dev, "author_association": "NONE", "body": "/fixed", "created_at": "2020-01-27T08:59:00Z", "updated_at": "2020-01-27T08:59:00Z",
	}})
	if c := b.load(id); len(c.Claims) != 1 {
		t.Errorf("the claim of the vendor: %+v", c.Claims)
	}
	_, said = h.count()
	b.delivers("v2", "issue_comment", map[string]any{"action": "created", "sender": dev, "issue": issue, "comment": map[string]any{
		"id": 201, "user": dev, "author_association": "NONE", "body": "STOP", "created_at": "2020-01-27T08:59:30Z", "updated_at": "2020-01-27T08:59:30Z",
	}})
	if _, now := h.count(); !b.load(id).Assets[0].Stopped || now != said+1 {
		t.Errorf("a request to stop got %d comments, and stopped is %v", now-said, b.load(id).Assets[0].Stopped)
	}
}

func TestARepositoryThatTurnsPublicFreezesWhatIsQueuedAndTellsTheTeam(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, withTracker(h, config.Repository{VendorLogins: []string{"vendor-dev"}}))
	id := b.record(nil)
	b.reported(id)
	k := b.load(id).Contacts[0].ID
	d, _, err := b.Desk.WriteDraft(t.Context(), b.who("alice"), id, disclosure.Draft{
		Template: disclosure.FollowUp, Contact: k, Lang: "en", Subject: "More",
	}, "There is more to say.")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, 0); err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	h.public = true
	h.mu.Unlock()
	if _, err := b.Desk.SendDraft(t.Context(), b.who("bob"), id, d.ID); err != nil {
		t.Fatal(err)
	}
	b.delivers("p1", "repository", map[string]any{"action": "publicized", "sender": map[string]any{"id": 3, "login": "admin"}})
	c := b.load(id)
	if m := c.Messages[1]; m.State != disclosure.MessageCancelled {
		t.Errorf("the message that waited is %s", m.State)
	}
	if n, _ := h.count(); n != 1 {
		t.Errorf("%d issues", n)
	}
	events, err := b.Desk.Events(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, e := range events {
		if e.Kind == disclosure.KindReadersChanged {
			told++
		}
	}
	urgent := 0
	for _, j := range b.jobs(ledger.JobFilter{Case: id, Limit: 1000}) {
		if j.Task() == "notice" && strings.Contains(j.Args(), `"urgent":true`) {
			urgent++
		}
	}
	if told == 0 || urgent < 3 {
		t.Errorf("%d events, %d notices", told, urgent)
	}
	waiting, err := b.Desk.Inbox(t.Context(), false)
	if err != nil || len(waiting) == 0 {
		t.Errorf("nothing waits for a person: %v", err)
	}
}

func TestAnIssueThatAStrangerClosesIsNotLeftWithoutAWord(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, withTracker(h, config.Repository{VendorLogins: []string{"vendor-dev"}}))
	id := b.record(nil)
	b.reported(id)
	closes := func(delivery string, state string) {
		stranger := map[string]any{"id": 66, "login": "passer-by", "type": "User"}
		h.mu.Lock()
		if state != "" {
			h.issues[0]["state"] = state
		}
		if state == "closed" {
			h.issues[0]["closed_at"], h.issues[0]["closed_by"] = "2020-01-27T08:59:30Z", stranger
		}
		h.mu.Unlock()
		b.delivers(delivery, "issues", map[string]any{"action": "closed", "sender": stranger, "issue": map[string]any{
			"number": 1, "user": map[string]any{"id": 42, "login": "daylight-bot"}, "updated_at": "2020-01-27T08:59:" + delivery + "Z",
		}})
	}
	closes("10", "open")
	if _, said := h.count(); said != 0 || len(b.load(id).Claims) != 0 {
		t.Errorf("a closing of an open issue led to %d words", said)
	}
	closes("30", "closed")
	closes("31", "")
	h.mu.Lock()
	state := h.issues[0]["state"]
	h.mu.Unlock()
	if _, said := h.count(); said != 1 || state != "open" || len(b.load(id).Claims) != 0 {
		t.Errorf("%d words, the issue is %s, %d claims", said, state, len(b.load(id).Claims))
	}
}

// TestTheDatesOfAnIssueAreThoseOfThePolicy compares each day in the text, and the next one in the comment below it, with what the policy
// says of the case once the message has left.
func TestTheDatesOfAnIssueAreThoseOfThePolicy(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, withTracker(h, config.Repository{}))
	id := b.record(nil)
	d, _, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, b.issueContact(id, disclosure.Vendor, "NextMotion"), "en", unasked)
	if err != nil {
		t.Fatal(err)
	}
	b.send(id, d)
	b.drain()
	today := b.Desk.Today()
	x, err := b.Desk.Explain(t.Context(), id, nil, desk.WhatIf{})
	if err != nil {
		t.Fatal(err)
	}
	first := map[disclosure.DueKind]civil.Date{}
	for _, k := range clock.CurrentClocks(x.Clocks) {
		if on := k.Due.First(); k.Runs() && !k.Due.IsZero() && on.After(today) && (first[k.What].IsZero() || on.Before(first[k.What])) {
			first[k.What] = on
		}
	}
	want := slices.SortedFunc(maps.Values(first), civil.Date.Compare)
	var said []civil.Date
	for _, m := range regexp.MustCompile(`(?m)^- \*\*(?:In (\w+) days?|(\d+ \w+ \d{4}))\*\*: `).FindAllStringSubmatch(fmt.Sprint(h.issues[0]["body"]), -1) {
		if m[1] == "one" {
			m[1] = "1"
		}
		if n, err := strconv.Atoi(m[1]); err == nil {
			said = append(said, today.AddDays(n))
			continue
		}
		on, err := time.Parse("2 January 2006", m[2])
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, civil.DateOf(on))
	}
	if len(want) < 4 || !slices.Equal(said, want) {
		t.Errorf("the issue says %v, and the policy %v:\n%s", said, want, h.issues[0]["body"])
	}
	if len(h.comments) != 1 {
		t.Fatalf("comments: %q", h.comments)
	}
	next := time.Date(want[0].Year, want[0].Month, want[0].Day, 0, 0, 0, 0, time.UTC).Format("2 January 2006")
	if !strings.Contains(h.comments[0], "| **Next date** | "+next+": ") {
		t.Errorf("the next date is %s, and the comment says\n%s", next, h.comments[0])
	}
}
