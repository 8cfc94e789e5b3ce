package pace

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// Notice tells a person that probes wait, and where.
type Notice struct {
	Scope string // address, network or owner; "" is our own side
	Why   Pause
	Until time.Time // zero where only an event ends it
}

// String returns the notice as a sentence.
func (n Notice) String() string {
	switch n.Why {
	case PauseRetryAfter:
		return fmt.Sprintf("%s asks us to come back later: it is not probed until %s", n.Scope, n.Until.UTC().Format(time.TimeOnly+" UTC"))
	case PauseResets:
		return fmt.Sprintf("%s resets our connections: it is not probed until %s; check whether somebody there wants us to stop",
			n.Scope, n.Until.UTC().Format(time.TimeOnly+" UTC"))
	case PauseOffline:
		return "the canary does not answer, so our own network or resolver is down: probing is paused, and what came back meanwhile does not count"
	case PauseEnded:
		return "the canary answers again: probing goes on"
	default:
		return string(n.Why)
	}
}

// Gate is the queue in which probes wait for their slot. It is safe for concurrent use.
type Gate struct {
	clock       func() time.Time
	notify      func(Notice)
	checkCanary chan struct{}

	mu     sync.Mutex
	s      *Schedule
	timer  *time.Timer
	notes  []Notice
	failed int // canary failures in a row
	silent int // probes in a row without any answer
}

// NewGate returns a gate. notify is called for each pause and may be nil.
func NewGate(r Rules, clock func() time.Time, notify func(Notice)) *Gate {
	if notify == nil {
		notify = func(Notice) {}
	}
	g := &Gate{clock: clock, notify: notify, checkCanary: make(chan struct{}, 1)}
	g.s = NewSchedule(r, func(name string, why Pause, until time.Time) {
		g.notes = append(g.notes, Notice{name, why, until})
	})
	return g
}

// Enter waits until a probe may start; it is the Slot of package probe. key identifies the probe, host and addr its
// destination; addr may be the zero value. The caller hands the observation to leave and continues with the one that leave
// returns. An error means that ctx ended first.
func (g *Gate) Enter(ctx context.Context, key, host string, addr netip.Addr) (
	leave func(observed.Observation) observed.Observation, err error,
) {
	admitted := make(chan struct{})
	var t *Ticket
	g.change(func() { t = g.s.Add(key, Destination{addr, host}, func() { close(admitted) }) })
	select {
	case <-admitted:
	case <-ctx.Done():
		g.change(func() {
			select {
			case <-admitted: // it was admitted at the same moment
				g.s.Done(t, Outcome{Quiet: true}, g.clock())
			default:
				g.s.Remove(t)
			}
		})
		return nil, fault.Errorf(fault.Unavailable, "the probe was stopped while it waited to start: %w", context.Cause(ctx))
	}
	return func(o observed.Observation) observed.Observation {
		g.change(func() {
			e := outcomeOf(&o, g.clock())
			g.countSilence(e.Quiet)
			if g.failed > 0 {
				markOffline(&o)
				e = Outcome{Quiet: true}
			}
			g.s.Done(t, e, g.clock())
		})
		return o
	}, nil
}

// change runs f on the schedule, starts every probe that may start now, and sends the notices that came up. They are sent
// without the lock, because notify may call the gate.
func (g *Gate) change(f func()) {
	g.mu.Lock()
	f()
	g.admit()
	notes := g.notes
	g.notes = nil
	g.mu.Unlock()
	for _, n := range notes {
		g.notify(n)
	}
}

// admit starts all probes that may start now, and sets the timer for the next one. g.mu has to be held.
func (g *Gate) admit() {
	for {
		t, wait := g.s.Next(g.clock())
		if t != nil {
			t.begin()
			continue
		}
		switch {
		case wait <= 0:
		case g.timer == nil:
			g.timer = time.AfterFunc(wait, func() { g.change(func() {}) })
		default:
			g.timer.Reset(wait)
		}
		return
	}
}

// outcomeOf reads from an observation what the pace depends on.
func outcomeOf(o *observed.Observation, now time.Time) Outcome {
	e := Outcome{Quiet: o.Verdict == observed.Inconclusive && o.Status == 0}
	for _, f := range o.Facets {
		if f.Reason == observed.ReasonReset && o.Verdict == observed.Inconclusive {
			e.Reset, e.Quiet = true, false
		}
	}
	e.Retry = retryAfter(o, now)
	return e
}

// retryAfter returns for how long a server asks us to stay away (RFC 9110, section 10.2.3), 0 when it does not.
func retryAfter(o *observed.Observation, now time.Time) time.Duration {
	if o.Status != http.StatusTooManyRequests && o.Status != http.StatusServiceUnavailable {
		return 0
	}
	text := o.Headers["retry-after"]
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// markOffline changes the result of a probe that ended while our own network was down: everything that a dead network can
// cause becomes a fault of ours, weak closures included. What was positively recognised stays.
func markOffline(o *observed.Observation) {
	changed := false
	for name, f := range o.Facets {
		if f.Verdict == observed.Inconclusive || f.Reason == observed.ReasonConnRefused || f.Reason == observed.ReasonNameGone {
			o.Facets[name] = observed.FacetResult{Reason: observed.ReasonOffline}
			changed = true
		}
	}
	if changed {
		o.Summarise()
		o.Local = o.Verdict == observed.Inconclusive
	}
}
