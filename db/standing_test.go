package db

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// place is a folder with a database and its key, as the program has it.
type place struct {
	t    *testing.T
	path string
	key  *Key
}

func newPlace(t *testing.T) *place {
	t.Helper()
	dir := t.TempDir()
	key, err := LoadOrCreateKey(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	return &place{t: t, path: filepath.Join(dir, "x.db"), key: key}
}

func (p *place) options() Options {
	return Options{Create: true, Listing: agenda.ListingOf, Path: p.path, Identity: p.key.Identity(), Beside: p.key, Clock: func() time.Time { return day0 }}
}

// with opens the database, does something and closes it.
func (p *place) with(do func(s *Store)) {
	p.t.Helper()
	s, err := Open(p.t.Context(), p.options())
	if err != nil {
		p.t.Fatal(err)
	}
	do(s)
	if err := s.Close(); err != nil {
		p.t.Fatal(err)
	}
}

// held returns why the database waits, "" while it works.
func (p *place) held() (why string) {
	p.t.Helper()
	p.with(func(s *Store) {
		held, err := s.Held(p.t.Context(), nil)
		if err != nil {
			p.t.Fatal(err)
		}
		if held != nil {
			why = held.Entry.Text
		}
	})
	return why
}

// one records the first case, with a job that would send.
func (p *place) one() {
	p.t.Helper()
	p.with(func(s *Store) {
		dbtest.Put(p.t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
		if err := s.Enqueue(p.t.Context(), []ledger.Job{ledger.NewJob(ledger.QueueSend, "send/1", task.Send{Channel: disclosure.Email}).At(day0)}); err != nil {
			p.t.Fatal(err)
		}
	})
}

func (p *place) copyBack(copied string) {
	p.t.Helper()
	b, err := os.ReadFile(copied)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(p.path, b, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func TestAnOldCopyThatIsPutBackByHandWaitsForAPerson(t *testing.T) {
	p := newPlace(t)
	p.one()
	if why := p.held(); why != "" {
		t.Fatalf("a database that nobody touched waits: %s", why)
	}
	old := copyOf(t, p.path)
	t.Run("one that is as new as the last is no old copy", func(t *testing.T) {
		p.copyBack(old)
		if why := p.held(); why != "" {
			t.Errorf("it waits: %s", why)
		}
	})
	t.Run("a step that cannot be taken back makes it one", func(t *testing.T) {
		p.with(func(s *Store) {
			job, ok, err := s.ClaimKey(t.Context(), "me", "send/1", day0, time.Minute)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			if err := s.Mark(t.Context(), job.ID, "me", "data"); err != nil {
				t.Fatal(err)
			}
			// The process dies here: what is outside has to know already.
			if m, ok, err := s.outside.read(); err != nil || !ok || m.Sequence != 2 {
				t.Errorf("%+v, %t, %v", m, ok, err)
			}
		})
		p.copyBack(old)
		if why := p.held(); !strings.Contains(why, "it has seen 1 changes, and by") || !strings.Contains(why, "there were 2") {
			t.Errorf("it waits because %q", why)
		}
	})
	t.Run("nothing is claimed, and nothing is queued that would leave", func(t *testing.T) {
		p.with(func(s *Store) {
			if jobs, err := s.Claim(t.Context(), "me", ledger.Queues(), day0, time.Minute, 10); err != nil || len(jobs) > 0 {
				t.Errorf("%v, %v", jobs, err)
			}
			if _, ok, err := s.ClaimKey(t.Context(), "me", "send/1", day0, time.Minute); ok || fault.CodeOf(err) != fault.Refused || !errors.Is(err, ErrHeld) {
				t.Errorf("%t, %v", ok, err)
			}
			if err := s.MayLeave(t.Context()); fault.CodeOf(err) != fault.Refused || !errors.Is(err, ErrHeld) {
				t.Error(err)
			}
			if err := s.Enqueue(t.Context(), []ledger.Job{ledger.NewJob(ledger.QueueSend, "send/2", task.Send{Channel: disclosure.Email}).At(day0)}); !errors.Is(err, ErrHeld) {
				t.Error(err)
			}
		})
	})
	t.Run("until a person says so, and only once", func(t *testing.T) {
		p.with(func(s *Store) {
			did, err := s.Resume(t.Context(), "ada", 100, nil, Resumed{})
			if err != nil || did.Uncertain != 1 {
				t.Errorf("%+v, %v", did, err)
			}
			if jobs, err := s.Jobs(t.Context(), ledger.JobFilter{State: ledger.JobUncertain}); err != nil || len(jobs) != 1 || jobs[0].Key != "send/1" {
				t.Errorf("%+v, %v", jobs, err)
			}
			if _, err := s.Resume(t.Context(), "ada", 100, nil, Resumed{}); fault.CodeOf(err) != fault.Conflict {
				t.Error(err)
			}
			if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
				t.Errorf("%+v, %v", report, err)
			}
		})
		if why := p.held(); why != "" {
			t.Errorf("it waits again: %s", why)
		}
	})
	t.Run("the copy from before is old now, though it was newer once", func(t *testing.T) {
		p.copyBack(old)
		if why := p.held(); why == "" {
			t.Error("it works")
		}
	})
}

func TestADatabaseOfWhichNothingIsKnownBesideTheKeyWaits(t *testing.T) {
	p := newPlace(t)
	p.one()
	if err := os.Remove(p.key.path + ".mark"); err != nil {
		t.Fatal(err)
	}
	if why := p.held(); !strings.Contains(why, "key.mark is missing") {
		t.Errorf("it waits because %q", why)
	}
	t.Run("but one that never had anything there is met for the first time", func(t *testing.T) {
		p := newPlace(t)
		dbtest.Put(t, openAt(t, p.path, p.key.Identity()), dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
		if why := p.held(); why != "" {
			t.Errorf("it waits because %q", why)
		}
	})
}

func TestAForeignMarkIsRefused(t *testing.T) {
	p := newPlace(t)
	p.one()
	name := p.key.path + ".mark"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for rule, text := range map[string]string{
		"a number was changed": strings.Replace(string(b), `"sequence":1`, `"sequence":0`, 1),
		"it is no mark":        "hello",
		"it is empty":          "",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(t.Context(), p.options()); err == nil || fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "was not written with the key beside it") {
			t.Errorf("%s: %v %v", rule, s, err)
		}
	}
}

func TestTheDatabaseOfAnotherInstanceIsRefused(t *testing.T) {
	p := newPlace(t)
	p.one()
	q := &place{t: t, path: filepath.Join(t.TempDir(), "y.db"), key: p.key}
	dbtest.Put(t, openAt(t, q.path, q.key.Identity()), dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	_, err := Open(t.Context(), q.options())
	if !errors.Is(err, ErrOtherInstance) || fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "put the database of this instance back") {
		t.Error(err)
	}
	backup := filepath.Join(t.TempDir(), "b.db")
	if _, err := openAt(t, q.path, q.key.Identity()).Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if done, err := restore(t, backup, p.path); !errors.Is(err, ErrOtherInstance) || done.Aside != "" {
		t.Errorf("%+v, %v", done, err)
	}
	if why := p.held(); why != "" {
		t.Errorf("a refused restore is none: %s", why)
	}
}

func TestADatabaseThatIsGoneIsNotBegunAnew(t *testing.T) {
	for rule, empty := range map[string]bool{"it was removed": false, "it was emptied": true} {
		t.Run(rule, func(t *testing.T) {
			p := newPlace(t)
			p.one()
			if err := os.Remove(p.path); err != nil {
				t.Fatal(err)
			}
			if empty {
				if err := os.WriteFile(p.path, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Open(t.Context(), p.options()); !errors.Is(err, ErrMissing) || fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), "had seen 1 changes") {
				t.Error(err)
			}
		})
	}
}

func TestARestoreBeginsANewEpochAndComparesWhatItReplaced(t *testing.T) {
	p := newPlace(t)
	p.one()
	backup := filepath.Join(t.TempDir(), "b.db")
	p.with(func(s *Store) {
		if _, err := s.Backup(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		c, err := s.Load(t.Context(), dbtest.ID(1))
		if err != nil {
			t.Fatal(err)
		}
		sent := disclosure.Message{Key: "DL-2020-0001/first_contact/C1/1", Template: disclosure.FirstContact, To: "v@example.org", State: disclosure.MessageSent, SentAt: day0}
		dbtest.Put(t, s, c.ID, c, dbtest.Note("later"), disclosure.Event{Kind: disclosure.KindContacted, At: dbtest.Note("").At, Detail: disclosure.Detail{Message: &sent}})
		dbtest.Put(t, s, dbtest.ID(2), nil, dbtest.Recorded(dbtest.Facts(2)))
	})
	done, err := restore(t, backup, p.path)
	if err != nil {
		t.Fatal(err)
	}
	lost := done.Lost
	if lost == nil || lost.Problem != "" || lost.Events != 3 || lost.Sent != 1 || len(lost.Cases) != 2 {
		t.Fatalf("%+v", lost)
	}
	if c := lost.Cases[0]; c.Case != dbtest.ID(1) || c.Whole || c.Before != 1 || len(c.Events) != 2 || c.Events[0].Text != "later" || c.Sent[0].To != "v@example.org" {
		t.Errorf("%+v", c)
	}
	if c := lost.Cases[1]; c.Case != dbtest.ID(2) || !c.Whole || c.Before != 0 || len(c.Events) != 1 {
		t.Errorf("%+v", c)
	}
	p.with(func(s *Store) {
		held, err := s.Held(t.Context(), nil)
		if err != nil || held == nil || held.Entry.Kind != LogRestored || held.Entry.Epoch != 2 || held.Entry.By != "ada" || held.Entry.Lost.Events != 3 || held.Jobs != 1 {
			t.Fatalf("%+v, %v", held, err)
		}
		log, err := s.Log(t.Context())
		if err != nil || len(log) != 3 { // it began, it has to rehearse, it was restored
			t.Errorf("opened twice, logged %d times: %v", len(log)-2, err)
		}
		if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
			t.Errorf("%+v, %v", report, err)
		}
	})
	if why := p.held(); why == "" {
		t.Error("it waits no more, and nobody answered")
	}
	t.Run("what was put aside is an old copy from then on", func(t *testing.T) {
		if err := os.Rename(done.Aside, p.path); err != nil {
			t.Fatal(err)
		}
		if why := p.held(); why == "" {
			t.Error("it works, and two histories go on")
		}
	})
}

func TestWhatCameInBeforeARestoreEndedWaitsForAPerson(t *testing.T) {
	p := newPlace(t)
	p.one()
	receive := func(s *Store, key string, came time.Time, meta map[string]string) ledger.Inbound {
		blob, err := disclosure.NewBlob([]byte(key), nil)
		if err != nil {
			t.Fatal(err)
		}
		in := ledger.Inbound{Channel: disclosure.Email, Key: key, Raw: blob.Ref, Received: came, Meta: meta}
		id, fresh, err := s.Receive(t.Context(), in, blob, ledger.NewJob(ledger.QueueInbound, key, reading{}))
		if err != nil || !fresh {
			t.Fatal(fresh, err)
		}
		got, _, err := s.Inbound(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	backup := filepath.Join(t.TempDir(), "b.db")
	p.with(func(s *Store) {
		if in := receive(s, "unread", day0, nil); in.State != ledger.InboundNew {
			t.Errorf("without a restore: %+v", in)
		}
		if _, err := s.Backup(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := restore(t, backup, p.path); err != nil {
		t.Fatal(err)
	}
	p.with(func(s *Store) {
		if in := receive(s, "delivery", day0.Add(time.Hour), map[string]string{MetaPassedOn: "1"}); in.State != ledger.InboundNew {
			t.Errorf("a delivery that is only passed on: %+v", in)
		}
		if _, ok, err := s.NextDue(t.Context(), ledger.Queues()); err != nil || !ok {
			t.Errorf("its job is lost: %v", err)
		}
		if in := receive(s, "while it waits", day0.Add(time.Hour), nil); in.State != ledger.InboundWaiting || in.Note == "" {
			t.Errorf("while it waits: %+v", in)
		}
		if did, err := s.Resume(t.Context(), "ada", 100, nil, Resumed{}); err != nil || did.Inbox != 1 {
			t.Errorf("%+v, %v", did, err)
		}
		for key, v := range map[string]struct {
			came time.Time
			meta map[string]string
			want ledger.InboundState
		}{
			"mail that lay there":   {day0.Add(-time.Hour), nil, ledger.InboundWaiting},
			"mail of that minute":   {day0.Add(time.Minute), nil, ledger.InboundNew}, // it works again since then
			"mail of later":         {day0.Add(time.Hour), nil, ledger.InboundNew},
			"comment of before":     {day0.Add(time.Hour), map[string]string{MetaCame: day0.Add(-time.Minute).Format(time.RFC3339Nano)}, ledger.InboundWaiting},
			"comment from tomorrow": {day0.Add(time.Hour), map[string]string{MetaCame: day0.AddDate(0, 0, 1).Format(time.RFC3339Nano)}, ledger.InboundNew},
		} {
			if in := receive(s, key, v.came, v.meta); in.State != v.want {
				t.Errorf("%s: %s", key, in.State)
			}
		}
		jobs, err := s.Jobs(t.Context(), ledger.JobFilter{Queue: ledger.QueueInbound, State: ledger.JobWaiting})
		if err != nil || len(jobs) != 4 {
			t.Errorf("%d items are read by themselves, want the delivery and the three of later: %v", len(jobs), err)
		}
	})
}

// TestWhatCameIntoBeingWhileItWaitedIsNews looks at the moments around a wait of a day.
func TestWhatCameIntoBeingWhileItWaitedIsNews(t *testing.T) {
	for name, c := range map[string]struct {
		log  []LogEntry
		came time.Duration // after day0
		want bool          // it may have been dealt with
	}{
		"no restore":                {nil, 0, false},
		"before the restore":        {restoredOnce(24 * time.Hour), -time.Second, true},
		"too close to the restore":  {restoredOnce(24 * time.Hour), time.Minute, true},
		"while it waited":           {restoredOnce(24 * time.Hour), time.Hour, false},
		"after it went on":          {restoredOnce(24 * time.Hour), 25 * time.Hour, false},
		"it went on at once, then":  {restoredOnce(time.Second), time.Minute, false},
		"it still waits":            {restoredOnce(24 * time.Hour)[:1], time.Hour, true},
		"restored again meanwhile":  {append(restoredOnce(24 * time.Hour)[:1], restoredOnce(24*time.Hour)...), time.Minute, true},
		"before the second restore": {append(restoredOnce(time.Hour), LogEntry{Kind: LogRestored, At: day0.Add(5 * time.Hour)}, LogEntry{Kind: LogResumed, At: day0.Add(9 * time.Hour)}), 3 * time.Hour, true},
	} {
		if got := dealtWith(standingOf(c.log), day0.Add(c.came)); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestWhatLiesOutsideCanShowThatTheDatabaseIsAnOldCopy(t *testing.T) {
	p := newPlace(t)
	p.one()
	p.with(func(s *Store) {
		for range 2 { // the second one finds it waiting already
			if err := s.FoundBehind(t.Context(), "the archive knows more"); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.MayLeave(t.Context()); !errors.Is(err, ErrHeld) {
			t.Errorf("it may leave: %v", err)
		}
		h, err := s.Held(t.Context(), nil)
		if err != nil || h == nil || h.Entry.Kind != LogBehind || h.Entry.Epoch != 2 || h.Entry.Text != "the archive knows more" {
			t.Errorf("%+v, %v", h, err)
		}
	})
	p.with(func(s *Store) { // another start finds the same
		h, err := s.Held(t.Context(), nil)
		if err != nil || h == nil || h.Entry.Epoch != 2 {
			t.Errorf("%+v, %v", h, err)
		}
		if _, err := s.Resume(t.Context(), "ada", 100, nil, Resumed{}); err != nil {
			t.Fatal(err)
		}
		if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
			t.Errorf("%+v, %v", report, err)
		}
	})
	if why := p.held(); why != "" {
		t.Errorf("a person has answered, and it waits: %s", why)
	}
}

func restoredOnce(waited time.Duration) []LogEntry {
	return []LogEntry{{Kind: LogRestored, At: day0}, {Kind: LogResumed, At: day0.Add(waited)}}
}

// reading is the payload of an inbound job.
type reading struct{ ledger.ItemRef }

func (reading) Task() ledger.Task { return "test/inbound" }
