package engine

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"daylight/disclosure/ledger"
)

// defaultWorkers is how many jobs of a queue run at a time where [Options] says nothing. A queue has workers of its own, so that
// none waits for the slow ones of another: most probes wait for a machine that does not answer.
func defaultWorkers(q ledger.Queue) int {
	switch q {
	case ledger.QueueProbe:
		return 144
	case ledger.QueueAsked:
		return 16
	case ledger.QueueSend:
		return 8
	case ledger.QueueTimer:
		return 32 // they wait for the disk alone, and what ends together is stored together
	case ledger.QueueInbound:
		return 4 // each may hold a large mail in memory
	default:
		return 4
	}
}

// claimDelay is how long a free worker of a queue with a backlog waits for others to be free, so that one claim serves them all.
const claimDelay = 5 * time.Millisecond

// lane is a queue with its workers. Jobs of one task take three quarters of them at most: while a mail server is silent, issues
// and chat go on, and so do our own probes beside an agent that is down.
type lane struct {
	queue   ledger.Queue
	workers int

	mu      sync.Mutex
	busy    int
	by      map[ledger.Task]int
	stalled bool      // the newest claim found nothing but was not free to take every task
	backlog bool      // there are probably more jobs than the newest claim found
	freed   time.Time // when the first job ended after it
}

func newLanes(workers map[ledger.Queue]int) []*lane {
	var out []*lane
	for _, q := range ledger.Queues() {
		n := workers[q]
		if n <= 0 {
			n = defaultWorkers(q)
		}
		out = append(out, &lane{queue: q, workers: n, by: map[ledger.Task]int{}})
	}
	return out
}

// share is how many workers one task may have.
func (l *lane) share() int { return max(1, l.workers*3/4) }

// room is how many jobs may be claimed now, and which tasks have their share already.
func (l *lane) room() (n int, full []ledger.Task) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n = l.workers - l.busy
	for t, running := range l.by {
		if left := l.share() - running; left > 0 {
			n = min(n, left)
		} else {
			full = append(full, t)
		}
	}
	slices.Sort(full)
	return min(n, l.share()), full
}

// worth reports whether n jobs are enough for a claim now. Each claim is a transaction with a sync of the disk, and where short jobs
// queue up there would be one for each job that ends.
func (l *lane) worth(n int, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	// While no job ended, the free workers are for tasks that have not had their share.
	return !l.backlog || l.busy == 0 || n >= l.share()/2 || l.freed.IsZero() || now.Sub(l.freed) >= claimDelay
}

// claimed remembers what a claim of n jobs found.
func (l *lane) claimed(n, found int, full []ledger.Task) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stalled = found == 0 && len(full) > 0
	l.backlog = found == n || l.stalled
	l.freed = time.Time{}
}

// began and ended count a job.
func (l *lane) began(t ledger.Task) { l.count(t, 1, time.Time{}) }

func (l *lane) ended(t ledger.Task, now time.Time) { l.count(t, -1, now) }

func (l *lane) count(t ledger.Task, by int, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.freed.IsZero() {
		l.freed = now
	}
	l.busy += by
	if l.by[t] += by; l.by[t] == 0 {
		delete(l.by, t)
	}
}

// waits reports whether the next due job of the queue can be taken at once. Otherwise a worker that ends wakes the engine.
func (l *lane) waits() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.busy < l.workers && !l.stalled
}

// saving reports whether a worker is free and waits for others.
func (l *lane) saving() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.backlog && l.busy > 0 && l.busy < l.workers && !l.freed.IsZero()
}

// claimInto claims as many jobs of each queue as it has workers for and starts them.
func (e *Engine) claimInto(ctx, work context.Context, running *sync.WaitGroup) (int, error) {
	claimed := 0
	for _, l := range e.lanes {
		n, full := l.room()
		if n == 0 || !l.worth(n, e.now()) {
			continue
		}
		jobs, err := e.o.Jobs.Claim(ctx, e.o.Owner, []ledger.Queue{l.queue}, e.now(), e.o.Lease, n, full...)
		if err != nil {
			if ctx.Err() == nil {
				e.o.Logger.ErrorContext(ctx, "jobs could not be claimed", "error", err)
			}
			return claimed, err
		}
		l.claimed(n, len(jobs), full)
		claimed += len(jobs)
		for _, job := range jobs {
			l.began(job.Task())
			running.Go(func() {
				defer func() { l.ended(job.Task(), e.now()); e.Wake() }()
				e.run(work, job)
			})
		}
	}
	return claimed, nil
}

// sleep waits for a wake-up, the next due job of a queue that has a worker for it, or the sweep, whichever comes first. The
// sweep finds what another process queued.
func (e *Engine) sleep(ctx context.Context, claims bool) {
	wait := e.o.Sweep
	var free []ledger.Queue
	for _, l := range e.lanes {
		switch {
		case l.saving():
			wait = min(wait, claimDelay)
		case l.waits():
			free = append(free, l.queue)
		}
	}
	if claims && len(free) > 0 {
		if due, ok, err := e.o.Jobs.NextDue(ctx, free); err == nil && ok {
			wait = min(wait, max(due.Sub(e.now()), 10*time.Millisecond))
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-e.wake:
	case <-timer.C:
	}
}

// Tasks returns the tasks that the engine has a handler for, sorted.
func (e *Engine) Tasks() []ledger.Task { return slices.Sorted(maps.Keys(e.handlers)) }
