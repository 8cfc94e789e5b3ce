package github

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/ledger"
)

// told returns what was said about repositories, in order.
func (m *memory) told() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for id := range int64(len(m.items)) {
		if in := m.items[id+1]; in.Meta[metaEvent] == string(ItemRepository) && in.Meta[metaForm] == formItem {
			out = append(out, in.Meta[metaAction])
		}
	}
	return out
}

func TestNothingIsWrittenWhereAccessIsNotAsItWas(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(r map[string]any)
		told   access
	}{
		"public":        {func(r map[string]any) { r["private"], r["visibility"] = false, "public" }, accessPublic},
		"internal":      {func(r map[string]any) { r["visibility"] = "internal" }, accessPublic},
		"archived":      {func(r map[string]any) { r["archived"] = true }, accessArchived},
		"disabled":      {func(r map[string]any) { r["disabled"] = true }, accessDisabled},
		"renamed":       {func(r map[string]any) { r["full_name"] = "daylight-bot/other" }, accessMoved},
		"transferred":   {func(r map[string]any) { r["full_name"] = "other/vendor-intake" }, accessMoved},
		"replaced":      {func(r map[string]any) { r["id"] = 5 }, accessReplaced},
		"issues off":    {func(r map[string]any) { r["has_issues"] = false }, accessNoIssues},
		"says nothing":  {func(r map[string]any) { delete(r, "private") }, accessUnknown},
		"no repository": {func(r map[string]any) { clear(r) }, accessUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, m := newHub(t), newMemory()
			c, _ := testChannel(t, h, m)
			if d := c.Send(t.Context(), outgoing(t), always); d.Kind != ledger.Sent || len(m.told()) != 0 {
				t.Fatalf("%v %s, told %v", d.Kind, d.Reason, m.told())
			}
			h.set(func() { tc.change(h.repo) })
			for range 2 {
				if d := c.Send(t.Context(), outgoing(t), always); !d.Withheld || h.count("POST") != 1 {
					t.Errorf("%v %s, %d posts", d.Kind, d.Reason, h.count("POST"))
				}
				job := testJob(TaskClose)
				if d := c.Run(t.Context(), job, writing(t, job), always); d.Kind != ledger.Permanent || h.count("PATCH") != 0 {
					t.Errorf("a comment: %v %s", d.Kind, d.Reason)
				}
			}
			if got := m.told(); !slices.Equal(got, []string{string(tc.told)}) {
				t.Errorf("the team was told %v, want %s once", got, tc.told)
			}
		})
	}
}

func TestAnAnswerThatIsNotOfNowIsNoCheck(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w http.ResponseWriter, h *hub){
		"unchanged":    func(w http.ResponseWriter, _ *hub) { w.WriteHeader(http.StatusNotModified) },
		"from a cache": func(w http.ResponseWriter, h *hub) { w.Header().Set("Age", "30"); answerJSON(w, 200, h.repo) },
		"cut off":      func(w http.ResponseWriter, _ *hub) { w.Header().Set("Content-Length", "900"); w.WriteHeader(200) },
		"down":         func(w http.ResponseWriter, _ *hub) { w.WriteHeader(502) },
	} {
		h := newHub(t)
		h.hook = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodGet {
				return false
			}
			if r.Header.Get("Cache-Control") != "no-cache" || r.Header.Get("If-None-Match") != "" {
				t.Errorf("%s: a cache may answer: %v", name, r.Header)
			}
			answer(w, h)
			return true
		}
		c, _ := testChannel(t, h, newMemory())
		if d := c.Send(t.Context(), outgoing(t), always); d.Kind != ledger.Retry || h.count("POST") != 0 {
			t.Errorf("%s: %v %s, %d posts", name, d.Kind, d.Reason, h.count("POST"))
		}
	}
}

