package clock

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Rules are the policies of a team and the dated data that they count with.
type Rules struct {
	Policies map[string]Policy // by name
	Default  string            // of a case that follows none; "" is no policy at all
	// DaysOff gives for a set of holidays the function that knows its days off, nil for a set that it does not know.
	DaysOff func(set string) func(civil.Date) bool
	// Edition gives the set of a country with its version, such as DE@2026 for DE; "" where there is none.
	Edition func(country string) string
	// Remind is how many days before a deadline people are reminded of it, most first. The day itself is a matter
	// of the deadline.
	Remind []int
	// RemindHour is at how many minutes after midnight, in the zone of the deadline, a reminder is due.
	RemindHour int
}

// Env is what the computation of clocks knows besides the case: the time and the rules in force.
type Env struct {
	Now   time.Time      // UTC
	Zone  *time.Location // the team's
	Rules Rules
}

// Today is the civil date of Now in the team's zone.
func (e Env) Today() civil.Date { return civil.DateOf(e.Now.In(e.Zone)) }

// policyOf returns the policy that a case follows, with what it keeps of it. A policy that is not here gives false.
func (k *Rules) policyOf(h *Input) (Policy, disclosure.PolicyRef, bool) {
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

// PlainRules are the clocks of a team that has loaded no policy: from 30 days after the first attempt on, what is still
// open may be published without its address.
func PlainRules() Rules {
	const name = "plain"
	return Rules{Default: name, Policies: map[string]Policy{name: {
		Name: name, Title: "Limited publication after 30 days", Version: "1",
		Clauses: []Clause{{
			Name: disclosure.PublicationClause, Due: disclosure.DuePublishLimited, From: AnchorRule{Of: []Anchor{AnchorAttempt}}, Days: 30,
			MaxExtension: 60, When: []Condition{{Fact: NotFixed}},
		}},
	}}}
}
