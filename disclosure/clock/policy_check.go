package clock

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// The bounds of a policy. They are far beyond what a team needs and keep a slip of the pen from costing time or memory.
const (
	MaxPolicyClauses = 64
	MaxPolicyDays    = 3650
)

// Flaw is a mistake in a policy: where, and what to write instead.
type Flaw struct {
	Path   string `json:"path"` // such as clauses[2].anchor.clause
	Reason string `json:"reason"`
}

// Check finds every mistake of a policy. Known says which sets of holidays exist; nil accepts every name. A policy
// without flaws can be evaluated: no clause refers to one that is missing or that comes after it.
func (p *Policy) Check(known func(set string) bool) []Flaw {
	k := policyCheck{p: p, known: known, above: map[string]*Clause{}}
	k.name("policy", p.Name)
	if strings.TrimSpace(p.Title) == "" {
		k.flaw("title", "is missing: say in a few words what the policy is")
	}
	if strings.TrimSpace(p.Source) == "" {
		k.flaw("source", "is missing: give the address of the text of the policy")
	}
	if strings.TrimSpace(p.Version) == "" {
		k.flaw("version", "is missing: give a date such as 2026-01-31, so that an old case keeps the version it began with")
	}
	switch n := len(p.Clauses); {
	case n == 0:
		k.flaw("clauses", "is missing: a policy without clauses makes nothing due")
	case n > MaxPolicyClauses:
		k.flaw("clauses", "has %d clauses; at most %d are read", n, MaxPolicyClauses)
	}
	for i := range p.Clauses {
		k.clause(fmt.Sprintf("clauses[%d]", i), &p.Clauses[i])
	}
	return k.flaws
}

type policyCheck struct {
	p     *Policy
	known func(string) bool
	above map[string]*Clause
	flaws []Flaw
}

func (k *policyCheck) flaw(path, format string, args ...any) {
	k.flaws = append(k.flaws, Flaw{Path: path, Reason: fmt.Sprintf(format, args...)})
}

// name checks a word that goes into keys of jobs and onto command lines.
func (k *policyCheck) name(path, name string) {
	if name == "" {
		k.flaw(path, "is missing: give it a short name such as fix")
		return
	}
	if len(name) > 60 || strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) {
		k.flaw(path, "%.80q is not a name: use up to 60 small letters, digits, - and _", name)
	}
}

func oneOf[T ~string](k *policyCheck, path string, value T, all []T) {
	if slices.Contains(all, value) {
		return
	}
	if value == "" {
		k.flaw(path, "is missing: write one of %s", fault.OneOf(all))
		return
	}
	k.flaw(path, "%.60q is unknown: write one of %s", string(value), fault.OneOf(all))
}

func (k *policyCheck) clause(at string, c *Clause) {
	k.name(at+".name", c.Name)
	if k.above[c.Name] != nil {
		k.flaw(at+".name", "%q is the name of an earlier clause", c.Name)
	}
	oneOf(k, at+".due", c.Due, disclosure.DueKinds())
	k.anchor(at+".anchor", &c.From)
	k.days(at+".days", c.Days, c.Unit)
	k.unit(at+".unit", c.Unit)
	k.days(at+".grace", c.Grace, civil.CalendarDays)
	k.days(at+".max_extension", c.MaxExtension, civil.CalendarDays)
	if c.Hour < 0 || c.Hour > 24*60 {
		k.flaw(at+".hour", "is not a time of day: write it as 12:00")
	}
	oneOf(k, at+".shift", orElse(c.Shift, ShiftNone), []Shift{ShiftNone, ShiftNextWorking})
	oneOf(k, at+".pause", orElse(c.Pause, PauseOurs), []PauseRule{PauseNever, PauseOurs, PauseAny})
	if c.Holidays != "" && c.Holidays != OwnerHolidays && k.known != nil && !k.known(c.Holidays) {
		k.flaw(at+".holidays", "%.60q is not a set of holidays: write owner, none, or one such as DE or DE-BY", c.Holidays)
	}
	k.relation(at+".not_after", c.Cap)
	k.relation(at+".not_before", c.Floor)
	if c.Holidays != "" && !c.countsWorkingDays() {
		k.flaw(at+".holidays", "has no effect: the clause counts calendar days and is not shifted")
	}
	if c.For != "" {
		oneOf(k, at+".for", c.For, Fors())
		if c.For == ForEach && c.Due.Publishes() {
			k.flaw(at+".for", "a publication is of the whole case: write any, all or first")
		}
	}
	k.conditions(at+".when", c.When)
	for i, s := range c.Stops {
		oneOf(k, fmt.Sprintf("%s.stops[%d]", at, i), s, Stops())
	}
	if b := c.Bounce; b != nil {
		oneOf(k, at+".bounce.role", b.Role, disclosure.Roles())
		if b.Times < 1 || b.Times > 100 {
			k.flaw(at+".bounce.times", "has to be between 1 and 100")
		}
	}
	k.step(at+".step", c.Step)
	if k.above[c.Name] == nil {
		k.above[c.Name] = c
	}
}

