package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/notify/slack/slackserver"
)

// seed puts a case into the desk without Slack.
func (b *bench) seed() disclosure.CaseID {
	b.t.Helper()
	k, err := b.desk.NewCase(b.t.Context(), disclosure.Actor{Name: "Rosa"}, record.Record{Facts: disclosure.Facts{
		Title: "Open bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}},
		Assets: []disclosure.Asset{{Kind: "s3", Target: bucket, Exposure: disclosure.ExposureOpen}},
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	return k.ID
}

func (b *bench) event(id disclosure.CaseID, e disclosure.Event) {
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	k := b.desk.cases[id]
	b.desk.add(k, k, e)
}

// answer makes a path fail the first n times.
func failing(n int, f func(w http.ResponseWriter)) func(http.ResponseWriter, int) bool {
	return func(w http.ResponseWriter, seen int) bool {
		if seen > n {
			return false
		}
		f(w)
		return true
	}
}

// hangUp breaks the connection without an answer.
func hangUp(w http.ResponseWriter) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = c.Close()
	}
}

func code(s string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { _, _ = fmt.Fprintf(w, `{"ok":false,"error":%q}`, s) }
}

func status(n int) func(http.ResponseWriter) { return func(w http.ResponseWriter) { w.WriteHeader(n) } }

// attempt runs a job once and returns it as the engine would keep it.
func (b *bench) attemptJob(job ledger.Job) (ledger.Job, Result) {
	b.t.Helper()
	mark := func(_ context.Context, phase string) error { job.Phase = phase; return nil }
	var r Result
	if job.Task() == TaskCard {
		r = b.Card(b.t.Context(), job, payload[Card](b.t, job), mark)
	} else {
		r = b.Thread(b.t.Context(), job, payload[Thread](b.t, job), mark)
	}
	if r.Delivery.Kind == ledger.Retry {
		job.Phase = r.Phase // as the engine stores it
	}
	b.desk.refer(r.Refs)
	return job, r
}

func TestOutcomeOfAPost(t *testing.T) {
	cases := []struct {
		name    string
		history bool
		answer  func(http.ResponseWriter)
		kind    ledger.OutcomeKind
		after   time.Duration
		reason  string
		phase   string
	}{
		{"429 with Retry-After waits as long as Slack says", true, func(w http.ResponseWriter) { w.Header().Set("Retry-After", "7"); w.WriteHeader(429) }, ledger.Retry, 7 * time.Second, "pause", ""},
		{"429 without Retry-After waits a minute", true, status(429), ledger.Retry, time.Minute, "pause", ""},
		{"ratelimited in the body waits a minute", true, code("ratelimited"), ledger.Retry, time.Minute, "pause", ""},
		{"a channel that is not there is permanent and says what to do", true, code("channel_not_found"), ledger.Permanent, 0, "/invite", ""},
		{"a bad token waits until somebody gave another one", true, code("invalid_auth"), ledger.Retry, mendTime, "token", ""},
		{"a token that was revoked waits, too", true, code("token_revoked"), ledger.Retry, mendTime, "install the app again", ""},
		{"a missing scope waits until the app was installed again", true, code("missing_scope"), ledger.Retry, mendTime, "manifest", ""},
		{"503 did not take the post", false, status(503), ledger.Retry, 0, "not available", ""},
		{"an unknown code is permanent", true, code("strange_error"), ledger.Permanent, 0, "strange_error", ""},
		{"text in place of a code is not repeated", true, code("Bearer xoxb-1 <b>"), ledger.Permanent, 0, "an unknown error", ""},
		{"404 is permanent", true, status(404), ledger.Permanent, 0, "Not Found", ""},
		{"a server error without history is asked for later", false, status(502), ledger.Retry, 5 * time.Second, "server error", "doubt/"},
		{"a server error with history is looked for", true, status(502), ledger.Retry, 5 * time.Second, "server error", "doubt/"},
		{"fatal_error may have posted", false, code("fatal_error"), ledger.Retry, 5 * time.Second, "half way", "doubt/"},
		{"a broken connection is asked for later", false, hangUp, ledger.Retry, 5 * time.Second, "broke", "doubt/"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, func(s *server, o *Options) {
				s.fail["/chat.postMessage"] = failing(1, c.answer)
				o.ReadHistory = c.history
			})
			b.seed()
			job, _ := b.desk.take()
			job, r := b.attemptJob(job)
			if d := r.Delivery; d.Kind != c.kind || d.After != c.after || !strings.Contains(d.Reason, c.reason) || !inPhase(job.Phase, c.kind, c.phase) {
				t.Errorf("got %+v in phase %q", d, job.Phase)
			}
		})
	}
}

