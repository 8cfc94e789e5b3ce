package clock

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// Allowance says how far a deadline may be extended.
type Allowance struct {
	Current  civil.When `json:"current"`
	Original civil.When `json:"original"`
	Grace    civil.Date `json:"grace,omitzero"` // up to here it is grace; zero if the clause has none
	// OneMay is the last day that one person may grant. Everything later takes two.
	OneMay civil.Date `json:"one_may"`
}

// Allowance finds how far a clock may be extended. It refuses for a clock that ended or has no date.
func (d *Deadline) Allowance(p Policy) (Allowance, error) {
	c, ok := p.Clause(d.Clause)
	if !ok && d.What == disclosure.DueOwn {
		c, ok = ownClause(d.Clause), true
	}
	if !ok {
		return Allowance{}, fault.Errorf(fault.NotFound, "the policy %s has no clause %q", p.Name, d.Clause)
	}
	return d.AllowanceBy(&c)
}

// AllowanceBy returns how far the policy's clause lets this deadline be extended, or why it cannot be extended.
func (d *Deadline) AllowanceBy(c *Clause) (Allowance, error) {
	if d.Due.IsZero() {
		return Allowance{}, fault.Errorf(fault.Refused, "the clock %q has no date yet, so there is nothing to extend: %s", d.Key(), d.Because)
	}
	switch d.State {
	case disclosure.ClockRunning, disclosure.ClockExtended, disclosure.ClockDue, disclosure.ClockPaused:
	case disclosure.ClockOverdue:
		return Allowance{}, fault.Errorf(fault.Refused, "the clock %q ended on %s: an extension has to be granted before that. Lay down a new date instead; for a clause of the policy that takes two people",
			d.Key(), d.Text())
	case disclosure.ClockNotStarted, disclosure.ClockWaived, disclosure.ClockTerminated:
		return Allowance{}, fault.Errorf(fault.Refused, "the clock %q does not run (%s), so it cannot be extended", d.Key(), d.State)
	default:
		return Allowance{}, fault.Errorf(fault.Internal, "unknown state of a clock: %s", d.State)
	}
	a := Allowance{Current: d.Due, Original: d.Original, OneMay: d.Original.First().AddDays(c.Allowed())}
	if c.Grace > 0 {
		a.Grace = d.Original.First().AddDays(c.Grace)
	}
	return a, nil
}

// Check says whether an extension to a date may be granted: it has to be later than what is in force, and beyond
// what the policy allows it takes a second person, who is not the first.
func (a Allowance) Check(to civil.When, actor, coApprover string) error {
	switch {
	case to.IsZero():
		return fault.Errorf(fault.Invalid, "an extension needs its new date").With(hint.ToGiveNewDate())
	case !a.Current.SurelyBefore(to):
		return fault.Errorf(fault.Refused, "%s is not later than the deadline of %s", to, a.Current)
	case !to.Last().After(a.OneMay):
		return nil
	case coApprover == "" || coApprover == actor:
		return fault.Errorf(fault.Refused, "the policy allows an extension up to %s: a later date needs a second person", a.OneMay)
	}
	return nil
}

// Change is a clock before and after something that was only imagined.
type Change struct {
	Old Deadline `json:"old"`
	New Deadline `json:"new"`
	// Two is set where the imagined extension takes two people.
	Two bool `json:"two_people,omitempty"`
}

// WhatIfExtended computes what an extension by some days would change: every clock of the newest episode, before and
// after. An empty clause extends each clock that the policy allows to be extended, or, if there is none, each one for
// a fix or a publication. Nothing is changed.
func WhatIfExtended(p Policy, h Input, clause string, days int, now time.Time, holidays func(string) func(civil.Date) bool, zone *time.Location) []Change {
	old := CurrentClocks(Evaluate(p, h, now, holidays, zone))
	h.Episodes = slices.Clone(h.Episodes)
	if len(h.Episodes) == 0 {
		return nil
	}
	ep := &h.Episodes[len(h.Episodes)-1]
	ep.Moves = slices.Clone(ep.Moves)
	extendable := func(c *Clause) bool { return c.Allowed() > 0 }
	if !slices.ContainsFunc(p.Clauses, func(c Clause) bool { return c.Allowed() > 0 }) {
		extendable = func(c *Clause) bool { return c.Due == disclosure.DueFix || c.Due.Publishes() }
	}
	two := map[string]bool{}
	for i := range old {
		d := &old[i]
		c, _ := p.Clause(d.Clause)
		if clause != "" && d.Clause != clause && d.Key() != clause || clause == "" && !extendable(&c) || days <= 0 || d.Due.IsZero() || d.Done {
			continue
		}
		to := d.Due.First().AddDays(days)
		two[d.Key()] = to.After(d.Original.First().AddDays(c.Allowed()))
		ep.Moves = append(ep.Moves, DateChange{
			Moment: Moment{At: civil.At(now.UTC()), Text: "what if"}, Whose: Whose{Role: d.Role, Name: d.Name}, Clause: d.Clause, Due: to.When(), CoApprover: "what if",
		})
	}
	renewed := CurrentClocks(Evaluate(p, h, now, holidays, zone))
	out := make([]Change, len(old))
	for i := range old {
		out[i] = Change{Old: old[i], New: renewed[i], Two: two[old[i].Key()]}
	}
	return out
}
