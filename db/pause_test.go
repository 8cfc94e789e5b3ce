package db

import (
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

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
		ledger.NewJob(ledger.QueueSend, "m", task.SendMail{Message: "m"}),
		ledger.NewJob(ledger.QueueSend, "i", task.SendIssue{Message: "i"}),
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
