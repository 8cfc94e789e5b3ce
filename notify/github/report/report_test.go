package report

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/statement"
	"daylight/notify/github"
	"daylight/notify/github/reportserver"
	"daylight/notify/notifytest"
)

var start = time.Date(2026, time.January, 27, 9, 0, 0, 0, time.UTC)

// memory is the store.
type memory struct {
	cursors map[string]string
	items   map[string][]byte
	kept    []ledger.Inbound
	refs    []ledger.Ref
	kase    *disclosure.Case
	down    bool
}

func newMemory() *memory { return &memory{cursors: map[string]string{}, items: map[string][]byte{}} }

func (m *memory) ports() Ports { return Ports{Inbox: m, Cursors: m, Refs: m, Cases: m} }

func (m *memory) Cursor(_ context.Context, name string) (string, error) {
	if m.down {
		return "", errors.New("down")
	}
	return m.cursors[name], nil
}

func (m *memory) SetCursor(_ context.Context, name, value string) error {
	if m.down {
		return errors.New("down")
	}
	m.cursors[name] = value
	return nil
}

func (m *memory) FindRefs(_ context.Context, owner, prefix string) ([]ledger.Ref, error) {
	return slices.DeleteFunc(slices.Clone(m.refs), func(r ledger.Ref) bool { return r.Owner != owner || !strings.HasPrefix(r.Name, prefix) }), nil
}

func (m *memory) Load(context.Context, disclosure.CaseID) (*disclosure.Case, error) {
	if m.kase == nil {
		return nil, fault.Errorf(fault.NotFound, "no case")
	}
	return m.kase, nil
}

func (m *memory) Receive(_ context.Context, in ledger.Inbound, raw disclosure.Blob, _ ledger.Job) (int64, bool, error) {
	if _, there := m.items[in.Key]; there {
		return 0, false, nil
	}
	m.items[in.Key] = raw.Plain
	m.kept = append(m.kept, in)
	return int64(len(m.kept)), true, nil
}

