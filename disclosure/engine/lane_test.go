package engine_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
)

// job is due at once.
func job(q ledger.Queue, task ledger.Task, key string) ledger.Job {
	return ledger.Job{Queue: q, Key: key}.Stored(task, "{}")
}

func TestNobodyWaitsForADeadServer(t *testing.T) {
	const backlog = 300
	for _, c := range []struct {
		name  string
		dead  ledger.Queue // a backlog of its jobs waits for servers that do not answer
		quick ledger.Queue
	}{
		{"a question of a person does not wait for the schedule", ledger.QueueProbe, ledger.QueueAsked},
		{"a mail does not wait for probes", ledger.QueueProbe, ledger.QueueSend},
		{"a timer does not wait for probes", ledger.QueueProbe, ledger.QueueTimer},
		{"what came in does not wait for probes", ledger.QueueProbe, ledger.QueueInbound},
		{"a timer does not wait for a mail server", ledger.QueueSend, ledger.QueueTimer},
		{"a probe does not wait for a mail server", ledger.QueueSend, ledger.QueueProbe},
		{"an issue does not wait for a mail server", ledger.QueueSend, ledger.QueueSend},
		{"our own probe does not wait for an agent", ledger.QueueProbe, ledger.QueueProbe},
		{"an answer in one channel does not wait for another", ledger.QueueInbound, ledger.QueueInbound},
		{"a timer does not wait for another one that hangs", ledger.QueueTimer, ledger.QueueTimer},
		{"a claim does not wait for an agent", ledger.QueueAsked, ledger.QueueAsked},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				for i := range backlog {
					h.store.enqueue(job(c.dead, "dead", fmt.Sprint("dead ", i)))
				}
				var mu sync.Mutex
				ended := map[string]time.Duration{}
				begin := time.Now()
				handlers := []engine.Handler{
					{Task: "dead", Do: func(ctx context.Context, run *engine.Run) engine.Result {
						select {
						case <-ctx.Done():
						case <-time.After(time.Minute):
						}
						return engine.Done(nil)
					}},
					{Task: "quick", Do: func(_ context.Context, run *engine.Run) engine.Result {
						mu.Lock()
						defer mu.Unlock()
						ended[run.Key] = time.Since(begin)
						return engine.Done(nil)
					}},
				}
				e := h.engine("one", handlers, func(o *engine.Options) { o.Clock = time.Now; o.Grace = time.Second })
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); _ = e.Run(ctx) }()
				time.Sleep(3 * time.Second)
				h.store.enqueue(job(c.quick, "quick", "quick"))
				time.Sleep(3 * time.Second) // a sweep, as nobody wakes the engine
				synctest.Wait()
				mu.Lock()
				if _, ok := ended["quick"]; !ok {
					t.Errorf("it waits: %v", ended)
				}
				mu.Unlock()
				cancel()
				<-done
			})
		})
	}
}
