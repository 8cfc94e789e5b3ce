package outreach

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/observed"
)

// Calendar returns every day on which the policy has something for the receiver, if a message leaves now and they do not answer: by when
// it should be closed, when we turn to whom, when what may be published. Where several clocks say the same, the first counts. Only
// what lies after today is named.
func (g *Grounds) Calendar() []Ahead {
	all, err := g.clocksIfTold()
	if err != nil {
		return nil
	}
	return g.daysOf(all)
}

// Upcoming is [Grounds.Calendar] by the record as it is, without another message.
func (g *Grounds) Upcoming() []Ahead {
	all, err := clock.Deadlines(g.Case, clock.Env{Now: g.Now, Zone: g.Rules.zone(), Rules: g.Rules.Clocks})
	if err != nil {
		return nil
	}
	return g.daysOf(all)
}

// daysOf are the days of the clocks that concern the receiver, the first of each purpose, in order.
func (g *Grounds) daysOf(all []clock.Deadline) []Ahead {
	var out []Ahead
	all = clock.CurrentClocks(all)
	for i := range all {
		d := &all[i]
		if !d.Runs() || d.Due.IsZero() || d.What == disclosure.DueOwn || d.Name != "" && (d.Role != g.Role || d.Name != g.Case.PartyName(g.Role, g.Name)) {
			continue
		}
		on := d.Due.First()
		next := Ahead{d.What, on, civil.DaysBetween(g.today(), on)}
		at := slices.IndexFunc(out, func(a Ahead) bool { return a.What == next.What })
		switch {
		case next.Days <= 0:
		case at < 0:
			out = append(out, next)
		case next.On.Before(out[at].On):
			out[at] = next
		}
	}
	slices.SortStableFunc(out, func(a, b Ahead) int { return a.On.Compare(b.On) })
	return out
}

// Stand is how what a party is told of stands, in a word.
type Stand string

// The words. Each but the first two is what our own checks, or two people, say.
const (
	StandDoubted     Stand = "doubted"     // none of our checks saw it open
	StandOpen        Stand = "open"        // not closed, as far as we know
	StandConfirming  Stand = "confirming"  // our checks found it closed, and not often enough yet
	StandUnreachable Stand = "unreachable" // no longer reachable, or found closed by people: less than a proof
	StandClosed      Stand = "closed"      // verified
)

// Standing is how the case stands for one party.
type Standing struct {
	Stand     Stand
	Claimed   bool             // they say that it is closed, and no answer of ours has shown it open since
	Overdue   bool             // the day by which it should be closed has passed
	Stopped   bool             // nothing of it is checked any more
	Unasked   bool             // no check of ours can ask what is left, so none is promised
	LastCheck time.Time        // UTC; zero for none
	Verdict   observed.Verdict // of the newest check
	Next      []Ahead          // what the policy has ahead, the nearest first
	Promised  civil.When       // the day that they named last
	Asked     bool             // they asked for more time, and nobody has decided
	Granted   civil.When       // until when they have the time that they asked for
	Refused   bool             // they do not get it
	Heard     civil.When       // when they first answered
}

