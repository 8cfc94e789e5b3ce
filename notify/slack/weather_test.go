package slack

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// queued is a job, and when it is due.
type queued struct {
	job ledger.Job
	due time.Time
}

// season is an engine with a clock of its own: it runs what is due, and waits as the engine does.
type season struct {
	b    *bench
	now  *atomic.Pointer[time.Time]
	jobs []queued
	next int64
	dead []string // jobs that ended without success
}

// take puts what is queued on the desk among the jobs.
func (s *season) take() {
	for job, ok := s.b.desk.take(); ok; job, ok = s.b.desk.take() {
		s.next++
		job.ID = s.next
		job.Created = *s.now.Load()
		s.jobs = append(s.jobs, queued{job, *s.now.Load()})
	}
}

// until runs jobs in the order in which they are due, up to a time.
func (s *season) until(end time.Time) {
	s.b.t.Helper()
	for range 5000 {
		s.take()
		i := -1
		for j := range s.jobs {
			if i < 0 || s.jobs[j].due.Before(s.jobs[i].due) {
				i = j
			}
		}
		if i < 0 || s.jobs[i].due.After(end) {
			s.now.Store(&end)
			return
		}
		q := s.jobs[i]
		s.jobs = slices.Delete(s.jobs, i, i+1)
		if q.due.After(*s.now.Load()) {
			s.now.Store(&q.due)
		}
		s.run(q)
	}
	s.b.t.Fatal("the jobs do not end")
}

func (s *season) run(q queued) {
	b := s.b
	q.job.Attempts++
	job, r := q.job, Result{}
	switch job.Task() {
	case TaskInbound:
		in, raw := b.desk.inbound(job.Key)
		u, err := b.Handle(b.t.Context(), in, raw)
		if err == nil {
			b.desk.note(u)
			return
		}
		r.Delivery = ledger.Delivery{Kind: ledger.Retry, Reason: err.Error()}
	default:
		if job.Task() == TaskVerdict {
			r = b.Verdict(b.t.Context(), job, payload[Verdict](b.t, job), marked(b.t))
		} else {
			job, r = b.attemptJob(job)
		}
	}
	job.Phase = r.Phase
	s.b.desk.refer(r.Refs)
	switch d := r.Delivery; d.Kind {
	case ledger.Sent:
	case ledger.Retry:
		wait := max(d.After, min(time.Hour, 15*time.Second<<min(job.Attempts-1, 8)))
		if strings.HasPrefix(r.Phase, "doubt/") {
			wait = d.After
		}
		due := s.now.Load().Add(wait)
		if !r.Behind.IsZero() {
			due = r.Behind
		}
		s.jobs = append(s.jobs, queued{job, due})
	default:
		s.dead = append(s.dead, job.Key+": "+d.Reason)
	}
}

// bad is what Slack does to every call.
type bad struct {
	name   string
	answer func(http.ResponseWriter)
	said   string // by health and doctor meanwhile
}

func badWeather() []bad {
	return []bad{
		{"Slack hangs up", hangUp, ""},
		{"Slack is not available", status(503), ""},
		{"Slack answers with a server error", status(502), ""},
		{"429 with Retry-After", func(rw http.ResponseWriter) { rw.Header().Set("Retry-After", "30"); rw.WriteHeader(429) }, ""},
		{"429 without Retry-After", status(429), ""},
		{"the token is revoked", code("token_revoked"), "does not accept the bot token"},
		{"a scope is missing", code("missing_scope"), ""},
		{"Slack fails half way", code("internal_error"), ""},
	}
}

// After whatever Slack did for an hour, the card shows the newest state, the thread has each message once and in order, and every answer,
// preview and home comes or says that it did not.
func TestAfterAnHourOfBadWeatherNothingIsLostAndTheThreadIsInOrder(t *testing.T) {
	for _, w := range badWeather() {
		t.Run(w.name, func(t *testing.T) {
			var bad atomic.Bool
			clock := &atomic.Pointer[time.Time]{}
			begin := fixed()
			clock.Store(&begin)
			b := newBench(t, func(s *server, o *Options) {
				fail := func(rw http.ResponseWriter, _ int) bool {
					if bad.Load() {
						w.answer(rw)
					}
					return bad.Load()
				}
				for _, m := range methods() {
					s.fail["/"+m.Name] = fail
				}
				o.Clock = func() time.Time { return *clock.Load() }
			})
			s := &season{b: b, now: clock}
			b.desk.ahead = func(job ledger.Job) (time.Time, bool) {
				i := slices.IndexFunc(s.jobs, func(q queued) bool { return q.job.ID < job.ID && InThread(q.job) && q.job.Case == job.Case })
				if i < 0 {
					return time.Time{}, false
				}
				return s.jobs[i].due, true
			}
			id := b.seed()
			s.until(begin.Add(time.Minute))
			bad.Store(true)
			b.forget()
			for i := range 5 {
				b.event(id, disclosure.Event{Kind: disclosure.KindReplied, Party: disclosure.Vendor, Text: fmt.Sprint("word ", i)})
				s.until(clock.Load().Add(10 * time.Minute))
			}
			ails := strings.Join(b.Ailing(), "; ")
			found := b.Doctor(t.Context())[0]
			if !strings.Contains(ails, w.said) || w.said != "" && (found.OK || found.Fix == "" || !strings.Contains(found.Message, w.said)) {
				t.Errorf("health says %q, the doctor %+v", ails, found)
			}
			b.desk.change(id, func(k *disclosure.Case) { k.Title = "The newest title" })
			s.until(begin.Add(time.Hour))
			bad.Store(false)
			s.until(begin.Add(4 * time.Hour))
			if len(s.dead) != 0 || len(s.jobs) != 0 {
				t.Errorf("lost: %q, left: %d", s.dead, len(s.jobs))
			}
			var words []string
			for _, p := range b.server.posts() {
				if i := strings.Index(p.Blocks, "word "); i >= 0 {
					words = append(words, p.Blocks[i:i+6])
				}
			}
			if got := strings.Join(words, ", "); got != "word 0, word 1, word 2, word 3, word 4" {
				t.Errorf("the thread says %q", got)
			}
			if card := b.server.posts()[0].Blocks; !strings.Contains(card, "The newest title") {
				t.Errorf("the card is not right: %s", card)
			}
			if ails := strings.Join(b.Ailing(), "; "); strings.Contains(ails, "token") {
				t.Errorf("health still says %q", ails)
			}
		})
	}
}