func channelOn(t testing.TB, base string, m *memory) *Channel {
	t.Helper()
	hub, err := github.NewAsker(github.Options{
		BaseURL: base, Token: github.NewSecret("very-secret-token"), Clock: func() time.Time { return start }, Timeout: time.Second,
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: (&net.Dialer{}).DialContext},
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(hub, func() time.Time { return start }, m.ports())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func outgoing(t testing.TB) ledger.Outgoing {
	t.Helper()
	id, to, raw, err := Compose(reportserver.Name, "S3 bucket of Acme is open to the public [DL-2020-0001]", "Everybody can list & read it.", "high", nil)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Outgoing{Case: "DL-2020-0001", Bytes: raw, Message: disclosure.Message{
		Key: "DL-2020-0001/first_contact/C1/1", ID: id, To: to, Channel: disclosure.Report, Role: disclosure.Vendor, Name: "Acme",
	}}
}

func always(context.Context, string) error { return nil }

// filing is a report that is filed once.
type filing struct {
	c   *Channel
	out ledger.Outgoing
}

func (f filing) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return f.c.Send(ctx, f.out, mark)
}
func (f filing) Find(ctx context.Context) ledger.Delivery { return f.c.Find(ctx, f.out) }

func TestAReportIsFiledOnce(t *testing.T) {
	notifytest.Run(t, func(t *testing.T) notifytest.Place {
		h := reportserver.New(t)
		tap := notifytest.NewTap(t, h.URL)
		tap.Writes = func(r *http.Request) bool { return r.Method == http.MethodPost }
		tap.Looks = func(r *http.Request) bool {
			return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/security-advisories")
		}
		tap.Empty = "[]"
		c, out := channelOn(t, tap.URL, newMemory()), outgoing(t)
		return notifytest.Place{
			Fail: tap.Fail, Hide: tap.Hide, Blind: tap.Blind, Sees: true, Proves: true,
			Effect: func() outbound.Effect { return filing{c, out} },
			Copies: func() (n int) { h.Set(func() { n = len(h.Reports) }); return n },
		}
	})
}

func TestWhatWasApprovedIsWhatIsFiled(t *testing.T) {
	h := reportserver.New(t)
	d := channelOn(t, h.URL, newMemory()).Send(t.Context(), outgoing(t), always)
	if d.Kind != ledger.Sent || d.Ref != "acme/app/GHSA-test-0000-0001" {
		t.Fatalf("%+v", d)
	}
	got := h.Reports[0]
	if got["summary"] != "S3 bucket of Acme is open to the public [DL-2020-0001]" || !strings.HasPrefix(got["description"].(string), "Everybody can list & read it.\n\n<!-- daylight:") || got["severity"] != "high" {
		t.Errorf("%v", got)
	}
}

// The field of the form says what the text says: where somebody took the sentence out, it is left to the maintainers.
func TestAReportJudgesOnlyWhatItsTextSays(t *testing.T) {
	made := []statement.Made{{Kind: statement.Target}, {Kind: statement.Severity, Value: "high", Text: "high, in our judgement"}}
	for text, want := range map[string]disclosure.Severity{"It is high, in our judgement.": "high", "It is open.": ""} {
		if got := SeverityOf(statement.StandingIn(text, made)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, _, raw, err := Compose(reportserver.Name, "t", "b", "", nil); err != nil || strings.Contains(string(raw), "severity") {
		t.Errorf("nobody judged it: %s, %v", raw, err)
	}
}

// What GitHub answers decides what is said: no report leaves where it may not, and each refusal names what is left.
func TestWhatTheAnswersOfGitHubMean(t *testing.T) {
	const post, repo = "POST /repos/acme/app/security-advisories/reports", "GET /repos/acme/app"
	for _, tt := range []struct {
		name  string
		set   func(h *reportserver.Server, m *memory)
		kind  ledger.OutcomeKind
		says  string
		asked bool // the report itself was sent
	}{
		{"switched off, and another way is named", func(h *reportserver.Server, _ *memory) {
			h.Enabled, h.Policy = false, "Write to security@acme.example"
		}, ledger.Permanent, "switched off in acme/app; the next way is security@acme.example, which stands in acme/app/SECURITY.md:1", false},
		{"switched off, and nothing is named", func(h *reportserver.Server, _ *memory) { h.Enabled = false }, ledger.Permanent, "a private repository of yours", false},
		{"whether it is on is not shown", func(h *reportserver.Server, _ *memory) { h.Enabled = http.StatusForbidden }, ledger.Permanent, "GitHub answered 403: acme/app does not take private reports, or the token may not file them", true},
		{"the token may not", func(h *reportserver.Server, _ *memory) { h.Status[post] = http.StatusForbidden }, ledger.Permanent, "repository_advisories: write", true},
		{"not found", func(h *reportserver.Server, _ *memory) { h.Status[post] = http.StatusNotFound }, ledger.Permanent, "does not take private reports", true},
		{"not accepted", func(h *reportserver.Server, _ *memory) { h.Status[post] = http.StatusUnprocessableEntity }, ledger.Permanent, "422: the content was not accepted", true},
		{"the token is refused", func(h *reportserver.Server, _ *memory) { h.Status[post] = http.StatusUnauthorized }, ledger.Permanent, "401", true},
		{"GitHub fails", func(h *reportserver.Server, _ *memory) { h.Status[post] = http.StatusInternalServerError }, ledger.Uncertain, "500", true},
		{"slow down", func(h *reportserver.Server, _ *memory) { h.Status[post] = http.StatusTooManyRequests }, ledger.Retry, "slow down", true},
		{"the repository cannot be read now", func(h *reportserver.Server, _ *memory) { h.Status[repo] = http.StatusBadGateway }, ledger.Retry, "502", false},
		{"the repository is gone", func(h *reportserver.Server, _ *memory) { h.Status[repo] = http.StatusNotFound }, ledger.Permanent, "cannot be seen", false},
		{"it is private", func(h *reportserver.Server, _ *memory) { h.Repo["private"] = true }, ledger.Permanent, "is not public", false},
		{"GitHub does not say who sees it", func(h *reportserver.Server, _ *memory) { delete(h.Repo, "private") }, ledger.Permanent, "is not public", false},
		{"it is archived", func(h *reportserver.Server, _ *memory) { h.Repo["archived"] = true }, ledger.Permanent, "is archived", false},
		{"it was renamed", func(h *reportserver.Server, _ *memory) { h.Repo["full_name"] = "other/app" }, ledger.Permanent, "was renamed or moved", false},
		{"somebody else has the name now", func(_ *reportserver.Server, m *memory) { m.cursors["github/report/repository/acme/app"] = "77" }, ledger.Permanent, "is not the repository that it was", false},
		{"the store does not answer", func(_ *reportserver.Server, m *memory) { m.down = true }, ledger.Retry, "store", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, m := reportserver.New(t), newMemory()
			tt.set(h, m)
			d := channelOn(t, h.URL, m).Send(t.Context(), outgoing(t), always)
			if d.Kind != tt.kind || !strings.Contains(d.Reason, tt.says) {
				t.Errorf("%s: %q, want %s: %q", d.Kind, d.Reason, tt.kind, tt.says)
			}
			if d.Kind == ledger.Permanent && !d.Ours {
				t.Error("a refusal counts as that of the party")
			}
			if sent := slices.Contains(h.Asked, post); sent != tt.asked || len(h.Reports) != 0 {
				t.Errorf("the report was sent: %v, %d are there", sent, len(h.Reports))
			}
			if strings.Contains(d.Reason, "very-secret-token") {
				t.Error("the token is told")
			}
		})
	}
}

func TestAReportThatCannotBeMarkedIsNotFiled(t *testing.T) {
	h := reportserver.New(t)
	d := channelOn(t, h.URL, newMemory()).Send(t.Context(), outgoing(t), func(context.Context, string) error { return errors.New("full disk") })
	if d.Kind != ledger.Retry || len(h.Reports) != 0 {
		t.Errorf("%+v", d)
	}
}

func TestBytesThatAreNoReportLeaveNothing(t *testing.T) {
	h := reportserver.New(t)
	c := channelOn(t, h.URL, newMemory())
	for name, change := range map[string]func(o *ledger.Outgoing){
		"no repository":     func(o *ledger.Outgoing) { o.To = "acme" },
		"an issue":          func(o *ledger.Outgoing) { o.Bytes = []byte(`{"title":"t","body":"b"}`) },
		"another's marker":  func(o *ledger.Outgoing) { o.ID = strings.Repeat("0", 32) },
		"no JSON":           func(o *ledger.Outgoing) { o.Bytes = []byte("x") },
		"a path that walks": func(o *ledger.Outgoing) { o.To = "acme/.." },
	} {
		out := outgoing(t)
		change(&out)
		if d := c.Send(t.Context(), out, always); d.Kind != ledger.Permanent || !d.Withheld {
			t.Errorf("%s: %+v", name, d)
		}
		if d := c.Find(t.Context(), out); d.Kind != ledger.Uncertain {
			t.Errorf("%s is looked for: %+v", name, d)
		}
	}
	if len(h.Asked) != 0 {
		t.Errorf("GitHub was asked %v", h.Asked)
	}
}

// A report is found on whatever page it stands, and that of another account with its marker is not ours.
func TestAReportIsFoundByItsMarkerAmongOurOwn(t *testing.T) {
	const list = "GET /repos/acme/app/security-advisories"
	for _, tt := range []struct {
		name string
		set  func(h *reportserver.Server)
		kind ledger.OutcomeKind
	}{
		{"on the first page", func(*reportserver.Server) {}, ledger.Sent},
		{"on the last page", func(h *reportserver.Server) {
			h.PerPage = 2
			for range 5 {
				other := maps.Clone(h.Reports[0])
				other["description"] = "another"
				h.Reports = append(h.Reports, other)
			}
		}, ledger.Sent},
		{"further back than is read", func(h *reportserver.Server) {
			h.PerPage = 1
			for range 25 {
				other := maps.Clone(h.Reports[0])
				other["description"] = "another"
				h.Reports = append(h.Reports, other)
			}
		}, ledger.Uncertain},
		{"of another account", func(h *reportserver.Server) { h.Reports[0]["author"] = map[string]any{"id": 9} }, ledger.Retry},
		{"GitHub does not say whose", func(h *reportserver.Server) { h.Reports[0]["author"] = nil }, ledger.Sent},
		{"with another marker", func(h *reportserver.Server) { h.Reports[0]["description"] = "x" }, ledger.Retry},
		{"the list is not for us", func(h *reportserver.Server) { h.Status[list] = http.StatusForbidden }, ledger.Uncertain},
		{"GitHub fails", func(h *reportserver.Server) { h.Status[list] = http.StatusBadGateway }, ledger.Retry},
		{"nobody says who we are", func(h *reportserver.Server) { h.Status["GET /user"] = http.StatusBadGateway }, ledger.Retry},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := reportserver.New(t)
			c, out := channelOn(t, h.URL, newMemory()), outgoing(t)
			if d := c.Send(t.Context(), out, always); d.Kind != ledger.Sent {
				t.Fatalf("%+v", d)
			}
			tt.set(h)
			d := c.Find(t.Context(), out)
			if d.Kind != tt.kind || (d.Kind == ledger.Sent) != (d.Ref == "acme/app/GHSA-test-0000-0001") {
				t.Errorf("%+v", d)
			}
			if strings.Contains(tt.name, "fails") && d.After == 0 {
				t.Error("a look that failed counts as an absence")
			}
		})
	}
}

func TestALongReportIsRefusedBeforeItIsApproved(t *testing.T) {
	if _, _, _, err := Compose(reportserver.Name, "t", strings.Repeat("x", 65500), "", nil); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
}