func TestBrokenPostThatArrivedIsFoundAndNotRepeated(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) {
		s.fail["/chat.postMessage"] = failing(1, func(w http.ResponseWriter) {
			// The message arrives, its answer does not.
			s.Put(slackserver.Message{TS: "1699999999.000001", Channel: triage, Metadata: `{"event_type":"daylight_message","event_payload":{"key":"card/DL-2020-0001"}}`})
			hangUp(w)
		})
	})
	b.seed()
	job, _ := b.desk.take()
	job, r := b.attemptJob(job)
	if r.Delivery.Kind != ledger.Retry {
		t.Fatalf("got %+v", r)
	}
	_, r = b.attemptJob(job)
	if r.Delivery.Kind != ledger.Sent || r.Refs[0].Value != triage+":1699999999.000001" {
		t.Errorf("got %+v", r)
	}
	if n := len(b.server.calls("/chat.postMessage")); n != 1 {
		t.Errorf("%d posts", n)
	}
}

// inPhase compares the phase of a job that runs again. What ends has none.
func inPhase(phase string, kind ledger.OutcomeKind, want string) bool {
	return kind != ledger.Retry || phase == want || want == "doubt/" && strings.HasPrefix(phase, want)
}

func TestCrashWhilePostingIsUncertainWithoutHistory(t *testing.T) {
	b := newBench(t, func(_ *server, o *Options) { o.ReadHistory = false })
	b.seed()
	job, _ := b.desk.take()
	job.Phase = phasePosting // the process died after the mark
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Uncertain || len(b.server.posts()) != 0 {
		t.Errorf("got %+v", r)
	}
}

func TestLookThatFailsSaysNothing(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) { s.fail["/conversations.history"] = failing(9, code("missing_scope")) })
	b.seed()
	job, _ := b.desk.take()
	job.Phase = phasePosting
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Uncertain || len(b.server.posts()) != 0 {
		t.Errorf("got %+v", r)
	}
}

func TestThreadReplyIsFoundInItsThread(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.work()
	b.event(id, disclosure.Event{Kind: disclosure.KindClosed, Party: disclosure.Vendor})
	b.work()
	posts := b.server.posts()
	if len(posts) != 2 || posts[1].Thread != posts[0].TS || !posts[1].Broadcast || !strings.Contains(posts[1].Blocks, "reported, not verified") {
		t.Fatalf("posted %+v", posts)
	}
	job := ledger.NewJob(ledger.QueueSend, "slack/thread/DL-2020-0001/2", Thread{Event: 2})
	job.Case, job.Phase = id, phasePosting
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Sent || r.Delivery.Receipt != posts[1].TS || len(b.server.posts()) != 2 {
		t.Errorf("got %+v", r)
	}
}

func TestThreadWaitsForItsCard(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	job := ledger.NewJob(ledger.QueueSend, "k", Thread{Event: 1})
	job.Case = id
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Retry || r.Delivery.After == 0 {
		t.Errorf("got %+v", r)
	}
}

func TestCardIsPostedOnceAndThenUpdated(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.event(id, disclosure.Event{Kind: disclosure.KindNote})
	b.event(id, disclosure.Event{Kind: disclosure.KindNote})
	b.work() // the first two versions are overtaken
	if p, u := len(b.server.calls("/chat.postMessage")), len(b.server.calls("/chat.update")); p != 1 || u != 0 {
		t.Errorf("%d posts, %d updates", p, u)
	}
	b.event(id, disclosure.Event{Kind: disclosure.KindNote})
	b.work()
	if p, u := len(b.server.calls("/chat.postMessage")), len(b.server.calls("/chat.update")); p != 1 || u != 1 {
		t.Errorf("%d posts, %d updates", p, u)
	}
}

