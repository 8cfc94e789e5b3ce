package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	slackapi "github.com/slack-go/slack"
	"go.uber.org/goleak"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/notify/slack/slackserver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	triage = "C0TRIAGE"
	userR  = "U0RESEARCH" // researcher
	userL  = "U0LEAD"
	userM  = "U0LEADTWO"
	userV  = "U0VIEWER"
	userX  = "U0STRANGER"
)

// posted is a message as the server keeps it.
type posted struct {
	TS, Channel, Thread, Text, Blocks, Metadata string
	Broadcast                                   bool
}

// server is Slack, with knobs for failures. Its people are played by hand: what they send is made up, and no view shows it.
type server struct {
	*slackserver.Server
	t *testing.T

	fail   map[string]func(w http.ResponseWriter, n int) bool // by path; true: answered
	ws     http.HandlerFunc
	scopes string // as Slack names them; "-" is no header
}

func newServer(t *testing.T) *server {
	t.Helper()
	return &server{t: t, fail: map[string]func(http.ResponseWriter, int) bool{}, scopes: strings.Join(neededScopes(true), ",")}
}

func (s *server) start() {
	s.Server = slackserver.New(slackserver.Options{
		Forged: true, Scopes: s.scopes, Socket: s.ws,
		Before: func(w http.ResponseWriter, r slackserver.Request, n int) bool {
			fail := s.fail[r.Path]
			return fail != nil && fail(w, n)
		},
	})
	s.t.Cleanup(s.Close)
}

// calls returns the requests to a path.
func (s *server) calls(path string) []slackserver.Request { return s.Requests(path) }

// posts are the messages that not only one person sees.
func (s *server) posts() []posted {
	var out []posted
	for _, m := range s.Messages() {
		if m.For == "" {
			out = append(out, posted{TS: m.TS, Channel: m.Channel, Thread: m.Thread, Text: m.Text, Blocks: m.Blocks, Metadata: m.Metadata, Broadcast: m.Broadcast})
		}
	}
	return out
}

func (s *server) ackOf(id string) (json.RawMessage, bool) { return s.Acked(id) }

// until waits for a condition that the server's state makes true.
func (s *server) until(what string, ok func() bool) {
	s.t.Helper()
	deadline := time.After(30 * time.Second) // two processors run many tests at once
	for !ok() {
		select {
		case <-s.Changed():
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			s.t.Fatalf("waited in vain: %s", what)
		}
	}
}

type writer = http.ResponseWriter

// bench is the app with its server, its desk and a small engine.
type bench struct {
	*App
	t      *testing.T
	server *server
	desk   *desk
	ids    int
}

func options(s *server) Options {
	return Options{
		BotToken: NewSecret("xoxb-secret"), AppToken: NewSecret("xapp-secret"), Channel: triage, APIURL: s.URL(),
		Members: map[string]Member{
			userR: {Name: "Rosa", Rank: disclosure.Researcher}, userL: {Name: "Lena", Rank: disclosure.Lead}, userM: {Name: "Malik", Rank: disclosure.Lead}, userV: {Name: "Vito", Rank: disclosure.Viewer},
		},
		Languages: []string{"en", "de", "fr"}, Publishes: true,
		PingInterval: time.Hour, Spacing: time.Microsecond, Timeout: 2 * time.Second, Backoff: 5 * time.Millisecond, ReadHistory: true,
		Clock: func() time.Time { return time.Date(2020, 1, 27, 10, 0, 0, 0, time.UTC) },
	}
}

// newBench starts everything but the socket. change may turn knobs first.
func newBench(t *testing.T, change func(*server, *Options)) *bench {
	t.Helper()
	s := newServer(t)
	var o Options
	if change != nil {
		change(s, &o)
	}
	s.start()
	full := options(s)
	if change != nil {
		change(s, &full)
	}
	d := newDesk(full.Clock)
	d.members = full.Members
	a, err := New(full, d.ports())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return &bench{App: a, t: t, server: s, desk: d}
}

// connect runs the socket until the test ends.
func (b *bench) connect() {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	b.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.t.Errorf("Run ended with %v", err)
		}
	})
	b.server.until("the socket is connected", func() bool { return b.Health().Connected })
}

// deliver sends an envelope through the socket and waits until it is acknowledged.
func (b *bench) deliver(kind string, payload any) json.RawMessage {
	b.t.Helper()
	b.ids++
	id := fmt.Sprintf("E%d-%s", b.ids, b.t.Name())
	b.send(kind, id, payload)
	b.server.until("the envelope is acknowledged", func() bool { _, ok := b.server.ackOf(id); return ok })
	ack, _ := b.server.ackOf(id)
	return ack
}

func (b *bench) send(kind, id string, payload any) {
	b.t.Helper()
	p, ok := payload.(map[string]any)
	if !ok {
		b.t.Fatalf("a payload of the type %T", payload)
	}
	b.server.Deliver(kind, id, p)
}

// work runs the jobs of the inbox and of cards and threads, as the engine does, until none is left.
func (b *bench) work() {
	b.t.Helper()
	for range 50 {
		job, ok := b.desk.take()
		if !ok {
			return
		}
		b.run(job)
	}
	b.t.Fatal("the jobs do not end")
}

