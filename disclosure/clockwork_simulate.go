package disclosure

import "time"

// SimInput is what a simulation assumes. Dates that are zero have not happened.
type SimInput struct {
	Contacted    When // the first attempt, which is accepted unless Bounced is set
	Bounced      bool
	Accepted     When // a later attempt on another channel that is accepted, after one that bounced
	Acknowledged When
	Aware        When // deemed aware
	Fixed        When
	Exploited    When // seen in the wild, or leaked
	HeadsUp      When
	Reopened     When // found open again after Fixed; then contacts count from there
	// Extended is the new date that was granted, for every clause that allows an extension.
	Extended     When
	PersonalData bool
	Holidays     string // set of the owner's jurisdiction
}

// Simulation is the answer of a policy to assumed dates. Its JSON form is stable.
type Simulation struct {
	Policy  string      `json:"policy"`
	Clauses []SimClause `json:"clauses"`
	// Limited and Full are civil dates; nil where the policy permits none as things stand.
	Limited *Date `json:"publish_limited"`
	Full    *Date `json:"publish_full"`

	// Deadlines are the clocks behind it.
	Deadlines []Deadline `json:"-"`
	Permits   Permits    `json:"-"`
}

// SimClause is the answer of one clause. Due is a date, or an instant with its zone, or nil.
type SimClause struct {
	Clause  string     `json:"clause"`
	Due     *When      `json:"due"`
	State   ClockState `json:"state"`
	Because string     `json:"because"`
}

// Simulate computes the clocks of a policy from assumed dates, with [Evaluate] and nothing else. States are those of
// now.
func Simulate(p Policy, in SimInput, now time.Time, holidays func(string) func(Date) bool, zone *time.Location) (Simulation, error) {
	if err := in.check(); err != nil {
		return Simulation{}, err
	}
	s := Simulation{Policy: p.Name, Clauses: []SimClause{}}
	s.Deadlines = CurrentClocks(Evaluate(p, in.History(p), now, holidays, zone))
	for i := range s.Deadlines {
		d := &s.Deadlines[i]
		c := SimClause{Clause: d.Clause, State: d.State, Because: d.Because}
		if !d.Due.IsZero() {
			c.Due = &d.Due
		}
		s.Clauses = append(s.Clauses, c)
	}
	s.Permits = PublishDates(s.Deadlines)
	s.Limited, s.Full = dateOrNil(s.Permits.Limited), dateOrNil(s.Permits.Full)
	return s, nil
}

func dateOrNil(w When) *Date {
	if w.IsZero() {
		return nil
	}
	d := w.First()
	return &d
}

func (in *SimInput) check() error {
	switch {
	case in.Contacted.IsZero():
		return Errorf(Invalid, "a simulation needs the date of the first contact: give it with --contacted 2020-01-27")
	case in.Fixed.IsZero() && !in.Reopened.IsZero():
		return Errorf(Invalid, "what was not fixed cannot be opened again: give --fixed as well")
	case in.Reopened.SurelyBefore(in.Fixed):
		return Errorf(Invalid, "reopened on %s would be before the fix on %s", in.Reopened, in.Fixed)
	case in.Acknowledged.SurelyBefore(in.Contacted):
		return Errorf(Invalid, "acknowledged on %s would be before the contact on %s", in.Acknowledged, in.Contacted)
	case in.Accepted.SurelyBefore(in.Contacted):
		return Errorf(Invalid, "accepted on %s would be before the contact on %s", in.Accepted, in.Contacted)
	}
	return nil
}

// History is the history of a case in which exactly the assumed dates happened.
func (in *SimInput) History(p Policy) History {
	ep := EpisodeOfClocks{
		Number: 1, Discovered: Moment{At: in.Contacted}, Acknowledged: Moment{At: in.Acknowledged},
		Aware: Moment{At: in.Aware}, Fixed: Moment{At: in.Fixed}, Exploited: Moment{At: in.Exploited},
		HeadsUp: Moment{At: in.HeadsUp},
	}
	first := Attempt{Moment: Moment{At: in.Contacted}, Role: Vendor, Channel: Email}
	if in.Bounced {
		first.Bounced = first.Moment
	}
	ep.Attempts = append(ep.Attempts, first)
	if !in.Accepted.IsZero() {
		ep.Attempts = append(ep.Attempts, Attempt{Moment: Moment{At: in.Accepted}, Role: Vendor, Channel: Form})
	}
	episodes := []EpisodeOfClocks{ep}
	if !in.Reopened.IsZero() {
		episodes = append(episodes, EpisodeOfClocks{
			Number: 2, Discovered: Moment{At: in.Reopened}, Reopened: Moment{At: in.Reopened},
			Attempts:  []Attempt{{Moment: Moment{At: in.Reopened}, Role: Vendor, Channel: Email}},
			Exploited: Moment{At: in.Exploited},
		})
	}
	last := &episodes[len(episodes)-1]
	if !in.Extended.IsZero() {
		for i := range p.Clauses {
			if c := &p.Clauses[i]; c.Allowed() > 0 {
				last.Moves = append(last.Moves, ClockMove{Moment: Moment{At: in.Contacted}, Clause: c.Name, Due: in.Extended})
			}
		}
	}
	return History{
		Policy: PolicyRef{Name: p.Name, Version: p.Version}, Holidays: in.Holidays, PersonalData: in.PersonalData,
		Episodes: episodes,
	}
}
