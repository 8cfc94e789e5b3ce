package pace

import (
	"context"
	"time"
)

const (
	canaryFailures = 2 // in a row, before probing stops
	canaryTimeout  = 10 * time.Second
	canaryHurry    = time.Second // between looks once one failed
	// canarySilence is how many probes in a row may meet nobody before the canary is looked at out of turn.
	canarySilence = 10
)

// Watch looks at the canary again and again until ctx ends: something of which we know that it answers. Two failures
// in a row mean that it is us, and nobody is let out until it answers again.
func (g *Gate) Watch(ctx context.Context, every time.Duration, canary func(ctx context.Context) error) {
	for ctx.Err() == nil {
		within, cancel := context.WithTimeout(ctx, canaryTimeout)
		err := canary(within)
		cancel()
		if ctx.Err() != nil {
			return
		}
		wait := every
		if g.sang(err == nil) > 0 {
			wait = min(every, canaryHurry)
		}
		// However much goes wrong, the canary is not to suffer from it.
		if sleep(ctx, min(wait, canaryHurry), nil); wait > canaryHurry {
			sleep(ctx, wait-canaryHurry, g.nudged)
		}
	}
}

func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	}
}

// sang takes down whether the canary answered, and returns how often in a row it did not.
func (g *Gate) sang(ok bool) (failed int) {
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
			g.notes = append(g.notes, Notice{Why: PauseUs})
		case ok && was >= canaryFailures:
			g.s.Resume()
			g.notes = append(g.notes, Notice{Why: PauseOver})
		}
	})
	return failed
}

// heard counts probes that met nobody; many in a row make us look at the canary.
func (g *Gate) heard(quiet bool) {
	if !quiet {
		g.silent = 0
		return
	}
	if g.silent++; g.silent%canarySilence == 0 {
		select {
		case g.nudged <- struct{}{}:
		default:
		}
	}
}
