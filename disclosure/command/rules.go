package command

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/closure"
	"daylight/disclosure/gate"
	"daylight/disclosure/outreach"
	"daylight/disclosure/rehearse"
)

// Rules are the team's settings that decisions depend on, cut like the rooms that read them. The zero value is not
// useful; see [DefaultRules].
type Rules struct {
	Location     *time.Location // the team's zone; nil is UTC
	Probing      closure.Rules
	Clocks       clock.Rules // policies, and the dated data that they count with
	Gate         gate.Rules
	SecondPerson []disclosure.Template // messages that somebody else than their author has to approve
	Solo         bool                  // one person, who is known, decides what takes two; evidence is asked for all the same
	DryRun       []disclosure.Channel  // where nothing leaves: a name that nothing shows may approve and send there
	Ways         rehearse.Plan         // which ways are live, and which rehearse; the zero value lets nothing leave
	FreshOpen    time.Duration         // how old an open answer may be when a message leaves that says so; 0 is a day
}

// Grounds is what the statements of a message to a party are proven from.
func (r Rules) Grounds(c *disclosure.Case, role disclosure.Role, name string, now time.Time) outreach.Grounds {
	return outreach.Grounds{Case: c, Role: role, Name: name, Now: now, Rules: r.Outreach()}
}

// Outreach are the rules by which a message is proven.
func (r Rules) Outreach() outreach.Rules {
	return outreach.Rules{FreshOpen: r.FreshOpen, Probing: r.Probing, Zone: r.Zone(), Clocks: r.Clocks}
}

// Zone returns the team's zone.
func (r Rules) Zone() *time.Location {
	if r.Location == nil {
		return time.UTC
	}
	return r.Location
}

// DefaultRules returns the rules that hold where a team says nothing else: three strong verdicts over 24 hours close an
// asset, five weak ones over seven days make it unreachable, four probes a day and 120 in all. Nothing rehearses.
func DefaultRules() Rules {
	return Rules{
		Probing:   closure.DefaultRules(),
		Clocks:    clock.PlainRules(),
		Gate:      gate.Rules{HeadsUpDays: 2, FreshProbe: 24 * time.Hour},
		FreshOpen: outreach.DefaultFreshOpen,
		Ways:      rehearse.AllLive(),
	}
}
