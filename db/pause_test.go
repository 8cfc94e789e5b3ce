package db

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// lanes are those of the tests.
func lanes() []Lane {
	return []Lane{
		{Name: "email", Tasks: []ledger.Task{ledger.SendTask(disclosure.Email)}},
		{Name: "issue", Tasks: []ledger.Task{ledger.SendTask(disclosure.Issue)}, Prefixes: []string{"tracker/"}},
	}
}

func TestAPauseThatThisProgramDoesNotKnowHoldsBackEverything(t *testing.T) {
	s := openTest(t)
	if err := s.PauseSends(t.Context(), Pause{Channel: "issue", By: "ada"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Enqueue(t.Context(), []ledger.Job{ledger.NewJob(ledger.QueueSend, "m", task.Send{Channel: disclosure.Email})}); err != nil {
		t.Fatal(err)
	}
	for name, known := range map[string][]Lane{"none": nil, "another": lanes()[:1]} {
		other, err := Open(t.Context(), Options{Listing: agenda.ListingOf, Path: s.path, Identity: s.identity, Lanes: known})
		if err != nil {
			t.Fatal(err)
		}
		if jobs, err := other.Claim(t.Context(), "w", ledger.Queues(), time.Now().Add(time.Hour), time.Minute, 10); err != nil || len(jobs) != 0 {
			t.Errorf("%s: claimed %+v, %v", name, jobs, err)
		}
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
	if jobs, err := s.Claim(t.Context(), "w", ledger.Queues(), time.Now().Add(time.Hour), time.Minute, 10); err != nil || len(jobs) != 1 {
		t.Errorf("claimed %+v, %v, want the mail, which is not paused", jobs, err)
	}
}

func TestALaneIsNoWayIntoAQuery(t *testing.T) {
	t.Parallel()
	for _, l := range []Lane{
		{}, {Name: "empty"}, {Name: "x' OR '1", Prefixes: []string{"x/"}}, {Name: "x", Prefixes: []string{"x%"}}, {Name: "x", Tasks: []ledger.Task{"send/'"}},
	} {
		if clause, err := pauseClause([]Lane{l}); fault.CodeOf(err) != fault.Internal {
			t.Errorf("%+v: %s, %v", l, clause, err)
		}
	}
}

func TestWhatIsPausedWaits(t *testing.T) {
	s := openTest(t)
	now := time.Now().UTC().Add(time.Hour)
	if err := s.PauseSends(t.Context(), Pause{Channel: "email", By: "ada", Why: "on a block list"}); err != nil {
		t.Fatal(err)
	}
	if err := s.PauseSends(t.Context(), Pause{Channel: "email", By: "bob"}); fault.CodeOf(err) != fault.Conflict {
		t.Fatalf("paused twice: %v", err)
	}
	if err := s.PauseSends(t.Context(), Pause{Channel: "fax"}); fault.CodeOf(err) != fault.Invalid {
		t.Fatalf("an unknown channel: %v", err)
	}
	if err := s.Enqueue(t.Context(), []ledger.Job{
		ledger.NewJob(ledger.QueueSend, "m", task.Send{Channel: disclosure.Email, Message: "m"}),
		ledger.NewJob(ledger.QueueSend, "i", task.Send{Channel: disclosure.Issue, Message: "i"}),
	}); err != nil {
		t.Fatal(err)
	}
	claim := func() []ledger.Job {
		t.Helper()
		jobs, err := s.Claim(t.Context(), "w", ledger.Queues(), now, time.Minute, 10)
		if err != nil {
			t.Fatal(err)
		}
		return jobs
	}
	if jobs := claim(); len(jobs) != 1 || jobs[0].Key != "i" {
		t.Fatalf("claimed %+v, want the issue alone", jobs)
	}
	if _, ok, err := s.ClaimKey(t.Context(), "w", "m", now, time.Minute); ok || err != nil {
		t.Fatalf("a paused mail was claimed by its key: %v", err)
	}
	if pauses, err := s.Pauses(t.Context()); err != nil || len(pauses) != 1 || pauses[0].By != "ada" || pauses[0].At.IsZero() {
		t.Fatalf("pauses %+v, %v", pauses, err)
	}
	if err := s.ResumeSends(t.Context(), "email"); err != nil {
		t.Fatal(err)
	}
	if jobs := claim(); len(jobs) != 1 || jobs[0].Key != "m" {
		t.Fatalf("claimed %+v after the pause", jobs)
	}
	if err := s.ResumeSends(t.Context(), "email"); fault.CodeOf(err) != fault.Conflict {
		t.Fatalf("resumed twice: %v", err)
	}
}
