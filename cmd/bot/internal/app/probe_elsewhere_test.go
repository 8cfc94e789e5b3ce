package app_test

import (
	"slices"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/ledger"
)

// The bot that serves may take up a probe before whoever asked for it does. What is decided next waits for its answer.
func TestWhoNeedsAnAnswerWaitsForAProbeThatRunsElsewhere(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	b.drain()
	b.do("alice", id, exposure.RequestProbe{Asset: "A1", Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "alice"}})
	waiting := slices.DeleteFunc(b.jobs(ledger.JobFilter{Case: id, State: ledger.JobWaiting, Limit: 100}), func(j ledger.Job) bool { return j.Task() != ledger.TaskProbe })
	if len(waiting) == 0 {
		t.Fatal("no probe waits")
	}
	now := b.Service().Now()
	job, ok, err := b.Store().ClaimKey(t.Context(), "another process", waiting[0].Key, now, time.Hour)
	if err != nil || !ok {
		t.Fatalf("%t, %v", ok, err)
	}
	done := make(chan error, 1)
	go func() { done <- b.RunOrAwait(t.Context(), b.who("alice"), job) }()
	select {
	case err := <-done:
		t.Fatalf("it was not waited for: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	if err := b.Store().Commit(t.Context(), ledger.Commit{Finish: &ledger.Finish{JobID: job.ID, Owner: "another process", State: ledger.JobDone}}); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
