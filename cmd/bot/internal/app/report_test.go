package app_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/notify/github/reportserver"
)

// withReports is a bot that files private reports.
func withReports(h *reportserver.Server) func(*config.Config, *app.Options) {
	return func(c *config.Config, _ *app.Options) {
		c.GitHub.BaseURL, c.GitHub.Reports.Token = h.URL, config.NewSecret("unused")
	}
}

// reportContact adds the repository as a contact that takes private reports.
func (b *bench) reportContact(id disclosure.CaseID) string {
	b.t.Helper()
	c := b.do("alice", id, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Report, Address: reportserver.Name}})
	return c.Contacts[len(c.Contacts)-1].ID
}

// last is the newest event of a case, besides the dates that follow from it.
func (b *bench) last(id disclosure.CaseID) disclosure.Event {
	b.t.Helper()
	all := slices.DeleteFunc(b.events(id), func(e disclosure.Event) bool { return e.Kind == disclosure.KindDeadlineSet })
	return all[len(all)-1]
}

// A finding leaves as a private report like an issue does: drafted, approved, sent once; what becomes of it is news, and no proof.
func TestAFindingLeavesAsAPrivateReport(t *testing.T) {
	t.Parallel()
	h := reportserver.New(t)
	b := newBench(t, withReports(h))
	h.Now = b.clock.Now
	id := b.record(nil)
	k := b.reportContact(id)
	_, _, err := b.Desk.NewDraft(t.Context(), b.who("alice"), id, disclosure.FollowUp, k, "")
	refuses(t, err, fault.Refused, "takes a first contact and nothing after it")
	d, body, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, k, "en", unasked)
	if err != nil || strings.Contains(body, "`/") || !strings.Contains(body, "This is a private report") {
		t.Fatalf("%v\n%s", err, body)
	}
	b.send(id, d)
	if len(h.Reports) != 1 || !strings.Contains(h.Reports[0]["description"].(string), "This is a private report") {
		t.Fatalf("%d reports: %v", len(h.Reports), h.Reports)
	}
	contacted := b.last(id)
	if c := b.load(id); contacted.Kind != disclosure.KindContacted || contacted.Text != "first contact as a private report" || contacted.Ref != "acme/app/GHSA-test-0000-0001" || len(c.Issues) != 0 || c.Messages[0].State != disclosure.MessageSent {
		t.Errorf("%+v, %+v", contacted, c.Messages)
	}
	_, _, err = b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, k, "en", unasked)
	refuses(t, err, fault.Refused, "already has a first contact")

	before := b.load(id)
	look := func(state string) disclosure.Event {
		t.Helper()
		b.clock.pass(time.Hour)
		h.Move(0, state)
		if n, err := b.Poll(t.Context(), "reports"); n != 1 || err != nil {
			t.Fatalf("%s: %d, %v", state, n, err)
		}
		b.drain()
		return b.last(id)
	}
	if e := look("draft"); e.Kind != disclosure.KindAcknowledged || !strings.Contains(e.Detail.Reason, "They accepted the private report") || e.Text != "" {
		t.Errorf("accepted: %+v", e)
	}
	for _, state := range []string{"published", "closed"} {
		if e := look(state); e.Kind != disclosure.KindUnclear || !strings.Contains(e.Detail.Reason, "othing is closed by it") {
			t.Errorf("%s: %+v", state, e)
		}
	}
	if after := b.load(id); len(after.Claims) != 0 || !reflect.DeepEqual(before.Assets, after.Assets) || after.Publication != before.Publication {
		t.Errorf("what they did with the report moved an asset: %+v", after.Assets)
	}
}

// Where reports are switched off, nothing is approved to leave by them, and nothing leaves that was approved before.
func TestAReportThatIsSwitchedOffIsRefusedWithTheNextWay(t *testing.T) {
	t.Parallel()
	h := reportserver.New(t)
	h.Policy = "Write to security@acme.example"
	b := newBench(t, withReports(h))
	id := b.record(nil)
	d, _, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, b.reportContact(id), "en", unasked)
	if err != nil {
		t.Fatal(err)
	}
	h.Set(func() { h.Enabled = false })
	_, err = b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, 0)
	refuses(t, err, fault.Refused, "switched off in acme/app; the next way is security@acme.example")
	h.Set(func() { h.Enabled = true })
	if _, err = b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, err = b.Desk.SendDraft(t.Context(), b.who("bob"), id, d.ID); err != nil {
		t.Fatal(err)
	}
	h.Set(func() { h.Enabled = false })
	b.drain()
	e := b.last(id)
	if len(h.Reports) != 0 || e.Kind != disclosure.KindMessageCancelled || !strings.Contains(e.Text, "security@acme.example") {
		t.Errorf("%+v, %d reports", e, len(h.Reports))
	}
}

// There is no project that takes reports of rehearsals, so nothing of a rehearsal is reported, and nothing else while it lasts.
func TestNothingIsReportedInARehearsal(t *testing.T) {
	t.Parallel()
	h := reportserver.New(t)
	b := newBench(t, func(c *config.Config, o *app.Options) {
		withReports(h)(c, o)
		c.GitHub.Mode = "rehearse"
	})
	id := b.record(nil)
	_, _, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, b.reportContact(id), "en", unasked)
	refuses(t, err, fault.Refused, "nothing says where a rehearsal goes by report")
	b.drain()
	for _, a := range h.Asked {
		if strings.HasPrefix(a, http.MethodPost) {
			t.Errorf("something left: %s", a)
		}
	}
}

// An answer that is lost leaves one report, and the message arrived.
func TestAReportWhoseAnswerIsLostIsThereOnce(t *testing.T) {
	t.Parallel()
	h := reportserver.New(t)
	lose := true
	serve := h.Config.Handler
	h.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lose && r.Method == http.MethodPost {
			lose = false
			serve.ServeHTTP(&nowhere{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		}
		serve.ServeHTTP(w, r)
	})
	b := newBench(t, withReports(h))
	id := b.record(nil)
	d, _, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, b.reportContact(id), "en", unasked)
	if err != nil {
		t.Fatal(err)
	}
	b.send(id, d)
	b.passesMinutes()
	if c := b.load(id); len(h.Reports) != 1 || c.Messages[0].State != disclosure.MessageSent || !strings.Contains(c.Messages[0].Receipt, "found acme/app/GHSA-") {
		t.Errorf("%d reports, %+v", len(h.Reports), c.Messages)
	}
}

// nowhere is where a lost answer goes.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n *nowhere) WriteHeader(int)             {}
