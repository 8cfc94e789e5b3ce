package engine_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
)

// counting counts the claims that found something.
type counting struct {
	engine.Jobs
	claims atomic.Int64
}

func (c *counting) Claim(ctx context.Context, owner string, queues []ledger.Queue, now time.Time, lease time.Duration, n int, except ...ledger.Task) ([]ledger.Job, error) {
	jobs, err := c.Jobs.Claim(ctx, owner, queues, now, lease, n, except...)
	if len(jobs) > 0 {
		c.claims.Add(1)
	}
	return jobs, err
}

// worked runs a backlog of timers of a length, and says how many claims and how long it took.
func worked(t *testing.T, backlog int, lasts func(n int64) time.Duration) (claims int64, took time.Duration) {
	t.Helper()
	h := newHouse(t)
	for i := range backlog {
		h.store.enqueue(job(ledger.QueueTimer, "work", fmt.Sprint("timer ", i)))
	}
	jobs := &counting{Jobs: h.store}
	var ran atomic.Int64
	ctx, cancel := context.WithCancel(t.Context())
	begin := time.Now()
	e := h.engine("one", []engine.Handler{{Task: "work", Do: func(context.Context, *engine.Run) engine.Result {
		n := ran.Add(1)
		time.Sleep(lasts(n))
		if n == int64(backlog) {
			took = time.Since(begin)
			cancel()
		}
		return engine.Done(nil)
	}}}, func(o *engine.Options) { o.Jobs, o.Clock = jobs, time.Now })
	if err := e.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return jobs.claims.Load(), took
}

func TestShortJobsOfABacklogAreClaimedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const backlog = 2000
		claims, _ := worked(t, backlog, func(n int64) time.Duration { return time.Duration(1+n%7) * 100 * time.Microsecond })
		if claims*8 > backlog {
			t.Errorf("%d jobs took %d claims", backlog, claims)
		}
	})
}

// A worker that is free waits a few milliseconds for others and not until half of them are.
func TestLongJobsOfABacklogKeepEveryWorkerBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const backlog, share = 480, 24
		_, took := worked(t, backlog, func(n int64) time.Duration { return time.Second + time.Duration(n*37%97)*10*time.Millisecond })
		if ideal := backlog / share * 1480 * time.Millisecond; took > ideal*11/10 {
			t.Errorf("it took %s, and no worker idle would be %s", took, ideal)
		}
	})
}
