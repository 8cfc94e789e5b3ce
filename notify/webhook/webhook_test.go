package webhook

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/notify/notifytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	secret = []byte("0123456789abcdef0123")
	noon   = time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)
)

// told is a port with one message.
type told struct{ err error }

func (p told) Message(_ context.Context, id disclosure.CaseID, e Event) (Message, error) {
	return Message{Case: id, Event: e.Event, Kind: disclosure.KindClosed, Title: "DL-2026-0001 · NextMotion", Text: "Closed", Card: []Line{{"State", "closed"}}}, p.err
}

// receiver keeps what it believes, each message once.
type receiver struct {
	mu     sync.Mutex
	bodies map[string]string // by id
	posts  int
	forged int
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts++
	if Verify(secret, req.Header, body, noon) != nil {
		r.forged++
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	r.bodies[req.Header.Get(HeaderID)] = string(body)
}

func (r *receiver) known() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.bodies)
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func channel(t *testing.T, url string, p Port) *Channel {
	t.Helper()
	c, err := New(Options{URL: url, Secret: secret, Clock: func() time.Time { return noon }}, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func job() ledger.Job {
	j := ledger.NewJob(ledger.QueueSend, "webhook/DL-2026-0001/12", Event{Event: 12})
	j.Case, j.Attempts = "DL-2026-0001", 1
	return j
}

func always(context.Context, string) error { return nil }

func TestAnEventIsKnownOnce(t *testing.T) {
	notifytest.Run(t, func(t *testing.T) notifytest.Place {
		r := &receiver{bodies: map[string]string{}}
		tap := notifytest.NewTap(t, serve(t, r))
		tap.Writes = func(*http.Request) bool { return true }
		tap.Looks = func(*http.Request) bool { return false }
		c := channel(t, tap.URL, told{})
		return notifytest.Place{
			Effect: func() outbound.Effect { return posting{c, "webhook/DL-2026-0001/12", []byte(`{"a":1}`)} },
			Copies: r.known, Fail: tap.Fail, Hide: tap.Hide, Blind: tap.Blind, Policy: c.o.Outbound,
		}
	})
}

func TestWhatIsPosted(t *testing.T) {
	t.Parallel()
	r := &receiver{bodies: map[string]string{}}
	c := channel(t, serve(t, r), told{})
	if step := c.Post(t.Context(), job(), Event{Event: 12}, always); step.Kind != ledger.Sent {
		t.Fatalf("%+v", step)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(r.bodies["webhook/DL-2026-0001/12"]), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "case", "title", "event", "kind", "text", "card"} {
		if got[name] == nil {
			t.Errorf("%s is not in %v", name, got)
		}
	}
	if err := c.Check(t.Context()); err != nil || r.known() != 1 {
		t.Errorf("%v, %d messages", err, r.known())
	}
	gone := channel(t, "http://127.0.0.1:1/services/very-secret", told{})
	if err := gone.Check(t.Context()); err == nil || strings.Contains(err.Error(), "very-secret") {
		t.Errorf("%v", err)
	}
}

func TestNothingIsPostedOfWhatNobodyInParticularMaySee(t *testing.T) {
	t.Parallel()
	r := &receiver{bodies: map[string]string{}}
	c := channel(t, serve(t, r), told{fault.Errorf(fault.NotFound, "there is no case")})
	if step := c.Post(t.Context(), job(), Event{Event: 12}, always); step.Kind != ledger.Sent || r.posts != 0 {
		t.Errorf("%+v, %d posts", step, r.posts)
	}
	c = channel(t, serve(t, r), told{fault.Errorf(fault.Unavailable, "the database is busy")})
	if step := c.Post(t.Context(), job(), Event{Event: 12}, always); step.Kind != ledger.Retry || r.posts != 0 {
		t.Errorf("%+v, %d posts", step, r.posts)
	}
}

func TestAnswersOfAReceiver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code   int
		after  string
		kind   ledger.OutcomeKind
		wait   time.Duration
		reason string
	}{
		{200, "", ledger.Sent, 0, ""},
		{204, "", ledger.Sent, 0, ""},
		{301, "", ledger.Permanent, 0, "leads elsewhere"},
		{400, "", ledger.Permanent, 0, "refuses"},
		{401, "", ledger.Permanent, 0, "webhook.secret"},
		{410, "", ledger.Permanent, 0, "webhook.url"},
		{429, "", ledger.Retry, time.Minute, "pause"},
		{429, "7", ledger.Retry, 7 * time.Second, "pause"},
		{503, "Sun, 01 Feb 2026 12:02:00 GMT", ledger.Retry, 2 * time.Minute, "pause"},
		{503, "99999999", ledger.Retry, time.Hour, "pause"},
		{503, "-4", ledger.Retry, time.Minute, "pause"},
		{503, "Sun, 01 Feb 2020 12:02:00 GMT", ledger.Retry, time.Second, "pause"},
		{500, "", ledger.Uncertain, 0, "500"},
		{502, "", ledger.Uncertain, 0, "502"},
	} {
		url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example/")
			if c.after != "" {
				w.Header().Set("Retry-After", c.after)
			}
			w.WriteHeader(c.code)
		}))
		d := posting{channel(t, url, told{}), "k", []byte("{}")}.Send(t.Context(), always)
		if d.Kind != c.kind || d.After != c.wait || !strings.Contains(d.Reason, c.reason) {
			t.Errorf("%d %q: %+v", c.code, c.after, d)
		}
	}
}

