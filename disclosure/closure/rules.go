package closure

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Consent says which assets need the approval of two people before a probe. The zero value requires no approval.
type Consent struct {
	All   bool            // every asset
	Kinds map[string]bool // kinds that go further than an anonymous first request, such as a login with a published password
}

// Needed reports whether two people have to allow a probe of the kind.
func (p Consent) Needed(kind string) bool { return p.All || p.Kinds[kind] }

// Rules say how often an asset is probed and what its answers prove.
type Rules struct {
	Rule        Rule
	Budget      Budget
	Consent     Consent
	Kinds       []string // every kind of probe that there is; none where that is not known
	Cadence     []Cadence
	WatchDays   []int          // days after closure on which the asset is probed again
	KeepOut     civil.Hours    // no scheduled probe starts within these hours; a requested one does
	KeepOutZone *time.Location // nil is UTC
}

// Rule says what confirms a closure, and which vantages are asked.
type Rule struct {
	disclosure.ClosureRule
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

// DefaultRules returns the rules of probing that hold where a team says nothing else.
func DefaultRules() Rules {
	return Rules{
		Rule: Rule{
			ClosureRule: disclosure.ClosureRule{Strong: 3, Over: 24 * time.Hour, MaxGap: 48 * time.Hour, Vantages: 1, Weak: 5, WeakOver: 7 * 24 * time.Hour},
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
