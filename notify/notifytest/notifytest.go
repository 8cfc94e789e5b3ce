// Package notifytest is the suite that every channel passes which brings something outside: whatever happens on the way, and however
// often the process dies, it is there once, or a person is asked.
package notifytest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// Fault is what goes wrong with the next attempt to send.
type Fault string

// The faults.
const (
	None       Fault = ""
	LostBefore Fault = "the connection breaks before anything is accepted"
	LostDuring Fault = "the connection breaks while it is handed over"
	LostAfter  Fault = "it is accepted, and the answer is lost"
	Busy       Fault = "too many requests, come back in 30 seconds"
	BusyBare   Fault = "too many requests, without a time"
	Down       Fault = "unavailable, come back in 30 seconds"
	DownBare   Fault = "unavailable, without a time"
)

// Place is a channel in front of a server of the test.
type Place struct {
	// Effect makes one message. Each call gives the same message, as another process would compose it.
	Effect func() outbound.Effect
	// Fail lets the next attempt to send meet a fault. It reports false for one that the channel has no form of.
	Fail func(f Fault) bool
	// Copies is how many copies of the message the server accepted, visible or not.
	Copies func() int
	// Hide keeps what was accepted out of all lists, as one that is behind does.
	Hide func(hidden bool)
	// Blind makes every look fail.
	Blind func(blind bool)
	// Sees says that the channel can see what is there, and Proves that it can tell what is not. Mail cannot do that: its copy may stand
	// in a queue. A channel that only sends can do neither.
	Sees, Proves bool
	// Policy is that of the channel.
	Policy outbound.Policy
}

// errKilled is what a process says that dies.
var errKilled = errors.New("killed")

// driver is the engine around one job: it keeps the phase, and the clock.
type driver struct {
	t      *testing.T
	p      Place
	now    time.Time
	phase  string
	tries  int
	dieAt  int // which mark of the run kills it; 0 is none
	after  bool
	before func(d *driver) // called before each step
}

// end is how a job ended.
type end struct {
	kind   ledger.OutcomeKind
	reason string
	took   time.Duration
}

// play runs a job to its end.
func play(t *testing.T, p Place, change ...func(*driver)) end {
	t.Helper()
	begin := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
	d := &driver{t: t, p: p, now: begin}
	for _, f := range change {
		f(d)
	}
	for d.tries < 40 {
		if d.before != nil {
			d.before(d)
		}
		step, dead := d.step()
		if dead {
			d.now = d.now.Add(2 * time.Minute) // until the lease ends
			continue
		}
		if n := p.Copies(); n > 1 {
			t.Fatalf("%d copies are there after attempt %d", n, d.tries)
		}
		if step.Kind != ledger.Retry {
			return end{step.Kind, step.Reason, d.now.Sub(begin)}
		}
		d.phase = step.Phase
		d.now = d.now.Add(max(step.After, 15*time.Second))
	}
	t.Fatalf("no end in 40 attempts, phase %q", d.phase)
	return end{}
}

// step is one run of the job, which may die at a mark: what it committed is kept, its result is not.
func (d *driver) step() (step outbound.Step, dead bool) {
	d.tries++
	marks := 0
	ctx, cancel := context.WithTimeout(d.t.Context(), 20*time.Second)
	defer cancel()
	mark := func(_ context.Context, phase string) error {
		marks++
		if d.dieAt == marks && !d.after {
			dead = true
			return errKilled
		}
		d.phase = phase
		if d.dieAt == marks {
			dead = true
			return errKilled
		}
		return nil
	}
	step = outbound.Advance(ctx, outbound.Standing{Phase: d.phase, Attempts: d.tries, Now: d.now, Mark: mark}, d.p.Effect(), d.p.Policy)
	if dead {
		d.dieAt = 0
	}
	return step, dead
}