// Standing sums up what is on record for the receiver.
func (g *Grounds) Standing() Standing {
	s := Standing{Next: g.Upcoming()}
	theirs := AssetsOf(g.Case, g.Role, g.Name)
	var lastOpen time.Time
	closed, gone, confirming, seen, stopped, askable := 0, 0, 0, 0, 0, 0
	for i := range theirs {
		a := &theirs[i]
		switch {
		case a.Closure.Verified && a.Exposure == disclosure.ExposureClosed, a.Exposure == disclosure.ExposureDestroyed:
			closed++
		case a.Exposure == disclosure.ExposureUnreachable, a.Exposure == disclosure.ExposureAttested:
			gone++
		case a.Exposure == disclosure.ExposureSuspected:
			confirming++
		}
		if !a.Streak.LastOpen.IsZero() || a.Closure.Verified {
			seen++
		}
		if a.Unchecked() {
			stopped++
		}
		if shut := a.Closure.Verified && a.Exposure == disclosure.ExposureClosed || a.Exposure == disclosure.ExposureDestroyed; !shut && g.canAsk(a.Kind) {
			askable++
		}
		if a.Streak.LastOpen.After(lastOpen) {
			lastOpen = a.Streak.LastOpen
		}
		if a.LastSeen.After(s.LastCheck) {
			s.LastCheck, s.Verdict = a.LastSeen, a.Last.Verdict
		}
	}
	left := len(theirs) - closed
	switch {
	case len(theirs) > 0 && left == 0:
		s.Stand = StandClosed
	case len(theirs) > 0 && left == gone:
		s.Stand = StandUnreachable
	case left > 0 && left-gone == confirming:
		s.Stand = StandConfirming
	case seen == 0 && g.asked(theirs):
		s.Stand = StandDoubted
	default:
		s.Stand = StandOpen
	}
	s.Stopped = left > 0 && stopped == left
	s.Unasked = s.Stand == StandOpen && askable == 0
	s.Claimed = s.Stand != StandClosed && g.claimedSince(lastOpen)
	s.Overdue = s.Stand != StandClosed && s.Stand != StandUnreachable && g.overdue()
	g.saidOfTime(&s)
	s.Heard = g.Case.Answered[disclosure.KeyOf(g.Role, g.Case.PartyName(g.Role, g.Name))]
	return s
}

func (g *Grounds) asked(theirs []disclosure.Asset) bool {
	return slices.ContainsFunc(theirs, func(a disclosure.Asset) bool { return a.Probes > 0 })
}

// is reports whether an event is of the receiver.
func (g *Grounds) is(role disclosure.Role, name string) bool {
	return disclosure.KeyOf(role, g.Case.PartyName(role, name)) == disclosure.KeyOf(g.Role, g.Case.PartyName(g.Role, g.Name))
}

// claimedSince reports whether the receiver says that it is closed, later than our last open answer.
func (g *Grounds) claimedSince(open time.Time) bool {
	return slices.ContainsFunc(g.Case.Claims, func(c disclosure.Claim) bool {
		return c.Kind == disclosure.KindFixClaimed && g.is(c.Role, c.Name) && (open.IsZero() || !c.At.SurelyBefore(civil.At(open)))
	})
}

// overdue reports whether the day by which it should be closed has passed.
func (g *Grounds) overdue() bool {
	all, err := clock.Deadlines(g.Case, clock.Env{Now: g.Now, Zone: g.Rules.zone(), Rules: g.Rules.Clocks})
	if err != nil {
		return false
	}
	return slices.ContainsFunc(clock.CurrentClocks(all), func(d clock.Deadline) bool {
		return d.What == disclosure.DueFix && d.State == disclosure.ClockOverdue && (d.Name == "" || g.is(d.Role, d.Name))
	})
}

// saidOfTime sums up the day that the receiver named last, and what became of their newest request for more time. Time that we gave
// without being asked is no answer.
func (g *Grounds) saidOfTime(s *Standing) {
	for i := range g.Case.ClockEvents {
		e := &g.Case.ClockEvents[i]
		if e.Party != "" && !g.is(e.Party, e.Name) {
			continue
		}
		switch {
		case e.Kind == disclosure.KindFixPromised && e.Party != "":
			s.Promised = e.Until
		case e.Kind == disclosure.KindExtensionRequested && e.Party != "":
			s.Asked, s.Granted, s.Refused = true, civil.When{}, false
		case e.Kind == disclosure.KindExtensionGranted && s.Asked && e.Clock != nil:
			s.Asked, s.Granted = false, e.Clock.Due
		case e.Kind == disclosure.KindExtensionGranted:
			s.Asked = false
		case e.Kind == disclosure.KindExtensionRefused:
			s.Refused, s.Asked = s.Asked || s.Refused, false
		}
	}
}
