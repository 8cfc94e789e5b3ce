package command

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/closure"
	"daylight/disclosure/gate"
)

// Rules are the team's settings that decisions depend on, cut like the rooms that read them. The zero value is not
// useful; see [DefaultRules].
type Rules struct {
	Location     *time.Location // the team's zone; nil is UTC
	Probing      closure.Rules
	Clocks       clock.Rules // policies, and the dated data that they count with
	Gate         gate.Rules
	SecondPerson []disclosure.Template // messages that somebody else than their author has to approve
}

// Zone returns the team's zone.
func (r Rules) Zone() *time.Location {
	if r.Location == nil {
		return time.UTC
	}
	return r.Location
}

// DefaultRules returns the rules that hold where a team says nothing else: three strong verdicts over 24 hours close an
// asset, five weak ones over seven days make it unreachable, four probes a day and 120 in all.
func DefaultRules() Rules {
	return Rules{
		Probing: closure.DefaultRules(),
		Clocks:  clock.PlainRules(),
		Gate:    gate.Rules{HeadsUpDays: 2, FreshProbe: 24 * time.Hour},
	}
}
