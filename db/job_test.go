package db

import (
	"testing"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// Rows as the version before wrote them, and one that nobody can read: it must not keep the others from being claimed.
func TestJobsOfAnotherVersionAreClaimed(t *testing.T) {
	t.Parallel()
	s := openTest(t)
	for key, row := range map[string]struct{ task, args string }{
		"1": {"probe", `{"asset":"A1","asked":{"reason":"claim","by":"vendor"},"seq":3}`},
		"2": {"timer/deadline", `[]`},
		"3": {"timer/deadline", `{"clause":"fix","ref":"2020-02-26"}`},
	} {
		if _, err := s.w.ExecContext(t.Context(), `INSERT INTO jobs (queue, task, key, args, state, due, created)
			VALUES ('timer', $1, $2, $3, 'waiting', $4, 0)`, row.task, key, row.args, day0.UnixMicro()); err != nil {
			t.Fatal(err)
		}
	}
	claimed, err := s.Claim(t.Context(), "w", ledger.Queues(), day0, time.Minute, 10)
	if err != nil || len(claimed) != 3 {
		t.Fatalf("%d jobs, %v", len(claimed), err)
	}
	jobs := map[string]ledger.Job{}
	for _, j := range claimed {
		jobs[j.Key] = j
	}
	if p, err := ledger.PayloadOf[task.Probe](jobs["1"]); err != nil || p.Asset != "A1" || p.Request.By != "vendor" {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := ledger.PayloadOf[task.Deadline](jobs["2"]); err == nil {
		t.Errorf("read as %+v", p)
	}
	if p, err := ledger.PayloadOf[task.Deadline](jobs["3"]); err != nil || p.Clause != "fix" {
		t.Errorf("%+v, %v", p, err)
	}
}
