package disclosure

import (
	"slices"
	"time"
)

// ClockRules are the policies of a team and the dated data that they count with.
type ClockRules struct {
	Policies map[string]Policy // by name
	Default  string            // of a case that follows none; "" is no policy at all
	// DaysOff gives for a set of holidays the function that knows its days off, nil for a set that it does not know.
	DaysOff func(set string) func(Date) bool
	// Edition gives the set of a country with its version, such as DE@2026 for DE; "" where there is none.
	Edition func(country string) string
	// Remind is how many days before a deadline people are reminded of it, most first. The day itself is a matter
	// of the deadline.
	Remind []int
	// RemindHour is at how many minutes after midnight, in the zone of the deadline, a reminder is due.
	RemindHour int
}

// ClockEnv is what the computation of clocks knows besides the case: the time and the rules in force.
type ClockEnv struct {
	Now   time.Time      // UTC
	Zone  *time.Location // the team's
	Rules ClockRules
}

// Today is the civil date of Now in the team's zone.
func (e ClockEnv) Today() Date { return DateOf(e.Now.In(e.Zone)) }

// policyOf returns the policy that a case follows, with what it keeps of it. A policy that is not here gives false.
func (k *ClockRules) policyOf(h *History) (Policy, PolicyRef, bool) {
	ref := h.Policy
	if ref.Holidays == "" && k.Edition != nil {
		ref.Holidays = k.Edition(h.Holidays)
	}
	if ref.Name == "" {
		ref.Name = k.Default
	}
	if ref.Name == "" {
		return Policy{}, ref, true
	}
	p, ok := k.Policies[ref.Name]
	if ref.Version == "" {
		ref.Version = p.Version
	}
	return p, ref, ok
}

// clockStates is all that was computed of the clocks of a case.
type clockStates struct {
	policy  Policy    // with the clauses that the team laid down itself
	ref     PolicyRef // what the case keeps of it
	history History
	all     []Deadline
}

// clockStates computes every clock of a case as of now. It is the one way from a case to [Evaluate].
func (c *Case) clockStates(env ClockEnv) (clockStates, error) {
	s := clockStates{history: HistoryOf(c)}
	var ok bool
	s.policy, s.ref, ok = env.Rules.policyOf(&s.history)
	if !ok {
		return s, Errorf(NotFound, "%s follows the policy %q, which is not here: add its file to policies.files, or choose another one with `bot policy use %s`",
			c.ID, s.ref.Name, c.ID)
	}
	h := s.history
	if h.Policy.Holidays == "" && s.ref.Holidays != "" {
		h.Holidays = s.ref.Holidays
	}
	s.policy = withOwn(s.policy, &h)
	s.all = Evaluate(s.policy, h, env.Now, env.Rules.DaysOff, env.Zone)
	return s, nil
}

// Deadlines computes every clock of a case as of now, with [Evaluate]. A policy that the case follows and that is not
// here gives an error with the code NotFound: its dates are unknown, which is not the same as none.
func (c *Case) Deadlines(env ClockEnv) ([]Deadline, error) {
	s, err := c.clockStates(env)
	return s.all, err
}

// current returns the clock of a clause in the newest episode, empty if there is none.
func (c *Case) current(env ClockEnv, clause string) (Deadline, Clause, error) {
	s, err := c.clockStates(env)
	if err != nil {
		return Deadline{}, Clause{}, err
	}
	k, _ := s.policy.Clause(clause)
	for _, d := range CurrentClocks(s.all) {
		if d.Clause == clause {
			return d, k, nil
		}
	}
	return Deadline{}, Clause{}, nil
}

// permit returns the clock that permits a form of publication first, and whether it has run out. While an asset is
// open, the day of the deadline still belongs to the vendor; after the closure, the day itself is the first. A closure
// that others report ends no deadline here: what is not proven cannot be published as closed either.
//
// An error says that the dates are unknown, which permits nothing.
func (c *Case) permit(env ClockEnv, what What) (best Deadline, reached bool, err error) {
	seen := *c
	seen.Turns = slices.DeleteFunc(slices.Clone(c.Turns), func(t Turn) bool { return t.Kind == KindClosed && !t.Verified })
	clocks, err := seen.Deadlines(env)
	if err != nil {
		return Deadline{Because: err.Error()}, false, err
	}
	for _, d := range CurrentClocks(clocks) {
		if d.What != what {
			continue
		}
		over := d.State == ClockOverdue || d.Done && !d.Ends.IsZero() && !env.Now.Before(d.Ends)
		if what == DuePublishFull {
			over = over || d.State == ClockDue || d.Done
		}
		switch {
		case over:
			return d, true, nil
		case best.Clause == "" || d.Runs() && (!best.Runs() || d.Ends.Before(best.Ends)):
			best = d
		}
	}
	return best, false, nil
}

// clockOf is what a case keeps of a clock. Whether a date has come is a matter of the time of day and not kept.
func clockOf(d *Deadline) Clock {
	k := Clock{State: d.State, What: d.What, Episode: d.Episode, Due: d.Due, Ends: d.Ends.UTC().Truncate(time.Microsecond), Zone: d.Zone, Extended: d.Extended}
	if d.Runs() {
		k.State = ClockRunning
		if d.Extended > 0 {
			k.State = ClockExtended
		}
	}
	return k
}
