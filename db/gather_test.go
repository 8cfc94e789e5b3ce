package db

import (
	"slices"
	"testing"
	"time"

	"daylight/disclosure/ledger"
)

func TestAJobSpeaksForAllThatWaitAndForThoseTheySpokeFor(t *testing.T) {
	t.Parallel()
	s := openTest(t)
	ctx, due := t.Context(), time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)
	job := func(key string, task ledger.Task) ledger.Job {
		return ledger.Job{Queue: ledger.QueueSend, Key: key, Due: due}.Stored(task, "{}")
	}
	add := func(jobs ...ledger.Job) {
		t.Helper()
		if err := s.Enqueue(ctx, jobs); err != nil {
			t.Fatal(err)
		}
	}
	claim := func(key string, now time.Time) ledger.Job {
		t.Helper()
		j, ok, err := s.ClaimKey(ctx, "owner of "+key, key, now, time.Minute)
		if err != nil || !ok {
			t.Fatalf("%s: %t %v", key, ok, err)
		}
		return j
	}
	gather := func(j ledger.Job, now time.Time) (keys []string) {
		t.Helper()
		spoken, err := s.Gather(ctx, j, "notice/ada/", now)
		if err != nil {
			t.Fatal(err)
		}
		for i := range spoken {
			keys = append(keys, spoken[i].Key)
		}
		return keys
	}
	add(job("notice/ada/1", "notice"), job("notice/ada/2", "notice"), job("notice/ada/sent", "notice"),
		job("notice/ada/digest", "digest"), job("notice/bob/1", "notice"))

	// One that may be on its way is nobody's to speak for.
	held := claim("notice/ada/sent", due)
	if err := s.Mark(ctx, held.ID, held.LeaseOwner, "data"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.w.ExecContext(ctx, `UPDATE jobs SET state = 'waiting', lease_owner = '', lease_until = NULL WHERE id = $1`, held.ID); err != nil {
		t.Fatal(err)
	}

	first := claim("notice/ada/1", due)
	if got := gather(first, due); !slices.Equal(got, []string{"notice/ada/2"}) {
		t.Fatalf("the first speaks for %q", got)
	}
	// It could not say it and waits. A third word comes, and is the next to speak.
	if _, err := s.w.ExecContext(ctx, `UPDATE jobs SET state = 'waiting', lease_owner = '', lease_until = NULL WHERE id = $1`, first.ID); err != nil {
		t.Fatal(err)
	}
	add(job("notice/ada/3", "notice"))
	if got := gather(claim("notice/ada/3", due), due); !slices.Equal(got, []string{"notice/ada/1", "notice/ada/2"}) {
		t.Errorf("the third speaks for %q", got)
	}
}
