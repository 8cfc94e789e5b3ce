package pace

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Notice tells a person that probes wait, and for whom.
type Notice struct {
	Place string // address, network or owner; "" is our own side
	Why   Pause
	Until time.Time // zero where only an event ends it
}

// String is the sentence for people.
func (n Notice) String() string {
	switch n.Why {
	case PauseAsked:
		return fmt.Sprintf("%s asks us to come back later: it is left alone until %s", n.Place, n.Until.UTC().Format(time.TimeOnly+" UTC"))
	case PauseResets:
		return fmt.Sprintf("%s resets our connections: it is left alone until %s; look whether somebody there wants us to stop",
			n.Place, n.Until.UTC().Format(time.TimeOnly+" UTC"))
	case PauseUs:
		return "the canary does not answer, so our own network or resolver is down: probing is paused, and what came back meanwhile does not count"
	case PauseOver:
		return "the canary answers again: probing goes on"
	default:
		return string(n.Why)
	}
}

// Gate is where probes wait for their turn. It is safe for concurrent use.
type Gate struct {
	clock  func() time.Time
	say    func(Notice)
	nudged chan struct{}

	mu     sync.Mutex
	s      *Schedule
	timer  *time.Timer
	notes  []Notice
	failed int // canary failures in a row
	silent int // probes in a row to which nobody said anything
}

// NewGate returns a gate. say hears of pauses and may be nil.
func NewGate(r Rules, clock func() time.Time, say func(Notice)) *Gate {
	if say == nil {
		say = func(Notice) {}
	}
	g := &Gate{clock: clock, say: say, nudged: make(chan struct{}, 1)}
	g.s = NewSchedule(r, func(name string, why Pause, until time.Time) {
		g.notes = append(g.notes, Notice{name, why, until})
	})
	return g
}

// Enter waits until a probe may start. key names the probe, host and addr whom it asks; addr may be the zero value. The
// caller hands the observation to leave and goes on with what leave returns. An error means that ctx ended first.
func (g *Gate) Enter(ctx context.Context, key, host string, addr netip.Addr) (
	leave func(disclosure.Observation) disclosure.Observation, err error,
) {
	turn := make(chan struct{})
	var t *Ticket
	g.change(func() { t = g.s.Add(key, Place{addr, host}, func() { close(turn) }) })
	select {
	case <-turn:
	case <-ctx.Done():
		g.change(func() {
			select {
			case <-turn: // it was let in at the same moment
				g.s.Done(t, Ended{Quiet: true}, g.clock())
			default:
				g.s.Remove(t)
			}
		})
		return nil, fault.Errorf(fault.Unavailable, "the probe waited for its turn until it was stopped: %w", context.Cause(ctx))
	}
	return func(o disclosure.Observation) disclosure.Observation {
		g.change(func() {
			e := ended(&o, g.clock())
			g.heard(e.Quiet)
			if g.failed > 0 {
				offline(&o)
				e = Ended{Quiet: true}
			}
			g.s.Done(t, e, g.clock())
		})
		return o
	}, nil
}

// change does something to the schedule, lets in whoever may go now and tells what is to be told.
func (g *Gate) change(f func()) {
	g.mu.Lock()
	f()
	g.admit()
	notes := g.notes
	g.notes = nil
	g.mu.Unlock()
	for _, n := range notes {
		g.say(n)
	}
}

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

// ended reads off an observation what the pace depends on.
func ended(o *disclosure.Observation, now time.Time) Ended {
	e := Ended{Quiet: o.Verdict == disclosure.Inconclusive && o.Status == 0}
	for _, f := range o.Facets {
		if f.Reason == disclosure.ReasonReset && o.Verdict == disclosure.Inconclusive {
			e.Reset, e.Quiet = true, false
		}
	}
	e.Retry = retryAfter(o, now)
	return e
}

// retryAfter reads how long a server asks to be left alone (RFC 9110, section 10.2.3).
func retryAfter(o *disclosure.Observation, now time.Time) time.Duration {
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

// offline marks what came of a probe while our own network was down. What was positively recognised stays.
func offline(o *disclosure.Observation) {
	changed := false
	for name, f := range o.Facets {
		if f.Verdict == disclosure.Inconclusive || f.Reason == disclosure.ReasonConnRefused || f.Reason == disclosure.ReasonNameGone {
			o.Facets[name] = disclosure.FacetResult{Reason: disclosure.ReasonOffline}
			changed = true
		}
	}
	if changed {
		o.Summarise()
		o.Local = o.Verdict == disclosure.Inconclusive
	}
}
