package pace

import (
	"context"
	"time"
)

const (
	canaryFailures = 2 // in a row, before probing pauses
	canaryTimeout  = 10 * time.Second
	canaryRetry    = time.Second // between checks once one has failed
	// canarySilence is how many probes in a row may go without any answer before the canary is checked early.
	canarySilence = 10
)

// Watch checks the canary, an address that is known to answer, until ctx ends. Two failures in a row mean that our own network
// is down: no probe starts until the canary answers again, and what came back meanwhile does not count.
func (g *Gate) Watch(ctx context.Context, every time.Duration, canary func(ctx context.Context) error) {
	for ctx.Err() == nil {
		within, cancel := context.WithTimeout(ctx, canaryTimeout)
		err := canary(within)
		cancel()
		if ctx.Err() != nil {
			return
		}
		wait := every
		if g.canaryResult(err == nil) > 0 {
			wait = min(every, canaryRetry)
		}
		// Even while everything fails, the canary is checked at most once a second.
		if sleep(ctx, min(wait, canaryRetry), nil); wait > canaryRetry {
			sleep(ctx, wait-canaryRetry, g.checkCanary)
		}
	}
}

// sleep waits for d, and less when ctx ends or wake is signalled. A nil wake never is.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	}
}

// canaryResult records whether the canary answered, and returns how often in a row it did not.
func (g *Gate) canaryResult(ok bool) (failed int) {
	g.change(func() {
		was := g.failed
		if ok {
			g.failed = 0
		} else {
			g.failed++
		}
		failed = g.failed
		switch {
		case g.failed == canaryFailures:
			g.s.Stop()
			g.notes = append(g.notes, Notice{Why: PauseOffline})
		case ok && was >= canaryFailures:
			g.s.Resume()
			g.notes = append(g.notes, Notice{Why: PauseEnded})
		}
	})
	return failed
}

// countSilence counts probes in a row that got no answer. Many of them make Watch check the canary at once.
func (g *Gate) countSilence(quiet bool) {
	if !quiet {
		g.silent = 0
		return
	}
	if g.silent++; g.silent%canarySilence == 0 {
		select {
		case g.checkCanary <- struct{}{}:
		default:
		}
	}
}
