package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/slacktest"
	"go.uber.org/goleak"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // the test server prints what it cannot parse
	goleak.VerifyTestMain(m,
		// The test server writes to each socket from a goroutine that never ends.
		goleak.IgnoreAnyFunction("github.com/slack-go/slack/slacktest.handlePendingMessages"),
		goleak.IgnoreAnyFunction("github.com/slack-go/slack/slacktest.(*Server).queueForWebsocket"),
		goleak.IgnoreAnyFunction("github.com/slack-go/slack/slacktest.(*Server).postProcessMessage"),
	)
}

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

// request is one call to the Web API.
type request struct {
	Path string
	Form url.Values
	Body string
	Auth string
}

// server is Slack: slacktest with the endpoints that it lacks, and with knobs for failures.
type server struct {
	*slacktest.Server
	t *testing.T

	mu       sync.Mutex
	requests []request
	messages []posted
	acks     map[string]json.RawMessage
	next     int
	fail     map[string]func(w http.ResponseWriter, n int) bool // by path; true: answered
	seen     map[string]int
	ws       http.HandlerFunc
	scopes   string
	changed  chan struct{}
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{
		t: t, acks: map[string]json.RawMessage{}, fail: map[string]func(http.ResponseWriter, int) bool{}, seen: map[string]int{},
		scopes: strings.Join(neededScopes(true), ","), changed: make(chan struct{}, 1),
	}
	return s
}

func (s *server) start() {
	ok := func(w http.ResponseWriter, _ request) { _, _ = w.Write([]byte(`{"ok":true}`)) }
	view := func(w http.ResponseWriter, _ request) { _, _ = w.Write([]byte(`{"ok":true,"view":{"id":"V1"}}`)) }
	handlers := map[string]func(http.ResponseWriter, request){
		"/views.open": view, "/views.push": view, "/views.update": view, "/chat.postEphemeral": ok, "/respond": ok,
		"/chat.postMessage": s.postMessage, "/chat.update": s.updateMessage,
		"/conversations.history": s.history, "/conversations.replies": s.history,
		"/conversations.info": func(w http.ResponseWriter, r request) {
			_, _ = fmt.Fprintf(w, `{"ok":true,"channel":{"id":%q,"is_member":true}}`, r.Form.Get("channel"))
		},
		"/auth.test": func(w http.ResponseWriter, _ request) {
			w.Header().Set("X-OAuth-Scopes", s.scopes)
			_, _ = w.Write([]byte(`{"ok":true,"user":"daylight","team":"Team","user_id":"W012A3CDE","bot_id":"B1"}`))
		},
	}
	s.Server = slacktest.NewTestServer(func(c slacktest.Customize) {
		for path, h := range handlers {
			c.Handle(path, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				req := request{Path: path, Body: string(body), Auth: r.Header.Get("Authorization")}
				if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form") {
					req.Form, _ = url.ParseQuery(req.Body)
				}
				w.Header().Set("Content-Type", "application/json")
				s.mu.Lock()
				s.requests = append(s.requests, req)
				s.seen[path]++
				n, fail := s.seen[path], s.fail[path]
				s.mu.Unlock()
				defer s.note()
				if fail != nil && fail(w, n) {
					return
				}
				h(w, req)
			})
		}
		if s.ws != nil {
			c.Handle("/ws", s.ws)
		}
	})
	s.Start()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // the feed is unbuffered: without a reader the server stops after one acknowledgement
		for {
			select {
			case raw := <-s.SeenFeed:
				s.ack(raw)
			case <-stop:
				return
			}
		}
	})
	s.t.Cleanup(func() {
		s.Stop()
		close(stop)
		wg.Wait()
	})
}

func (s *server) ack(raw string) {
	var a struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if json.Unmarshal([]byte(raw), &a) == nil && a.EnvelopeID != "" {
		s.mu.Lock()
		s.acks[a.EnvelopeID] = a.Payload
		s.mu.Unlock()
		s.note()
	}
}

