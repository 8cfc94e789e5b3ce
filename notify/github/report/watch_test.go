package report

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/notify/github/reportserver"
)

// filed is a report on a server, and the case that has it.
func filed(t *testing.T) (*reportserver.Server, *memory, *Channel) {
	t.Helper()
	h, m := reportserver.New(t), newMemory()
	h.Now = func() time.Time { return start }
	c, out := channelOn(t, h.URL, m), outgoing(t)
	d := c.Send(t.Context(), out, always)
	if d.Kind != ledger.Sent {
		t.Fatalf("%+v", d)
	}
	message := out.Message
	message.State = disclosure.MessageSent
	m.kase = &disclosure.Case{ID: "DL-2020-0001", Messages: []disclosure.Message{message}}
	m.refs = []ledger.Ref{Row("DL-2020-0001", d.Ref)}
	return h, m, c
}

// What maintainers do with a report is news. Only that they accepted it is an answer, and none of it is a claim that something is closed.
func TestWhatBecomesOfAReport(t *testing.T) {
	for _, tt := range []struct {
		state string
		kind  disclosure.Kind
		says  string
	}{
		{"draft", disclosure.KindReplied, "They accepted the private report"},
		{"closed", disclosure.KindUnclear, "nothing is closed by it"},
		{"published", disclosure.KindUnclear, "everybody reads it now"},
		{"something\u202e new", disclosure.KindUnclear, "look at its page"},
	} {
		t.Run(tt.state, func(t *testing.T) {
			h, m, c := filed(t)
			if n, err := c.Poll(t.Context()); n != 0 || err != nil || len(m.kept) != 0 {
				t.Fatalf("nothing happened, and %d came in, %v", n, err)
			}
			h.Move(0, tt.state)
			for range 3 {
				if _, err := c.Poll(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if len(m.kept) != 1 {
				t.Fatalf("%d items came in", len(m.kept))
			}
			in := m.kept[0]
			in.ID = 7
			got, err := c.Understand(t.Context(), in, m.items[in.Key])
			if err != nil || got.Command == nil || got.Case != "DL-2020-0001" || got.Inbox.State != ledger.InboundMatched {
				t.Fatalf("%+v, %v", got, err)
			}
			if got.Command.Kind != tt.kind || !strings.Contains(got.Command.Says, tt.says) || got.Command.Text != "" || got.Command.Name != "Acme" || got.Command.Channel != disclosure.Report {
				t.Errorf("%+v", got.Command)
			}
			if strings.ContainsRune(got.Command.Says, '\u202e') {
				t.Errorf("what GitHub says comes through as it is: %q", got.Command.Says)
			}
			if text, ref, _, ok := Show(m.items[in.Key]); !ok || !strings.Contains(text, tt.says) || ref != "acme/app/GHSA-test-0000-0001" {
				t.Errorf("it is shown as %q, %q", text, ref)
			}
		})
	}
}

func TestAReportThatIsAcceptedAndThenPublishedIsTwoPiecesOfNews(t *testing.T) {
	h, m, c := filed(t)
	for _, state := range []string{"draft", "published"} {
		h.Move(0, state)
		if n, err := c.Poll(t.Context()); n != 1 || err != nil {
			t.Errorf("%s: %d, %v", state, n, err)
		}
	}
	in := m.kept[1]
	if got, err := c.Understand(t.Context(), in, m.items[in.Key]); err != nil || got.Command.Kind != disclosure.KindUnclear {
		t.Errorf("%+v, %v", got.Command, err)
	}
}

// A look that fails is no news, and the same look succeeds later.
func TestALookThatFailsIsNoNews(t *testing.T) {
	const at = "GET /repos/acme/app/security-advisories/GHSA-test-0000-0001"
	for _, tt := range []struct {
		name   string
		status int
		items  int
		fails  bool
	}{
		{"GitHub fails", http.StatusInternalServerError, 0, true},
		{"slow down", http.StatusTooManyRequests, 0, true},
		{"the token is refused", http.StatusUnauthorized, 0, true},
		{"it is not shown any more", http.StatusNotFound, 1, false},
		{"it is not for us any more", http.StatusForbidden, 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, m, c := filed(t)
			h.Set(func() { h.Status[at] = tt.status })
			for range 2 {
				if _, err := c.Poll(t.Context()); (err != nil) != tt.fails {
					t.Errorf("%v", err)
				}
			}
			if len(m.kept) != tt.items {
				t.Errorf("%d items came in", len(m.kept))
			}
			for _, in := range m.kept {
				if got, err := c.Understand(t.Context(), in, m.items[in.Key]); err != nil || got.Command.Kind != disclosure.KindUnclear || !strings.Contains(got.Command.Says, "not shown to us") {
					t.Errorf("%+v, %v", got.Command, err)
				}
			}
		})
	}
}

// What was decided is looked at for thirty days more, and what lies open until nothing happened in its case for ninety.
func TestAReportIsNotLookedAtForEver(t *testing.T) {
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name    string
		state   string // "" leaves it as it was filed
		status  int
		work    disclosure.Work
		passed  time.Duration
		another string // the state in which it is then
		seen    bool
	}{
		{"it lies open, in a case on which somebody works", "", 0, disclosure.WorkActive, 400 * day, "draft", true},
		{"it was closed a month ago", "closed", 0, disclosure.WorkActive, 30 * day, "draft", false},
		{"it was closed lately", "closed", 0, disclosure.WorkActive, 29 * day, "draft", true},
		{"it was published a month ago", "published", 0, disclosure.WorkActive, 30 * day, "closed", false},
		{"it was accepted long ago, in a case on which somebody works", "draft", 0, disclosure.WorkActive, 400 * day, "published", true},
		{"it is not shown any more, since a month", "", http.StatusNotFound, disclosure.WorkActive, 30 * day, "draft", false},
		{"it lies open, and the case is over since 90 days", "", 0, disclosure.WorkClosed, 90 * day, "draft", false},
		{"it lies open, and the case is over since 89 days", "", 0, disclosure.WorkClosed, 89 * day, "draft", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, m, c := filed(t)
			at := start
			c.clock = func() time.Time { return at }
			m.kase.Work, m.kase.UpdatedAt = tt.work, start
			if tt.state != "" {
				h.Move(0, tt.state)
			}
			where := "GET /repos/acme/app/security-advisories/GHSA-test-0000-0001"
			h.Set(func() { h.Status[where] = tt.status })
			for range 2 {
				if _, err := c.Poll(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			before := len(m.kept)
			at = at.Add(tt.passed)
			h.Set(func() { h.Status[where] = 0 })
			h.Move(0, tt.another)
			if n, err := c.Poll(t.Context()); err != nil || (n == 1) != tt.seen || (len(m.kept) > before) != tt.seen {
				t.Errorf("%d came in, %v", n, err)
			}
		})
	}
}

func TestAChangeThatCannotBeReadOrHasNoMessageWaits(t *testing.T) {
	h, m, c := filed(t)
	h.Move(0, "draft")
	if _, err := c.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	in := m.kept[0]
	if got, err := c.Understand(t.Context(), in, []byte("{")); err != nil || got.Inbox.State != ledger.InboundFailed || got.Command != nil {
		t.Errorf("%+v, %v", got, err)
	}
	m.kase.Messages = nil
	if got, err := c.Understand(t.Context(), in, m.items[in.Key]); err != nil || got.Inbox.State != ledger.InboundWaiting || got.Command != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzUnderstand(f *testing.F) {
	f.Add([]byte(`{"case":"DL-2020-0001","ref":"acme/app/GHSA-test-0000-0001","before":"triage","state":"draft","at":"2026-01-27T09:00:00Z"}`))
	f.Add([]byte(`{"case":"x","state":"closed"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := newMemory()
		m.kase = &disclosure.Case{ID: "DL-2020-0001", Messages: []disclosure.Message{{ID: "a", To: reportserver.Name, Channel: disclosure.Report, State: disclosure.MessageSent}}}
		c := &Channel{clock: func() time.Time { return start }, ports: m.ports()}
		got, err := c.Understand(t.Context(), ledger.Inbound{ID: 1, Received: start}, raw)
		if err != nil {
			t.Fatal(err)
		}
		if got.Command != nil && (got.Command.Kind != disclosure.KindReplied && got.Command.Kind != disclosure.KindUnclear) {
			t.Errorf("a report makes %s", got.Command.Kind)
		}
		Show(raw)
	})
}
