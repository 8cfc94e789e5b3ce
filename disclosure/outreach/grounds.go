package outreach

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/observed"
)

// Rules say what a message needs before it may leave.
type Rules struct {
	FreshOpen time.Duration // for so long an open answer of ours counts when a message leaves
	Probing   closure.Rules
	Zone      *time.Location // of the team; nil is UTC
	Clocks    clock.Rules    // by which the next steps are due
}

// DefaultFreshOpen is how old an open answer may be where a team says nothing else.
const DefaultFreshOpen = 24 * time.Hour

// AskedOfLate is how old an answer may be so that an asset need not be asked once more before a message leaves.
const AskedOfLate = 10 * time.Minute

// Stage is how far a message is when its statements are proven.
type Stage uint8

// The stages. Only a message that leaves needs a fresh answer: one that is being written is asked about again.
const (
	Leaving  Stage = iota // it is being approved, or about to leave; the zero value asks for the most
	Awaiting              // it waits for an answer that was just asked for
	Writing
)

// Grounds is what the statements of a message are proven from: the case, the receiver and the time.
type Grounds struct {
	Case  *disclosure.Case
	Role  disclosure.Role
	Name  string // of the receiver; "" is the only party of the role
	Now   time.Time
	Rules Rules
	Stage Stage
	// Because is why the message may leave although no answer of ours shows the asset open.
	Because string
}

// Ground is on what a message says that something is open.
type Ground string

// The grounds.
const (
	GroundSeen   Ground = "seen"     // our own answer
	GroundLast   Ground = "last"     // our own last answer, while we cannot ask
	GroundSource Ground = "source"   // what somebody else told us
	GroundByHand Ground = "by_hand"  // what a person of ours found, of a kind that no probe asks
	GroundBelief Ground = "believed" // what a person of ours believes, with a reason on record
)

// Openness is how a message may speak of an asset that it calls open.
type Openness struct {
	Ground Ground
	At     time.Time  // our last open answer, UTC
	Days   int        // its age, for [GroundLast]
	Source string     // who told us, "" where that is not on record
	On     civil.When // when that was, or when a person found it
}

// Openness says on what ground a message may call an asset open, or why it may not.
func (g *Grounds) Openness(a *disclosure.Asset) (Openness, error) {
	if a.Exposure == disclosure.ExposureClosed && a.Closure.Verified || a.Exposure == disclosure.ExposureDestroyed {
		return Openness{}, fault.Errorf(fault.Refused, "%s is closed since %s", a.ID, a.Closure.At)
	}
	if err := g.contradicted(a); err != nil {
		if g.Because != "" {
			return g.believed(a), nil
		}
		return Openness{}, err
	}
	last := a.Streak.LastOpen.UTC()
	if last.IsZero() {
		return g.neverSeen(a)
	}
	fresh := g.Now.Sub(last) <= g.freshOpen()
	switch {
	case fresh && g.Answered(a), g.Stage == Awaiting:
		return Openness{Ground: GroundSeen, At: last}, nil
	case g.cannotAsk(a):
		return Openness{Ground: GroundLast, At: last, Days: age(last, g.Now)}, nil
	case g.Stage == Leaving && !fresh:
		return Openness{}, fault.Errorf(fault.Refused, "%s was last seen open on %s, and an open answer counts for %s", a.ID,
			last.Format("2006-01-02 15:04 UTC"), hours(g.freshOpen())).With(hint.ToAsk(g.Case.ID, a))
	default:
		return Openness{Ground: GroundSeen, At: last}, nil
	}
}