func TestAPostIsBelievedOnlyWithItsSignatureAndInTime(t *testing.T) {
	t.Parallel()
	body := []byte(`{"a":1}`)
	good := func() http.Header {
		h := http.Header{}
		h.Set(HeaderTimestamp, "1769947200")
		h.Set(HeaderSignature, sign(secret, "1769947200", body))
		return h
	}
	if err := Verify(secret, good(), body, noon); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(h http.Header) (body string, now time.Time, key string){
		"another body":   func(http.Header) (string, time.Time, string) { return `{"a":2}`, noon, string(secret) },
		"another secret": func(http.Header) (string, time.Time, string) { return string(body), noon, "0123456789abcdefffff" },
		"another timestamp": func(h http.Header) (string, time.Time, string) {
			h.Set(HeaderTimestamp, "1769947201")
			return string(body), noon, string(secret)
		},
		"no timestamp": func(h http.Header) (string, time.Time, string) {
			h.Del(HeaderTimestamp)
			return string(body), noon, string(secret)
		},
		"no signature": func(h http.Header) (string, time.Time, string) {
			h.Del(HeaderSignature)
			return string(body), noon, string(secret)
		},
		"ten minutes old": func(http.Header) (string, time.Time, string) {
			return string(body), noon.Add(10 * time.Minute), string(secret)
		},
		"from the future": func(http.Header) (string, time.Time, string) {
			return string(body), noon.Add(-10 * time.Minute), string(secret)
		},
	} {
		h := good()
		text, now, key := f(h)
		if Verify([]byte(key), h, []byte(text), now) == nil {
			t.Errorf("%s is believed", name)
		}
	}
}

func TestNotableEventsLeadToPosts(t *testing.T) {
	t.Parallel()
	k := &disclosure.Case{ID: "DL-2026-0001"}
	event := func(seq int, kind disclosure.Kind) disclosure.Event {
		return disclosure.Event{Seq: seq, Kind: kind, RecordedAt: noon}
	}
	jobs := Reaction(k, k, []disclosure.Event{event(1, disclosure.KindClosed), event(2, disclosure.KindProbed), {Seq: 3, Kind: disclosure.KindClosed, Planned: true}})
	if len(jobs) != 1 || jobs[0].Key != "webhook/DL-2026-0001/1" || jobs[0].Case != k.ID {
		t.Errorf("%+v", jobs)
	}
	var many []disclosure.Event
	for i := range 30 {
		many = append(many, event(i+1, disclosure.KindClosed))
	}
	if n := len(Reaction(k, k, many)); n != maxJobs {
		t.Errorf("%d posts", n)
	}
	if n := len(Reaction(nil, &disclosure.Case{ID: "DL-2026-0002", Imported: true}, many)); n != 0 {
		t.Errorf("%d posts of an import", n)
	}
}
