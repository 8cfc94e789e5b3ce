package slack

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/notify/notifytest"
)

func TestAMessageIsPostedOnce(t *testing.T) {
	for name, thread := range map[string]string{"in the channel": "", "in a thread": "1700000000.000001"} {
		t.Run(name, func(t *testing.T) {
			notifytest.Run(t, func(t *testing.T) notifytest.Place {
				var tap *notifytest.Tap
				b := newBench(t, func(s *server, o *Options) {
					if s.Server == nil {
						return // it has no address yet
					}
					tap = notifytest.NewTap(t, strings.TrimSuffix(s.URL(), "/"))
					tap.Writes = func(r *http.Request) bool { return r.URL.Path == "/chat.postMessage" }
					tap.Looks = func(r *http.Request) bool {
						return strings.HasPrefix(r.URL.Path, "/conversations.") && r.URL.Path != "/conversations.info"
					}
					tap.Empty = `{"ok":true,"messages":[],"has_more":false}`
					o.APIURL = tap.URL + "/"
				})
				what := post{Channel: triage, Thread: thread, Key: "k", Text: "text"}
				return notifytest.Place{
					Effect: func() outbound.Effect { return posting{a: b.App, post: what} },
					Copies: func() int { return len(b.server.posts()) },
					Fail:   tap.Fail, Hide: tap.Hide, Blind: tap.Blind, Sees: true, Proves: true,
				}
			})
		})
	}
}

// A post that may have left is looked for also after a run in which the case could not be read.
func TestADoubtOutlivesAFailureOfOurOwn(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	card, _ := b.desk.take()
	thread := ledger.NewJob(ledger.QueueSend, "slack/thread/DL-2020-0001/2", Thread{Event: 2})
	thread.Case = id
	for _, job := range []ledger.Job{card, thread} {
		job.Phase = phasePosting
		b.desk.mu.Lock()
		b.desk.broken = errors.New("the database is busy")
		b.desk.mu.Unlock()
		job, r := b.attemptJob(job)
		if r.Delivery.Kind != ledger.Retry || ledger.Repeatable(job.Phase) || len(b.server.posts()) != 0 {
			t.Errorf("%s: %+v, phase %q, %d posts", job.Key, r, job.Phase, len(b.server.posts()))
		}
		b.desk.mu.Lock()
		b.desk.broken = nil
		b.desk.mu.Unlock()
	}
}