func TestARepositoryThatTurnsPublicDuringTheWriteIsToldAtOnce(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory()
	h.hook = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost {
			h.set(func() { h.repo["private"], h.repo["visibility"] = false, "public" })
		}
		return false
	}
	c, _ := testChannel(t, h, m)
	d := c.Send(t.Context(), outgoing(t), always)
	if d.Kind != ledger.Sent || !strings.Contains(d.Receipt, "it is public") {
		t.Errorf("%v %q", d.Kind, d.Receipt)
	}
	if got := m.told(); len(got) != 1 || got[0] != string(accessPublic) {
		t.Fatalf("told %v", got)
	}
	// The case that writes there learns of it.
	out, err := c.Understand(t.Context(), 1)
	if err != nil || out.Inbox.State != ledger.InboundWaiting || len(out.Jobs) != 1 || out.Jobs[0].Case != "DL-2020-0001" {
		t.Fatalf("%+v, %v", out, err)
	}
	p, err := ledger.PayloadOf[Readers](out.Jobs[0])
	if err != nil || p.Place != repoName || !strings.Contains(p.Change, "not private any more") || p.At.IsZero() {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAPollSeesWhatARepositoryHasBecome(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory()
	c, _ := testChannel(t, h, m)
	for _, private := range []bool{true, true, false, false, true} {
		h.set(func() {
			h.repo["private"], h.repo["visibility"] = private, map[bool]string{true: "private", false: "public"}[private]
		})
		if _, err := c.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := m.told(); !slices.Equal(got, []string{"public", "private"}) {
		t.Errorf("told %v", got)
	}
}

func TestAWebhookTellsTheCasesWhatBecameOfTheirRepository(t *testing.T) {
	t.Parallel()
	for action, says := range map[string]string{
		"publicized": "made public by @vendor-dev", "privatized": "made private", "archived": "archived", "renamed": "renamed",
		"transferred": "transferred", "deleted": "deleted",
	} {
		m := newMemory(trackedCase())
		c, _ := testChannel(t, newHub(t), m)
		m.cursors[pinName(repoName)] = "1001"
		name := repoName
		if action == "renamed" || action == "transferred" {
			name = "elsewhere/new-name" // payloads have the name after it
		}
		body, err := json.Marshal(map[string]any{
			"action": action, "sender": dev77, "repository": map[string]any{"id": 1001, "full_name": name, "private": action != "publicized"},
		})
		if err != nil {
			t.Fatal(err)
		}
		deliver(t, c, "repository", action, body)
		if _, err := m.understandAll(t.Context(), c, true); err != nil {
			t.Fatal(err)
		}
		out, err := c.Understand(t.Context(), 2)
		if err != nil || len(out.Jobs) != 1 || out.Jobs[0].Case != trackedCase().ID || !strings.Contains(out.Inbox.Note, says) {
			t.Errorf("%s: %+v, %v", action, out, err)
		}
	}
}

// deliver stores a webhook as the handler does.
func deliver(t *testing.T, c *Channel, event, action string, body []byte) {
	t.Helper()
	blob, err := disclosure.NewBlob(body, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := ledger.Inbound{
		Channel: disclosure.Issue, Key: "github/d-" + event + action, Received: start, Raw: blob.Ref, State: ledger.InboundNew,
		Subject: event, Meta: map[string]string{metaEvent: event, metaAction: action},
	}
	if _, _, err := c.ports.Inbox.Receive(t.Context(), in, blob, inboundJob(in.Key, start)); err != nil {
		t.Fatal(err)
	}
}

func TestATransferredIssueIsToldToItsCase(t *testing.T) {
	t.Parallel()
	in, raw := heard(t, func(i *Item) {
		i.Kind, i.Action, i.Comment, i.Actor = ItemIssue, "transferred", nil, Account{ID: 3, Login: "admin"}
	})
	known := Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0]}
	out, err := testReader().Interpret(in, raw, func(Item) (Known, error) { return known, nil })
	cmd, ok := first(out).(incoming.RecordReaders)
	if err != nil || !ok || cmd.Place != repoName || cmd.Ref != repoName+"#1" || out.Inbox.State != ledger.InboundWaiting || cmd.At.Time().After(start.Add(time.Hour)) {
		t.Errorf("%+v, %v", out, err)
	}
}