func (c *Clause) countsWorkingDays() bool {
	return c.Unit == civil.WorkingDays || c.Shift == ShiftNextWorking ||
		c.Cap != nil && c.Cap.Unit == civil.WorkingDays || c.Floor != nil && c.Floor.Unit == civil.WorkingDays
}

func orElse[T ~string](v, other T) T {
	if v == "" {
		return other
	}
	return v
}

func (k *policyCheck) unit(path string, u civil.Unit) {
	oneOf(k, path, orElse(u, civil.CalendarDays), []civil.Unit{civil.CalendarDays, civil.WorkingDays})
}

func (k *policyCheck) days(path string, n int, _ civil.Unit) {
	if n < 0 || n > MaxPolicyDays {
		k.flaw(path, "%d is out of bounds: write a number of days from 0 to %d", n, MaxPolicyDays)
	}
}

func (k *policyCheck) relation(path string, r *Relation) {
	if r == nil {
		return
	}
	k.anchor(path+".anchor", &r.From)
	k.days(path+".days", r.Days, r.Unit)
	k.unit(path+".unit", r.Unit)
}

func (k *policyCheck) anchor(path string, a *AnchorRule) {
	switch {
	case a.Clause != "" && len(a.Of) > 0:
		k.flaw(path, "names both a clause and anchors: it can count from only one of them")
	case a.Clause != "":
		k.reference(path+".clause", a.Clause)
	case len(a.Of) == 0:
		k.flaw(path, "is missing: say what it counts from, such as attempt or acceptance")
	case len(a.Of) > len(Anchors()):
		k.flaw(path, "names more anchors than there are")
	}
	if a.Original && a.Clause == "" {
		k.flaw(path+".original", "needs a clause")
	}
	oneOf(k, path, orElse(a.Take, "first"), []Take{"first", TakeEarliest, TakeLatest})
	for i, one := range a.Of {
		at := path
		if len(a.Of) > 1 {
			at = fmt.Sprintf("%s[%d]", path, i)
		}
		oneOf(k, at, one, Anchors())
	}
}

func (k *policyCheck) reference(path, name string) {
	if k.above[name] == nil {
		k.flaw(path, "%.60q is not a clause above this one: a clause may only refer to earlier ones", name)
	}
}

func (k *policyCheck) conditions(path string, all []Condition) {
	for i, c := range all {
		at := fmt.Sprintf("%s[%d]", path, i)
		oneOf(k, at, c.Fact, ConditionFacts())
		switch {
		case c.Fact.Relative() && c.Clause == "":
			k.flaw(at, "%s needs a clause: write %s:fix", c.Fact, c.Fact)
		case c.Fact.Relative():
			k.reference(at, c.Clause)
		case c.Clause != "":
			k.flaw(at, "%s is not about another clause: leave out :%.60s", c.Fact, c.Clause)
		}
		for _, other := range all[:i] {
			if other == c {
				k.flaw(at, "%s is written twice", c)
			}
			if contradicts(other.Fact, c.Fact) && other.Clause == c.Clause {
				k.flaw(at, "%s and %s can never hold together", other, c)
			}
		}
	}
}

func contradicts(a, b Fact) bool {
	for _, pair := range [][2]Fact{
		{IsExploited, NotExploited},
		{HasPersonalData, NoPersonalData},
		{IsFixed, NotFixed},
		{IsAcknowledged, NotAcknowledged},
		{IsReopened, IsFirstEpisode},
		{FixedWithin, NotFixedWithin},
	} {
		if pair == [2]Fact{a, b} || pair == [2]Fact{b, a} {
			return true
		}
	}
	return false
}

func (k *policyCheck) step(path string, s *EscalationStep) {
	if s == nil {
		return
	}
	oneOf(k, path+".role", s.Role, disclosure.Roles())
	if s.Channel != "" && s.Channel != OtherChannel {
		oneOf(k, path+".channel", disclosure.Channel(s.Channel), append(disclosure.Channels(), OtherChannel))
	}
	k.name(path+".template", string(s.Template))
	if len(s.Draft) > 2000 {
		k.flaw(path+".draft", "is longer than 2,000 bytes")
	}
}