func (s *server) note() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

func (s *server) postMessage(w http.ResponseWriter, r request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	m := posted{
		TS: fmt.Sprintf("1700000000.%06d", s.next), Channel: r.Form.Get("channel"), Thread: r.Form.Get("thread_ts"), Text: r.Form.Get("text"),
		Blocks: r.Form.Get("blocks"), Metadata: r.Form.Get("metadata"), Broadcast: r.Form.Get("reply_broadcast") == "true",
	}
	s.messages = append(s.messages, m)
	_, _ = fmt.Fprintf(w, `{"ok":true,"channel":%q,"ts":%q}`, m.Channel, m.TS)
}

func (s *server) updateMessage(w http.ResponseWriter, r request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.messages {
		if m := &s.messages[i]; m.TS == r.Form.Get("ts") && m.Channel == r.Form.Get("channel") {
			m.Text, m.Blocks = r.Form.Get("text"), r.Form.Get("blocks")
			_, _ = fmt.Fprintf(w, `{"ok":true,"channel":%q,"ts":%q}`, m.Channel, m.TS)
			return
		}
	}
	_, _ = w.Write([]byte(`{"ok":false,"error":"message_not_found"}`))
}

func (s *server) history(w http.ResponseWriter, r request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var parts []string
	for _, m := range s.messages {
		if m.Channel == r.Form.Get("channel") && (r.Form.Get("ts") == "" || m.Thread == r.Form.Get("ts")) && m.Metadata != "" {
			parts = append(parts, fmt.Sprintf(`{"type":"message","ts":%q,"metadata":%s}`, m.TS, m.Metadata))
		}
	}
	_, _ = fmt.Fprintf(w, `{"ok":true,"messages":[%s],"has_more":false}`, strings.Join(parts, ","))
}

// calls returns the requests to a path.
func (s *server) calls(path string) []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []request
	for _, r := range s.requests {
		if r.Path == path {
			out = append(out, r)
		}
	}
	return out
}

func (s *server) posts() []posted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]posted(nil), s.messages...)
}

func (s *server) ackOf(id string) (json.RawMessage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.acks[id]
	return p, ok
}

// until waits for a condition that the server's state makes true.
func (s *server) until(what string, ok func() bool) {
	s.t.Helper()
	deadline := time.After(10 * time.Second)
	for !ok() {
		select {
		case <-s.changed:
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
		BotToken: NewSecret("xoxb-secret"), AppToken: NewSecret("xapp-secret"), Channel: triage, APIURL: s.GetAPIURL(),
		Members: map[string]Member{
			userR: {Name: "Rosa", Rank: disclosure.Researcher}, userL: {Name: "Lena", Rank: disclosure.Lead}, userM: {Name: "Malik", Rank: disclosure.Lead}, userV: {Name: "Vito", Rank: disclosure.Viewer},
		},
		PingInterval: time.Hour, Spacing: time.Microsecond, Timeout: 2 * time.Second, Backoff: 5 * time.Millisecond, ReadHistory: true,
		Clock: func() time.Time { return time.Date(2020, 1, 27, 10, 0, 0, 0, time.UTC) },
	}
}

// newBench starts everything but the socket. change may turn knobs first.
func newBench(t *testing.T, change func(*server, *Options)) *bench {
	t.Helper()
	s := newServer(t)
	if os.Getenv("SLACK_TEST_VERBOSE") != "" {
		log.SetOutput(os.Stderr)
	}
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
	raw, err := json.Marshal(map[string]any{"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": true})
	if err != nil {
		b.t.Fatal(err)
	}
	b.server.SendToWebsocket(string(raw))
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
		"trigger_id": fmt.Sprintf("T%d", b.ids), "response_url": b.server.GetAPIURL() + "respond",
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
		"trigger_id": fmt.Sprintf("T%d-%s", b.ids, user), "response_url": b.server.GetAPIURL() + "respond",
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