func TestTwoWorkersPostOneCard(t *testing.T) {
	b := newBench(t, nil)
	b.seed()
	job, _ := b.desk.take()
	card := payload[Card](t, job)
	done := make(chan Result, 2)
	for range 2 {
		go func() {
			done <- b.Card(t.Context(), job, card, func(context.Context, string) error { return nil })
		}()
	}
	<-done
	<-done
	if len(b.server.posts()) != 1 {
		t.Errorf("%d cards", len(b.server.posts()))
	}
}

func TestDeletedCardIsPostedAgain(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.work()
	b.server.Delete(triage, b.server.posts()[0].TS)
	b.event(id, disclosure.Event{Kind: disclosure.KindNote})
	b.work()
	if len(b.server.posts()) != 1 {
		t.Fatalf("%d cards", len(b.server.posts()))
	}
	if ref, _, _ := b.desk.Ref(t.Context(), id, owner, refCard); ref != triage+":"+b.server.posts()[0].TS {
		t.Errorf("remembered %q", ref)
	}
}

func TestBrokenUpdateIsSimplyRepeated(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) { s.fail["/chat.update"] = failing(1, hangUp) })
	id := b.seed()
	b.work()
	b.event(id, disclosure.Event{Kind: disclosure.KindNote})
	job, _ := b.desk.take()
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Retry {
		t.Errorf("got %+v", r)
	}
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Sent {
		t.Errorf("got %+v", r)
	}
}

func TestMarkThatFailsSendsNothing(t *testing.T) {
	b := newBench(t, nil)
	b.seed()
	job, _ := b.desk.take()
	r := b.Card(t.Context(), job, payload[Card](t, job), func(context.Context, string) error { return errors.New("lease lost") })
	if r.Delivery.Kind != ledger.Retry || len(b.server.posts()) != 0 {
		t.Errorf("got %+v", r)
	}
}

// A case that is not there and one that is restricted look the same from here.
func TestJobOfACaseThatSlackMayNotSeePostsNothing(t *testing.T) {
	b := newBench(t, nil)
	for _, p := range []ledger.Payload{Card{}, Thread{Event: 1}} {
		job := ledger.NewJob(ledger.QueueSend, "k", p)
		job.Case = "DL-2020-0099"
		if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Sent || len(r.Refs) != 0 {
			t.Errorf("%T: got %+v", p, r)
		}
	}
	if posts := b.server.posts(); len(posts) != 0 {
		t.Errorf("posted %+v", posts)
	}
}

func TestPostsToOneChannelKeepTheirDistance(t *testing.T) {
	p := newPace(50 * time.Millisecond)
	start := time.Now()
	for range 3 {
		if err := p.wait(t.Context(), "C1"); err != nil {
			t.Fatal(err)
		}
	}
	if d := time.Since(start); d < 100*time.Millisecond {
		t.Errorf("three posts took %s", d)
	}
	if err := p.wait(t.Context(), "C2"); err != nil {
		t.Error(err)
	}
	slow := newPace(time.Minute)
	_ = slow.wait(t.Context(), "C1")
	if err := slow.wait(t.Context(), "C1"); classify(err).Kind != ledger.Retry || classify(err).After < 50*time.Second {
		t.Errorf("a far turn gives %+v", classify(err))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	short := newPace(time.Second)
	_ = short.wait(ctx, "C1")
	if err := short.wait(ctx, "C1"); classify(err).Kind != ledger.Retry {
		t.Errorf("a cancelled wait gives %+v", classify(err))
	}
}

func TestServerThatCannotBeReachedIsRetried(t *testing.T) {
	b := newBench(t, nil)
	b.seed()
	b.server.Close()
	job, _ := b.desk.take()
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Retry || r.Phase != "" {
		t.Errorf("got %+v", r)
	}
}