// contradicted says what on record speaks against an asset being open.
func (g *Grounds) contradicted(a *disclosure.Asset) error {
	switch {
	case a.Streak.Running(), a.Exposure == disclosure.ExposureSuspected, a.Exposure == disclosure.ExposureUnreachable,
		a.Last.Verdict == observed.Closed && !a.LastSeen.Before(a.Streak.LastOpen):
		return fault.Errorf(fault.Refused, "%s answered closed (%s) on %s and was not seen open since", a.ID, a.Last.Reason,
			a.LastSeen.UTC().Format("2006-01-02 15:04 UTC")).With(hint.ToAsk(g.Case.ID, a))
	case !a.Closure.At.IsZero() && !a.Closure.Verified && !a.Closure.At.SurelyBefore(a.LastOpen()):
		return fault.Errorf(fault.Refused, "%s is reported closed since %s, and no answer of ours shows it open after that", a.ID, a.Closure.At).
			With(hint.ToAsk(g.Case.ID, a))
	case a.Recreated:
		return fault.Errorf(fault.Refused, "something else answers under the name of %s: a person has to confirm whose it is", a.ID)
	}
	return nil
}

func (g *Grounds) believed(a *disclosure.Asset) Openness {
	return Openness{Ground: GroundBelief, At: a.Streak.LastOpen.UTC()}
}

// neverSeen is the ground for an asset that no answer of ours has shown open.
func (g *Grounds) neverSeen(a *disclosure.Asset) (Openness, error) {
	on := g.Case.Discovered
	switch {
	case g.Case.Imported && !on.IsZero():
		finder, _ := g.Case.Party(disclosure.Finder, "")
		return Openness{Ground: GroundSource, Source: finder.Name, On: on}, nil
	case !g.canAsk(a.Kind) && !on.IsZero():
		return Openness{Ground: GroundByHand, On: on}, nil
	case g.Because != "":
		return g.believed(a), nil
	}
	return Openness{}, g.unseen(a)
}

// unseen says that no answer of ours has shown an asset open, and what helps.
func (g *Grounds) unseen(a *disclosure.Asset) error {
	if a.Stopped {
		return fault.Errorf(fault.Refused, "no answer of ours has shown %s open, and its checks were stopped", a.ID).With(hint.ToResumeChecks(g.Case.ID))
	}
	return fault.Errorf(fault.Refused, "no answer of ours has shown %s open", a.ID).With(hint.ToSeeOpen(g.Case.ID))
}

// Answered reports whether the asset answered of late, by no fault of ours.
func (g *Grounds) Answered(a *disclosure.Asset) bool {
	return !a.LastSeen.IsZero() && g.Now.Sub(a.LastSeen) <= AskedOfLate && !ourFault(a.Last.Reason)
}

// cannotAsk reports whether nothing can be learned of an asset now: its probing was stopped, its budget is spent, or our own
// network is down.
func (g *Grounds) cannotAsk(a *disclosure.Asset) bool {
	down := ourFault(a.Last.Reason) && a.LastSeen.After(a.Streak.LastOpen)
	return down || !g.mayAsk(a)
}

func (g *Grounds) mayAsk(a *disclosure.Asset) bool {
	return g.canAsk(a.Kind) && g.Rules.Probing.MayProbe(a, disclosure.ProbeForPerson, g.Now) == nil
}

func (g *Grounds) canAsk(kind string) bool { return g.Rules.Probing.Asks(kind) }

func (g *Grounds) freshOpen() time.Duration {
	if g.Rules.FreshOpen <= 0 {
		return DefaultFreshOpen
	}
	return g.Rules.FreshOpen
}

func (g *Grounds) today() civil.Date {
	return civil.DateOf(g.Now.In(g.Rules.zone()))
}

func (r *Rules) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// ourFault reports whether a reason says that an answer failed on our own side.
func ourFault(r observed.Reason) bool {
	switch r {
	case observed.ReasonDNSFailure, observed.ReasonOffline, observed.ReasonDescriptors, observed.ReasonOverload,
		observed.ReasonPolicyDenied, observed.ReasonVantageUnreachable, observed.ReasonVantageMismatch,
		observed.ReasonVantageUnverified, observed.ReasonClockJumped:
		return true
	default:
		return false
	}
}

// age is the number of civil days from an answer to now, in UTC.
func age(last, now time.Time) int {
	span, ok := civil.SpanBetween(civil.DateOf(last.UTC()).When(), civil.DateOf(now.UTC()).When())
	if !ok {
		return 0
	}
	return span.Days
}