// Run plays the suite. place makes a new channel in front of a new server.
func Run(t *testing.T, place func(t *testing.T) Place) {
	once := func(t *testing.T, p Place, e end) {
		t.Helper()
		switch n := p.Copies(); {
		case e.kind == ledger.Sent && n != 1:
			t.Errorf("it is said to be there, and %d copies are: %s", n, e.reason)
		case e.kind != ledger.Sent && (p.Proves || e.kind != ledger.Uncertain):
			t.Errorf("it ended as %s (%s), with %d copies", e.kind, e.reason, n)
		}
	}
	t.Run("it is there once", func(t *testing.T) {
		p := place(t)
		if e := play(t, p); e.kind != ledger.Sent || p.Copies() != 1 || e.took > 0 {
			t.Errorf("%+v, %d copies", e, p.Copies())
		}
	})
	for _, f := range []Fault{LostBefore, LostDuring, LostAfter, Busy, BusyBare, Down, DownBare} {
		t.Run(string(f), func(t *testing.T) {
			p := place(t)
			if !p.Fail(f) {
				t.Skip("the channel has no form of it")
			}
			once(t, p, play(t, p))
		})
		t.Run(string(f)+", and what was accepted becomes visible after two minutes", func(t *testing.T) {
			p := place(t)
			if !p.Fail(f) {
				t.Skip("the channel has no form of it")
			}
			p.Hide(true)
			begin := time.Time{}
			once(t, p, play(t, p, func(d *driver) {
				begin = d.now
				d.before = func(d *driver) { p.Hide(d.now.Sub(begin) < 2*time.Minute) }
			}))
		})
		t.Run(string(f)+", and nobody can look for an hour", func(t *testing.T) {
			p := place(t)
			if !p.Fail(f) {
				t.Skip("the channel has no form of it")
			}
			p.Blind(true)
			if e := play(t, p); e.kind == ledger.Sent && p.Copies() != 1 || e.kind == ledger.Permanent {
				t.Errorf("%+v, %d copies", e, p.Copies())
			}
		})
	}
	t.Run("what is there is found", func(t *testing.T) {
		p := place(t)
		if !p.Sees || !p.Fail(LostAfter) {
			t.Skip("the channel cannot look")
		}
		if e := play(t, p); e.kind != ledger.Sent || p.Copies() != 1 {
			t.Errorf("%+v, %d copies", e, p.Copies())
		}
	})
	t.Run("what was asked for to be later is not asked for earlier", func(t *testing.T) {
		for _, f := range []Fault{Busy, Down} {
			p := place(t)
			if !p.Fail(f) {
				continue
			}
			if e := play(t, p); e.took < 30*time.Second {
				t.Errorf("%s: after %s", f, e.took)
			}
		}
	})
	for _, jump := range []time.Duration{-time.Hour, time.Hour, -24 * 365 * time.Hour} {
		t.Run(fmt.Sprintf("the clock moves by %s between two steps", jump), func(t *testing.T) {
			p := place(t)
			p.Fail(LostAfter)
			p.Hide(true)
			steps := 0
			once(t, p, play(t, p, func(d *driver) {
				d.before = func(d *driver) {
					if steps++; steps == 2 {
						d.now = d.now.Add(jump)
					}
					p.Hide(steps < 3)
				}
			}))
		})
	}
	for _, after := range []bool{false, true} {
		for mark := 1; mark <= 4; mark++ {
			t.Run(fmt.Sprintf("it dies at the mark %d, which was stored: %v", mark, after), func(t *testing.T) {
				p := place(t)
				once(t, p, play(t, p, func(d *driver) { d.dieAt, d.after = mark, after }))
			})
		}
	}
	t.Run("it dies before its result is stored", func(t *testing.T) {
		p := place(t)
		first := true
		once(t, p, play(t, p, func(d *driver) {
			d.before = func(d *driver) {
				if !first {
					return
				}
				first = false
				_, _ = d.step() // the result is lost, what was marked is not
				d.now = d.now.Add(2 * time.Minute)
			}
		}))
	})
}
