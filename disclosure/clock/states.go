package clock

import (
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// States is all that was computed of the clocks of a case.
type States struct {
	policy  Policy               // with the clauses that exist only because the team set a date
	Ref     disclosure.PolicyRef // what the case keeps of it
	History Input
	All     []Deadline
}

// StatesOf computes every clock of a case as of now. It is the one way from a case to [Evaluate].
func StatesOf(c *disclosure.Case, env Env) (States, error) {
	s := States{History: InputOf(c)}
	var ok bool
	s.policy, s.Ref, ok = env.Rules.policyOf(&s.History)
	if !ok {
		return s, fault.Errorf(fault.NotFound, "%s follows the policy %q, which is not configured: add its file to policies.files, or let the case follow another one",
			c.ID, s.Ref.Name).With(hint.ToUsePolicy(c.ID))
	}
	h := s.History
	if h.Policy.Holidays == "" && s.Ref.Holidays != "" {
		h.Holidays = s.Ref.Holidays
	}
	s.policy = withOwn(s.policy, &h)
	s.All = Evaluate(s.policy, h, env.Now, env.Rules.DaysOff, env.Zone)
	return s, nil
}

// Deadlines computes every clock of a case as of now, with [Evaluate]. A policy that the case follows and that is not
// here gives an error with the code NotFound: its dates are unknown, which is not the same as none.
func Deadlines(c *disclosure.Case, env Env) ([]Deadline, error) {
	s, err := StatesOf(c, env)
	return s.All, err
}

// Current returns the clock that a key names in the newest episode, with its clause, empty if there is none. A clause alone is
// a key while one clock is of it; see [Resolve] for the error where there are several.
func Current(c *disclosure.Case, env Env, key string) (Deadline, Clause, error) {
	s, err := StatesOf(c, env)
	if err != nil {
		return Deadline{}, Clause{}, err
	}
	if set := SplitKey(key); set.Name != "" {
		set.Name = c.PartyName(set.Role, set.Name)
		key = set.Key()
	}
	d, err := Resolve(CurrentClocks(s.All), key)
	if err != nil || d == nil {
		return Deadline{}, Clause{}, err
	}
	k, _ := s.policy.Clause(d.Clause)
	return *d, k, nil
}

// OnRecord is what a case has on record of a clock: under its key, under a name that its party had before, or under the clause
// alone, as it was kept before clocks belonged to parties.
func OnRecord(c *disclosure.Case, d *Deadline) (disclosure.Clock, bool) {
	k, ok := c.Clocks[d.Key()]
	if ok || d.Name == "" {
		return k, ok
	}
	for former, now := range c.FormerNames {
		role, name, _ := strings.Cut(string(former), "/")
		if disclosure.Role(role) != d.Role || !strings.EqualFold(now, d.Name) {
			continue
		}
		for key, k := range c.Clocks {
			if set := SplitKey(key); set.Clause == d.Clause && set.Role == d.Role && strings.EqualFold(set.Name, name) {
				return k, true
			}
		}
	}
	k, ok = c.Clocks[d.Clause]
	return k, ok
}

// Recorded is what a case stores of a clock. Whether a date has passed depends on the current time and is not stored.
func Recorded(d *Deadline) disclosure.Clock {
	k := disclosure.Clock{State: d.State, What: d.What, Episode: d.Episode, Due: d.Due, Ends: d.Ends.UTC().Truncate(time.Microsecond), Zone: d.Zone, Extended: d.Extended}
	if d.Runs() {
		k.State = disclosure.ClockRunning
		if d.Extended > 0 {
			k.State = disclosure.ClockExtended
		}
	}
	return k
}
