package slack

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"daylight/disclosure"
)

// spell is bad weather that ends when a test says so: what comes later comes then.
type spell struct {
	*bench
	bad    atomic.Bool
	over   chan time.Time
	mu     sync.Mutex
	pauses []time.Duration
}

// newSpell is Slack of which every method fails until [spell.ends], and the response addresses of it, too, if they are named.
func newSpell(t *testing.T, answer func(http.ResponseWriter), more ...string) *spell {
	t.Helper()
	s := &spell{over: make(chan time.Time)}
	s.bench = newBench(t, func(srv *server, _ *Options) {
		fail := func(w http.ResponseWriter, _ int) bool {
			if s.bad.Load() {
				answer(w)
			}
			return s.bad.Load()
		}
		for _, m := range methods() {
			if !strings.HasPrefix(m.Name, "apps.") && m.Name != "users.info" && m.Name != "auth.test" { // who somebody is was known before
				srv.fail["/"+m.Name] = fail
			}
		}
		for _, path := range more {
			srv.fail[path] = fail
		}
	})
	s.timer = func(pause time.Duration) (<-chan time.Time, func()) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.pauses = append(s.pauses, pause)
		return s.over, func() {}
	}
	return s
}

func (s *spell) ends() {
	s.bad.Store(false)
	close(s.over)
}

func TestAHomeComesAfterBadWeather(t *testing.T) {
	for _, w := range badWeather() {
		t.Run(w.name, func(t *testing.T) {
			s := newSpell(t, w.answer)
			s.connect()
			id := s.seed()
			s.bad.Store(true)
			s.opens(userL, "home")
			s.server.until("Slack was asked", func() bool { return len(s.server.calls("/views.publish")) > 0 })
			if _, shown := s.server.Home(userL); shown {
				t.Fatal("there was no bad weather")
			}
			s.ends()
			s.server.until("the home is there", func() bool { _, ok := s.server.Home(userL); return ok })
			if v, _ := s.server.Home(userL); !strings.Contains(string(v.Raw), "Daylight") {
				t.Errorf("%s of %s", v.Raw, id)
			}
		})
	}
}

// A preview stands in the thread once, or its reader is told why it does not; and no preview is on record that nobody was given.
func TestAPreviewInBadWeatherComesOrIsSaidAndIsOnRecordOnlyWhereItCame(t *testing.T) {
	for _, w := range badWeather() {
		t.Run(w.name, func(t *testing.T) {
			s := newSpell(t, w.answer)
			s.connect()
			id := s.record()
			s.work()
			v := pagesValue{Case: id, Mode: disclosure.Limited, Langs: []string{"en"}}
			page, err := s.ports.Pages.Page(t.Context(), id, disclosure.Limited, "en")
			if err != nil {
				t.Fatal(err)
			}
			v.Digests = []string{page.Digest}
			s.bad.Store(true)
			s.click(userL, actionPagesPreview, v.String())
			job := s.takeInbound()
			in, raw := s.desk.inbound(job.Key)
			_, failed := s.Handle(t.Context(), in, raw)
			s.ends()
			if failed != nil { // the engine tries it again
				s.run(job)
			}
			files := len(s.server.calls("/files.completeUploadExternal"))
			recorded := 0
			for _, e := range s.desk.events[id] {
				if e.Kind == disclosure.KindPreviewed {
					recorded++
				}
			}
			s.server.until("its reader is answered", func() bool { return len(s.server.calls("/respond")) > 0 })
			said := s.lastReply("/respond")
			switch {
			case recorded == 1 && files == 1 && strings.Contains(said, "It is on record"):
			case recorded == 0 && (strings.Contains(said, "did not take the files") || strings.Contains(said, "not known whether Slack took")):
			default:
				t.Errorf("%d uploads, %d on record, and they are told %s", files, recorded, said)
			}
		})
	}
}

func TestALongTextInBadWeatherComesAsAFileOrItIsSaidWhereItIs(t *testing.T) {
	for _, w := range badWeather() {
		t.Run(w.name, func(t *testing.T) {
			s := newSpell(t, w.answer)
			delete(s.server.fail, "/views.open") // the form opens, and its text does not come
			s.connect()
			v := s.drafted()
			s.work()
			s.desk.change(v.Case, func(*disclosure.Case) { s.desk.bodies[string(v.Case)+"D1"] = strings.Repeat("a long text. ", 2000) })
			s.bad.Store(true)
			s.click(userL, actionAct+":"+editAction, v.String())
			s.server.until("its writer is told", func() bool {
				return strings.Contains(s.lastReply("/respond"), "bot draft show")
			})
			s.ends()
			if k := s.caseOf(v.Case); k.Drafts[0].Revision != 1 {
				t.Errorf("%+v", k.Drafts)
			}
		})
	}
}

func TestAnAnswerComesLateHoweverSlackSaidThatItTookNone(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"429 with a time":    func(w http.ResponseWriter) { w.Header().Set("Retry-After", "30"); w.WriteHeader(429) },
		"429 without a time": status(429), "503": status(503), "a revoked token": code("token_revoked"), "a missing scope": code("missing_scope"),
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpell(t, answer, "/respond")
			s.bad.Store(true)
			in := interaction{Type: interactionAction, User: userL, Channel: triage, ResponseURL: s.server.URL() + "respond"}
			s.showAll(t.Context(), in, false, []post{{Channel: triage, Text: "one"}, {Channel: triage, Text: "two"}}, firstPause)
			if len(s.server.Messages()) != 0 {
				t.Fatalf("%d messages", len(s.server.Messages()))
			}
			s.server.until("it is put off", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.pauses) == 1 })
			if s.pauses[0] < firstPause {
				t.Errorf("it is tried again after %s", s.pauses[0])
			}
			s.ends()
			s.server.until("both parts are shown", func() bool { return strings.Contains(s.lastReply("/respond"), "two") })
			if n := len(s.server.calls("/respond")); n != 3 { // one that failed, and each part once
				t.Errorf("%d calls", n)
			}
		})
	}
}
