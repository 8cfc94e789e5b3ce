package closure

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/observed"
)

const (
	// clockSteps is by how much a clock may be corrected without anybody noticing.
	clockSteps = 2 * time.Minute
	// clockDrift is by which part of the time that passed the two clocks of a machine may drift apart: a thousandth is twice
	// what the time service corrects at most (500 parts in a million, RFC 5905).
	clockDrift = 1000
)

// Date holds an observation to the moment at which it is recorded, now, and to the newest one before it. Whoever can set the clock
// of our machine, or a machine that was asleep, could otherwise turn three answers of one minute into those of a day.
//
//   - What starts after it is recorded, or more than two minutes before the newest one, is a fault of ours: it counts for
//     nothing, unless it is open.
//   - Where the clock was set since the newest one, the run of closed answers begins anew: [observed.Observation].ClockJumped.
func Date(a *disclosure.Asset, o *observed.Observation, now time.Time) {
	o.Started, now = o.Started.UTC().Truncate(time.Millisecond), now.UTC().Truncate(time.Millisecond)
	ahead := o.Started.After(now)
	if o.Started.IsZero() || ahead {
		o.Started = now
	}
	o.ClockJumped = jumped(a, o, now)
	late := o.Started.Before(a.LastSeen.Add(-clockSteps)) // one that arrived late, or by a clock that was set back
	if o.Verdict != observed.Open && (ahead || late || o.ClockJumped) {
		o.Local = true
	}
}

// jumped reports whether the clock was set between the newest observation of an asset and o.
func jumped(a *disclosure.Asset, o *observed.Observation, now time.Time) bool {
	if a.LastSeen.IsZero() {
		return false
	}
	if now.Before(a.LastSeen.Add(-clockSteps)) {
		return true
	}
	if o.Boot == "" || o.Boot != a.Boot {
		return false // another machine, or the same one started anew: nothing to compare
	}
	ran := time.Duration(o.UpMs-a.UpMs) * time.Millisecond
	return (o.Started.Sub(a.LastSeen) - ran).Abs() > clockSteps+ran.Abs()/clockDrift
}

// afterJump ends a run because our clock was set: nobody knows how long it lasted. What was seen open was so before now.
func afterJump(s disclosure.Streak, o *observed.Observation) disclosure.Streak {
	if s.LastOpen.After(o.Started) {
		s.LastOpen = o.Started
	}
	return disclosure.Streak{LastOpen: s.LastOpen}
}
