package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"

	"daylight/db"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
)

// nothing is the payload of a timer that does nothing.
type nothing struct{}

func (nothing) Task() ledger.Task { return "test/nothing" }

// looked is how long somebody waited who lists cases ten times a second meanwhile.
func looked(ctx context.Context, s *db.Store) (took []time.Duration) {
	for ctx.Err() == nil {
		begin := time.Now()
		if _, err := s.List(context.WithoutCancel(ctx), ledger.Filter{}); err == nil {
			took = append(took, time.Since(begin))
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	return took
}

// BenchmarkDueTimers runs timers that are all due at once and do nothing, on the real store: what is left is to claim each with a lease
// and to end it, on disk. Run it with -benchtime 100000x.
func BenchmarkDueTimers(b *testing.B) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		b.Fatal(err)
	}
	s, err := db.Open(b.Context(), db.Options{Path: filepath.Join(b.TempDir(), "daylight.db"), Create: true, Listing: agenda.ListingOf, Identity: identity})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	now := func() time.Time { return time.Now().UTC() }
	due := now().Add(-time.Hour)
	for from := 0; from < b.N; from += 5000 {
		var jobs []ledger.Job
		for i := from; i < min(b.N, from+5000); i++ {
			jobs = append(jobs, ledger.NewJob(ledger.QueueTimer, fmt.Sprint("timer/", i), nothing{}).At(due))
		}
		if err := s.Enqueue(b.Context(), jobs); err != nil {
			b.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	var ran atomic.Int64
	e := engine.New(engine.Options{
		Jobs: s, Leases: s, Service: command.New(command.Options{Store: s, Clock: now, Rules: command.DefaultRules()}), Clock: now, Owner: "bench",
		Handlers: []engine.Handler{{Task: nothing{}.Task(), Do: func(context.Context, *engine.Run) engine.Result {
			if ran.Add(1) == int64(b.N) {
				stop()
			}
			return engine.Done(nil)
		}}},
	})
	board := make(chan []time.Duration)
	go func() { board <- looked(ctx, s) }()
	b.ResetTimer()
	if err := e.Run(ctx); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
	if took := <-board; len(took) > 0 {
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-board-p99")
	}
	left, err := s.Jobs(b.Context(), ledger.JobFilter{Queue: ledger.QueueTimer, State: ledger.JobWaiting})
	if err != nil || len(left) > 0 || ran.Load() != int64(b.N) {
		b.Errorf("%d ran of %d, %d are left, %v", ran.Load(), b.N, len(left), err)
	}
}
