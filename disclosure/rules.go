package disclosure

import "time"

// Rules are the team's settings that decisions depend on, cut like the rooms that read them. The zero value is not
// useful; see [DefaultRules].
type Rules struct {
	Location     *time.Location // the team's zone; nil is UTC
	Probing      ProbingRules
	Clocks       ClockRules // policies, and the dated data that they count with
	Gate         GateRules
	SecondPerson []Template // messages that somebody else than their author has to approve
}

// Zone returns the team's zone.
func (r Rules) Zone() *time.Location {
	if r.Location == nil {
		return time.UTC
	}
	return r.Location
}

// ProbingRules say how often an asset is probed and what its answers prove.
type ProbingRules struct {
	Rule        Rule
	Budget      Budget
	Consent     ProbeConsent
	Cadence     []Cadence
	WatchDays   []int          // days after closure on which the asset is probed again
	KeepOut     Hours          // no scheduled probe starts within them; a requested one does
	KeepOutZone *time.Location // nil is UTC
}

// GateRules are what the publication gate asks for.
type GateRules struct {
	HeadsUpDays int           // days between the heads-up to the vendor and publication
	FreshProbe  time.Duration // how old the newest probe may be at publication; 0 switches the check off
}

// Fresh reports whether the newest probe of an asset is young enough for a publication at now. See FreshProbe.
func (r GateRules) Fresh(a *Asset, now time.Time) bool {
	return r.FreshProbe <= 0 || now.Sub(a.LastSeen) <= r.FreshProbe
}

// ClosureRule is the part of a [Rule] that a closure keeps on record.
type ClosureRule struct {
	Strong   int           `json:"strong"`   // strong closed verdicts in a row
	Over     time.Duration `json:"over"`     // at least between the first and the newest of them
	MaxGap   time.Duration `json:"max_gap"`  // the newest gap may not be longer
	Vantages int           `json:"vantages"` // distinct vantages that have to answer; 0 and 1 ask for no more than one
	Weak     int           `json:"weak"`     // weak verdicts in a row that make an asset unreachable
	WeakOver time.Duration `json:"weak_over"`
}

// Rule says what confirms a closure, and which vantages are asked.
type Rule struct {
	ClosureRule
	Own        string        // the name of our own vantage; empty lets every name count
	Others     []string      // the other vantages that can probe for us
	Undecided  time.Duration // after this without a verdict a person is told
	RetestSoon time.Duration // after a first closed verdict, the confirming probes come this often
}

// Budget bounds how often one asset is probed.
type Budget struct {
	PerDay int
	Total  int
}

// Cadence is how often an asset is asked while its case is younger than Until.
type Cadence struct {
	Until time.Duration // 0: for ever
	Every time.Duration
}

// DefaultRules returns the rules that hold where a team says nothing else: three strong verdicts over 24 hours close an
// asset, five weak ones over seven days make it unreachable, four probes a day and 120 in all.
func DefaultRules() Rules {
	return Rules{
		Probing: DefaultProbing(),
		Clocks:  plainClocks(),
		Gate:    GateRules{HeadsUpDays: 2, FreshProbe: 24 * time.Hour},
	}
}

// DefaultProbing returns the rules of probing that hold where a team says nothing else.
func DefaultProbing() ProbingRules {
	return ProbingRules{
		Rule: Rule{
			ClosureRule: ClosureRule{Strong: 3, Over: 24 * time.Hour, MaxGap: 48 * time.Hour, Vantages: 1, Weak: 5, WeakOver: 7 * 24 * time.Hour},
			Undecided:   72 * time.Hour, RetestSoon: 12 * time.Hour,
		},
		Budget: Budget{PerDay: 4, Total: 120},
		Cadence: []Cadence{
			{Until: 7 * 24 * time.Hour, Every: 6 * time.Hour},
			{Until: 30 * 24 * time.Hour, Every: 24 * time.Hour},
			{Every: 7 * 24 * time.Hour},
		},
		WatchDays: []int{1, 3, 7, 30, 90},
	}
}

// plainClocks are the clocks of a team that has loaded no policy: from 30 days after the first attempt on, what is still
// open may be published without its address.
func plainClocks() ClockRules {
	const name = "plain"
	return ClockRules{Default: name, Policies: map[string]Policy{name: {
		Name: name, Title: "Limited publication after 30 days", Version: "1",
		Clauses: []Clause{{
			Name: PublicationClause, Due: DuePublishLimited, From: AnchorRule{Of: []Anchor{AnchorAttempt}}, Days: 30,
			MaxExtension: 60, When: []Condition{{Fact: NotFixed}},
		}},
	}}}
}
