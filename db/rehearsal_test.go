package db

import (
	"errors"
	"testing"
	"time"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// end writes the entry that ends a rehearsal.
func end(t *testing.T, s *Store) {
	t.Helper()
	if err := s.EndRehearsal(t.Context(), func(Rehearsal) (*LogEntry, error) {
		return &LogEntry{Kind: LogRehearsalEnded, By: "bob", First: "ada"}, nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestNothingRunsLiveBeforeTheRehearsalHasEnded(t *testing.T) {
	p := newPlace(t)
	p.one()
	live := p.options()
	live.Live = true
	s, err := Open(t.Context(), live)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	claimed := func() int {
		jobs, err := s.Claim(t.Context(), "x", ledger.Queues(), day0.Add(time.Hour), time.Minute, 5)
		if err != nil {
			t.Fatal(err)
		}
		return len(jobs)
	}
	if err := s.MayLeave(t.Context()); !errors.Is(err, ErrRehearsing) || fault.CodeOf(err) != fault.Refused {
		t.Errorf("it may leave: %v", err)
	}
	if _, _, err := s.ClaimKey(t.Context(), "x", "send/1", day0, time.Minute); !errors.Is(err, ErrRehearsing) {
		t.Errorf("one job is claimed: %v", err)
	}
	if err := s.Enqueue(t.Context(), []ledger.Job{ledger.NewJob(ledger.QueueSend, "send/2", task.Send{Channel: disclosure.Email})}); !errors.Is(err, ErrRehearsing) {
		t.Errorf("a send is queued: %v", err)
	}
	if n := claimed(); n != 0 {
		t.Errorf("%d jobs were claimed", n)
	}
	if got, err := s.Rehearsal(t.Context()); err != nil || got.Ended != nil {
		t.Errorf("%+v, %v", got, err)
	}
	end(t, s)
	if err := s.MayLeave(t.Context()); err != nil {
		t.Error(err)
	}
	if got, err := s.Rehearsal(t.Context()); err != nil || got.Ended == nil || got.Ended.By != "bob" || got.Ended.First != "ada" {
		t.Errorf("%+v, %v", got, err)
	}
	if n := claimed(); n != 1 {
		t.Errorf("%d jobs were claimed, want the one", n)
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestWhatIsNotLiveRunsBeforeTheRehearsalHasEnded(t *testing.T) {
	p := newPlace(t)
	p.one()
	p.with(func(s *Store) {
		if err := s.MayLeave(t.Context()); err != nil {
			t.Error(err)
		}
		if _, ok, err := s.ClaimKey(t.Context(), "x", "send/1", day0, time.Minute); err != nil || !ok {
			t.Errorf("%t, %v", ok, err)
		}
	})
}

// A case that was recorded since does not make an instance look old.
func TestACaseInANewInstanceEndsNoRehearsal(t *testing.T) {
	p := newPlace(t)
	p.with(func(s *Store) { dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1))) })
	p.with(func(s *Store) {
		if got, err := s.Rehearsal(t.Context()); err != nil || got.Ended != nil {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAnUpgradeStopsNobody(t *testing.T) {
	oneAfterTheOther(t)
	path, key := theOld(t)
	for range 2 { // what it wrote the first time holds the second time
		s := openAt(t, path, key.Identity())
		got, err := s.Rehearsal(t.Context())
		if err != nil || got.Ended == nil || got.Ended.By != "" || got.Ended.Text != "it was live before rehearsals were known" {
			t.Errorf("%+v, %v", got, err)
		}
	}
	s := openAt(t, path, key.Identity())
	log, err := s.Log(t.Context())
	if err != nil || len(log) != 2 {
		t.Errorf("%+v, %v", log, err)
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
}

// Who proposes does not end it, and a proposal that was answered is none any more.
func TestAProposalEndsNoRehearsal(t *testing.T) {
	s := openTest(t)
	propose := func(Rehearsal) (*LogEntry, error) { return &LogEntry{Kind: LogRehearsalProposed, By: "ada"}, nil }
	if err := s.EndRehearsal(t.Context(), propose); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Rehearsal(t.Context()); err != nil || got.Ended != nil || got.Proposed == nil || got.Proposed.By != "ada" {
		t.Errorf("%+v, %v", got, err)
	}
	end(t, s)
	if got, err := s.Rehearsal(t.Context()); err != nil || got.Ended == nil || got.Proposed != nil {
		t.Errorf("%+v, %v", got, err)
	}
}