func payload[P ledger.Payload](t testing.TB, job ledger.Job) P {
	t.Helper()
	p, err := ledger.PayloadOf[P](job)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (b *bench) run(job ledger.Job) {
	b.t.Helper()
	ctx := b.t.Context()
	mark := func(_ context.Context, phase string) error { job.Phase = phase; return nil }
	var r Result
	switch job.Task() {
	case TaskInbound:
		in, raw := b.desk.inbound(job.Key)
		u, err := b.Handle(ctx, in, raw)
		if err != nil {
			b.t.Fatalf("Handle: %v", err)
		}
		b.desk.note(u)
		return
	case TaskCard:
		r = b.Card(ctx, job, payload[Card](b.t, job), mark)
	case TaskThread:
		r = b.Thread(ctx, job, payload[Thread](b.t, job), mark)
	case TaskVerdict:
		r = b.Verdict(ctx, job, payload[Verdict](b.t, job), mark)
	default:
		b.t.Fatalf("no handler for %s", job.Task())
	}
	b.desk.refer(r.Refs)
	if r.Delivery.Kind == ledger.Retry {
		job.Phase = r.Phase
		b.desk.again(job)
	}
}

// body returns the decoded body of the newest answer, wherever it was shown.
func (b *bench) lastReply(path string) string {
	b.t.Helper()
	calls := b.server.calls(path)
	if len(calls) == 0 {
		return ""
	}
	r := calls[len(calls)-1]
	if r.Form != nil {
		return r.Form.Get("text") + r.Form.Get("blocks")
	}
	return r.Body
}

func (b *bench) command(user, text string) json.RawMessage {
	b.t.Helper()
	ack := b.deliver(envelopeCommand, map[string]any{
		"command": commandName, "text": text, "user_id": user, "channel_id": "C0OTHER", "team_domain": "team",
		"trigger_id": fmt.Sprintf("T%d", b.ids), "response_url": b.server.URL() + "respond",
	})
	return ack
}

func (b *bench) click(user, action, val string) {
	b.t.Helper()
	b.deliver(envelopeInteractive, b.clickPayload(user, action, val))
}

func (b *bench) clickPayload(user, action, val string) map[string]any {
	return map[string]any{
		"type": interactionAction, "user": map[string]any{"id": user}, "channel": map[string]any{"id": triage},
		"trigger_id": fmt.Sprintf("T%d-%s", b.ids, user), "response_url": b.server.URL() + "respond",
		"actions": []any{map[string]any{"action_id": action, "block_id": "actions", "type": "button", "value": val}},
	}
}

func (b *bench) submit(user, callback, metadata string, values map[string]string) json.RawMessage {
	b.t.Helper()
	state := map[string]any{}
	for k, v := range values {
		state[k] = map[string]any{k: map[string]any{"type": "plain_text_input", "value": v}}
		if k == fieldKind {
			state[k] = map[string]any{k: map[string]any{"type": "static_select", "selected_option": map[string]any{"value": v}}}
		}
	}
	ack := b.deliver(envelopeInteractive, map[string]any{
		"type": interactionSubmit, "user": map[string]any{"id": user}, "trigger_id": fmt.Sprintf("T%d", b.ids), "team": map[string]any{"domain": "team"},
		"view": map[string]any{"id": "V1", "hash": "h", "callback_id": callback, "private_metadata": metadata, "state": map[string]any{"values": state}},
	})
	return ack
}

// submitFinding submits the form for a finding, and once more where it shows first what was read.
func (b *bench) submitFinding(user, metadata string, values map[string]string) json.RawMessage {
	b.t.Helper()
	ack := b.submit(user, callbackFinding, metadata, values)
	if view := shownAgain(b.t, ack); view != nil {
		return b.submit(user, callbackFinding, view.PrivateMetadata, values)
	}
	return ack
}

// shownAgain returns the form that an acknowledgement shows in the place of the one that was submitted, nil for none.
func shownAgain(t *testing.T, ack json.RawMessage) *slackapi.ModalViewRequest {
	t.Helper()
	var got struct {
		View *slackapi.ModalViewRequest `json:"view"`
	}
	if len(ack) > 0 {
		if err := json.Unmarshal(ack, &got); err != nil {
			t.Fatalf("%v in %s", err, ack)
		}
	}
	if got.View == nil || got.View.CallbackID != callbackFinding {
		return nil
	}
	if err := CheckView(*got.View); err != nil {
		t.Error(err)
	}
	return got.View
}

// saidAbove is what a modal says before its first field.
func saidAbove(t *testing.T, view slackapi.ModalViewRequest) string {
	t.Helper()
	for _, block := range view.Blocks.BlockSet {
		if s, ok := block.(*slackapi.SectionBlock); ok {
			return s.Text.Text
		}
	}
	return ""
}

// openedView returns the newest modal that was opened.
func (b *bench) openedView() slackapi.ModalViewRequest {
	b.t.Helper()
	calls := b.server.calls("/views.open")
	if len(calls) == 0 {
		b.t.Fatal("no modal was opened")
	}
	var req struct {
		View slackapi.ModalViewRequest `json:"view"`
	}
	if err := json.Unmarshal([]byte(calls[len(calls)-1].Body), &req); err != nil {
		b.t.Fatal(err)
	}
	return req.View
}

func utc() *time.Location { return time.UTC }

func fixed() time.Time { return time.Date(2020, 1, 27, 10, 0, 0, 0, time.UTC) }

// newPlainServer serves a handler on loopback until the test ends.
func newPlainServer(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}
