package outbound

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure/ledger"
)

// Mark commits the name of the step that comes next.
type Mark func(ctx context.Context, phase string) error

// Effect is one thing that a channel brings outside.
type Effect interface {
	// Send makes one attempt. It calls mark before each step; the step that cannot be taken back is marked with a phase that is not
	// [ledger.Repeatable], and is not taken where that fails. Retry and Permanent mean that nothing left.
	Send(ctx context.Context, mark Mark) ledger.Delivery
	// Find looks once for what an attempt may have left there: Sent where it is there; Retry without After where every place was read
	// in which it would be, and it is in none; Retry with After where it cannot be known now; Uncertain where looking will never tell.
	Find(ctx context.Context) ledger.Delivery
}

// Policy says how long a channel is given. The zero value is that of messages to others.
type Policy struct {
	Wait    time.Duration // before the first look; it doubles from one to the next. 0 is five seconds
	Settle  time.Duration // how long something may take to become visible before its absence is believed; 0 is three minutes
	Looks   int           // after which it is left to a person; 0 is 6
	Repeats bool          // what nobody can know is sent again: to the team, a message that comes twice does less harm than none
}

const (
	firstWait    = 5 * time.Second
	settle       = 3 * time.Minute
	looks        = 6
	longestWait  = 2 * time.Minute
	maxRepeats   = 6 // attempts, two for each time that something is sent again
	enoughAbsent = 2 // looks that found nothing, with the settling time between the first doubt and the last
)

// Standing is where the job of an effect stands.
type Standing struct {
	Phase    string // as the job has it
	Attempts int    // of the job, this one included
	Now      time.Time
	Mark     Mark
}

// Step is what one step led to: the delivery, and the phase in which the job goes on where it does.
type Step struct {
	ledger.Delivery
	Phase string
}

// Advance takes one step: it sends what never left, and looks for what may have. A job that is found in a phase that cannot be repeated
// is never sent before its absence is believed.
func Advance(ctx context.Context, at Standing, e Effect, p Policy) Step {
	if ledger.Repeatable(at.Phase) {
		return p.sent(e.Send(ctx, at.Mark), at)
	}
	return p.found(e.Find(ctx), at)
}

// sent is the step after an attempt.
func (p Policy) sent(d ledger.Delivery, at Standing) Step {
	if d.Kind != ledger.Uncertain {
		return Step{Delivery: d} // it is there, or it surely is not
	}
	s := doubt{since: at.Now}
	return p.lookAgain(d.Reason, 0, s)
}

// found is the step after a look.
func (p Policy) found(d ledger.Delivery, at Standing) Step {
	s := readDoubt(at.Phase, at.Now)
	s.looks++
	switch {
	case d.Kind == ledger.Sent:
		return Step{Delivery: d}
	case d.Kind == ledger.Retry && d.After == 0:
		s.absent++
		if s.absent >= enoughAbsent && at.Now.Sub(s.since) >= cmp.Or(p.Settle, settle) {
			return Step{Delivery: d} // from the beginning
		}
		return p.lookAgain(d.Reason, 0, s)
	case d.Kind == ledger.Retry && s.looks < cmp.Or(p.Looks, looks):
		return p.lookAgain(d.Reason, d.After, s)
	case p.Repeats && at.Attempts < maxRepeats:
		return Step{Delivery: ledger.Delivery{Kind: ledger.Retry, Reason: d.Reason + "; it is sent again"}}
	default:
		return Step{Delivery: ledger.Delivery{Kind: ledger.Uncertain, Reason: d.Reason}}
	}
}

// lookAgain waits for the next look.
func (p Policy) lookAgain(why string, atLeast time.Duration, s doubt) Step {
	wait := min(cmp.Or(p.Wait, firstWait)<<min(s.looks, 8), longestWait)
	return Step{Delivery: ledger.Delivery{Kind: ledger.Retry, After: max(wait, atLeast), Reason: why}, Phase: s.String()}
}

// doubt is since when it is not known whether something left, how often it was looked for, and in how many looks it was not there.
type doubt struct {
	since         time.Time
	looks, absent int
}

const phaseDoubt = "doubt/"

// InDoubt reports whether a job in the phase waits for the next look. Such a wait is no failed attempt, and has the length that it has.
func InDoubt(phase string) bool { return strings.HasPrefix(phase, phaseDoubt) }

func (s doubt) String() string {
	return phaseDoubt + strconv.FormatInt(s.since.UnixMilli(), 10) + "/" + strconv.Itoa(s.looks) + "/" + strconv.Itoa(s.absent)
}

// readDoubt reads a phase. One that a channel marked, and one of an older version, begins a doubt.
func readDoubt(phase string, now time.Time) doubt {
	rest, ok := strings.CutPrefix(phase, phaseDoubt)
	parts := strings.Split(rest, "/")
	if !ok || len(parts) != 3 {
		return doubt{since: now}
	}
	since, err1 := strconv.ParseInt(parts[0], 10, 64)
	n, err2 := strconv.Atoi(parts[1])
	absent, err3 := strconv.Atoi(parts[2])
	if err1 != nil || err2 != nil || err3 != nil {
		return doubt{since: now}
	}
	s := doubt{since: time.UnixMilli(since).UTC(), looks: n, absent: absent}
	if s.since.After(now) {
		s.since = now // a clock that was set back: the settling time begins anew
	}
	return s
}
