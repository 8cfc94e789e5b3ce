package clock

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/medium"
	"daylight/disclosure/milestone"
)

// SimulationInput is what a simulation assumes. Dates that are zero have not happened.
type SimulationInput struct {
	Contacted    civil.When // the first attempt, which is accepted unless Bounced is set
	Bounced      bool
	Accepted     civil.When // a later attempt on another channel that is accepted, after one that bounced
	Acknowledged civil.When
	Promised     civil.When // a fix was promised, for PromisedFor
	PromisedFor  civil.When
	Claimed      civil.When // the vendor says that it is fixed
	Disputed     civil.When
	Refused      civil.When
	Aware        civil.When // deemed aware
	Fixed        civil.When
	Exploited    civil.When // exploited in the wild, or leaked
	HeadsUp      civil.When
	Reopened     civil.When // found open again after Fixed; then contacts count from there
	// Extended is the new date that was granted, for every clause that allows an extension.
	Extended     civil.When
	PersonalData bool
	Holidays     string // set of the owner's jurisdiction
}

// Simulation is the answer of a policy to assumed dates. Its JSON form is stable.
type Simulation struct {
	Policy  string            `json:"policy"`
	Clauses []SimulatedClause `json:"clauses"`
	// Limited and Full are civil dates; nil where the policy permits none as things stand.
	Limited *civil.Date `json:"publish_limited"`
	Full    *civil.Date `json:"publish_full"`

	// Deadlines are the clocks behind it.
	Deadlines []Deadline `json:"-"`
	Permits   Permits    `json:"-"`
}

// SimulatedClause is the answer of one clause. Due is a date, or an instant with its zone, or nil.
type SimulatedClause struct {
	Clause  string                `json:"clause"`
	Due     *civil.When           `json:"due"`
	State   disclosure.ClockState `json:"state"`
	Because string                `json:"because"`
}

// Simulate computes the clocks of a policy from assumed dates, with [Evaluate] and nothing else. States are those of
// now.
func Simulate(p Policy, in SimulationInput, now time.Time, holidays func(string) func(civil.Date) bool, zone *time.Location) (Simulation, error) {
	if err := in.check(); err != nil {
		return Simulation{}, err
	}
	s := Simulation{Policy: p.Name, Clauses: []SimulatedClause{}}
	s.Deadlines = CurrentClocks(Evaluate(p, in.Input(p), now, holidays, zone))
	for i := range s.Deadlines {
		d := &s.Deadlines[i]
		c := SimulatedClause{Clause: d.Clause, State: d.State, Because: d.Because}
		if !d.Due.IsZero() {
			c.Due = &d.Due
		}
		s.Clauses = append(s.Clauses, c)
	}
	s.Permits = PublishDates(s.Deadlines)
	s.Limited, s.Full = dateOrNil(s.Permits.Limited), dateOrNil(s.Permits.Full)
	return s, nil
}

func dateOrNil(w civil.When) *civil.Date {
	if w.IsZero() {
		return nil
	}
	d := w.First()
	return &d
}

func (in *SimulationInput) check() error {
	switch {
	case in.Contacted.IsZero():
		return fault.Errorf(fault.Invalid, "a simulation needs the date of the first contact").With(hint.ToAssumeContact())
	case in.Fixed.IsZero() && !in.Reopened.IsZero():
		return fault.Errorf(fault.Invalid, "a simulation of a reopening needs the date of the fix before it").With(hint.ToAssumeFix())
	case in.Reopened.SurelyBefore(in.Fixed):
		return fault.Errorf(fault.Invalid, "reopened on %s would be before the fix on %s", in.Reopened, in.Fixed)
	case in.Acknowledged.SurelyBefore(in.Contacted):
		return fault.Errorf(fault.Invalid, "acknowledged on %s would be before the contact on %s", in.Acknowledged, in.Contacted)
	case in.Promised.IsZero() != in.PromisedFor.IsZero():
		return fault.Errorf(fault.Invalid, "a promise needs both the day on which it was made and the day that it names")
	case in.Accepted.SurelyBefore(in.Contacted):
		return fault.Errorf(fault.Invalid, "accepted on %s would be before the contact on %s", in.Accepted, in.Contacted)
	}
	return nil
}

// Input is the history of a case in which exactly the assumed dates happened.
func (in *SimulationInput) Input(p Policy) Input {
	vendor := milestone.Party{Role: disclosure.Vendor, Aware: assumed(in.Aware), HeadsUp: assumed(in.HeadsUp)}
	first := milestone.Attempt{Moment: assumed(in.Contacted), Kind: disclosure.KindContacted, Channel: medium.Usual()}
	if in.Bounced {
		first.Bounced = first.Moment
	}
	vendor.Attempts = append(vendor.Attempts, first)
	if !in.Accepted.IsZero() {
		vendor.Attempts = append(vendor.Attempts, milestone.Attempt{Moment: assumed(in.Accepted), Kind: disclosure.KindContacted, Channel: disclosure.Form})
	}
	vendor.Answers = in.answers()
	vendor.Closure.Moment = assumed(in.Fixed)
	episodes := []Episode{{Episode: milestone.Episode{
		Number: 1, Discovered: assumed(in.Contacted), Exploited: assumed(in.Exploited), Closure: vendor.Closure, Parties: []milestone.Party{vendor},
	}}}
	if !in.Reopened.IsZero() {
		again := milestone.Attempt{Moment: assumed(in.Reopened), Kind: disclosure.KindContacted, Channel: medium.Usual()}
		episodes = append(episodes, Episode{Episode: milestone.Episode{
			Number: 2, Discovered: assumed(in.Reopened), Reopened: assumed(in.Reopened), Exploited: assumed(in.Exploited),
			Parties: []milestone.Party{{Role: disclosure.Vendor, Attempts: []milestone.Attempt{again}}},
		}})
	}
	last := &episodes[len(episodes)-1]
	if !in.Extended.IsZero() {
		for i := range p.Clauses {
			if c := &p.Clauses[i]; c.Allowed() > 0 {
				last.Moves = append(last.Moves, DateChange{Moment: Moment{At: in.Contacted}, Clause: c.Name, Due: in.Extended})
			}
		}
	}
	return Input{
		Policy: disclosure.PolicyRef{Name: p.Name, Version: p.Version}, Holidays: in.Holidays, PersonalData: in.PersonalData,
		Episodes: episodes,
	}
}

// answers are the assumed words of the vendor, oldest first.
func (in *SimulationInput) answers() []milestone.Answer {
	var out []milestone.Answer
	add := func(kind disclosure.Kind, on, until civil.When) {
		if !on.IsZero() {
			out = append(out, milestone.Answer{Moment: assumed(on), Kind: kind, Until: until})
		}
	}
	add(disclosure.KindAcknowledged, in.Acknowledged, civil.When{})
	add(disclosure.KindFixPromised, in.Promised, in.PromisedFor)
	add(disclosure.KindFixClaimed, in.Claimed, civil.When{})
	add(disclosure.KindDisputed, in.Disputed, civil.When{})
	add(disclosure.KindRefused, in.Refused, civil.When{})
	slices.SortStableFunc(out, func(a, b milestone.Answer) int { return order(&a.Moment, &b.Moment, time.UTC) })
	return out
}

func assumed(w civil.When) milestone.Moment { return milestone.Moment{At: w, Bounds: w.Range()} }
