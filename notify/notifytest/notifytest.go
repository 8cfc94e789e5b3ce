// Package notifytest is the suite that every channel passes which brings something outside: whatever happens on the way, and however
// often the process dies, it is there once, or a person is asked.
package notifytest

import (
	"context"
	"errors"
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

// reporter is what a scenario says to a test.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skip(args ...any)
}

// driver is the engine around one job: it keeps the phase, and the clock.
type driver struct {
	t      reporter
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
func play(t reporter, p Place, change ...func(*driver)) end {
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
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
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
