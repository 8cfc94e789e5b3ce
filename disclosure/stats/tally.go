package stats

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// Tally adds up cases, one after the other.
type Tally struct {
	by     By
	asOf   civil.Date
	aside  map[Exclusion]int
	all    groupTally
	groups map[string]*groupTally // by the folded name, "" for the unknown
}

// groupTally is what is known of a group while it grows.
type groupTally struct {
	name                                  string // as it is spelled in the first case
	cases, parties                        int
	last                                  disclosure.CaseID // the newest case that was added, so that one with several parties counts once
	answer, contactClosed, discoverClosed waits
	patient, silent                       int // contacted long enough ago; of these without an answer
	ended, reopened                       int
}

// waits collects the waits of a measure, packed.
type waits struct {
	keys     []int
	ended    int
	verified int
	attested int
	out      Skipped
}

// NewTally begins statistics as of a day, which is today in the team's zone.
func NewTally(by By, asOf civil.Date) (*Tally, error) {
	if by != ByNothing && !slices.Contains(Bys(), by) {
		return nil, fault.Errorf(fault.Invalid, "cases cannot be grouped by %.40q: write one of %s", string(by), fault.OneOf(Bys()))
	}
	if !asOf.Valid() {
		return nil, fault.Errorf(fault.Internal, "statistics need the current day")
	}
	t := &Tally{by: by, asOf: asOf, groups: map[string]*groupTally{}}
	t.aside = map[Exclusion]int{ExcludedDraft: 0, ExcludedRejected: 0, ExcludedDuplicate: 0, ExcludedNoFinding: 0, ExcludedRehearsal: 0}
	return t, nil
}

// Add counts a case.
func (t *Tally) Add(c *Case) {
	if c.Excluded != "" {
		if !c.Further {
			t.aside[c.Excluded]++
		}
		return
	}
	t.all.add(c, t.asOf)
	if t.by == ByNothing {
		return
	}
	names := c.groups(t.by)
	if len(names) == 0 {
		names = []string{""}
	}
	for _, name := range names {
		key := strings.ToLower(name)
		g := t.groups[key]
		if g == nil {
			g = &groupTally{name: name}
			t.groups[key] = g
		}
		g.add(c, t.asOf)
	}
}

func (g *groupTally) add(c *Case, asOf civil.Date) {
	again := c.Further && g.last == c.ID && g.cases > 0
	g.parties, g.last = g.parties+1, c.ID
	if !again {
		g.cases++
	}
	wait, out := c.toAnswer(asOf)
	g.answer.add(wait, out, &Case{})
	g.addSilence(c, asOf)
	wait, out = c.toClosure(c.Contacted, asOf)
	g.contactClosed.add(wait, out, c)
	wait, out = c.toClosure(c.Discovered, asOf)
	g.discoverClosed.add(wait, out, c)
	if c.Ended {
		g.ended++
	}
	if c.Reopened {
		g.reopened++
	}
}

// addSilence counts a case towards the share without an answer once everybody had the same time to give one. Those
// who were written to yesterday are no silent ones, and those who answered at once must not outweigh them. Where it is unknown whether
// somebody answered, the case counts on neither side.
func (g *groupTally) addSilence(c *Case, asOf civil.Date) {
	span, ok := civil.OpenSpan(c.Contacted, asOf)
	if !c.Until.IsZero() {
		span, ok = civil.SpanBetween(c.Contacted, c.Until)
	}
	if !ok || span.MinDays < Patience || c.Doubted {
		return
	}
	g.patient++
	if c.Answered.IsZero() || c.Until.SurelyBefore(c.Answered) {
		g.silent++
	}
}

func (w *waits) add(wait Wait, out skipReason, c *Case) {
	switch out {
	case noStart:
		w.out.NoStart++
	case coarseDate:
		w.out.Coarse++
	case wrongOrder:
		w.out.Order++
	case noEnd:
		w.out.NoEnd++
	case included:
		w.keys = append(w.keys, wait.key())
		if wait.Ended {
			w.ended++
			switch {
			case c.Verified:
				w.verified++
			case c.Attested:
				w.attested++
			}
		}
	}
}

// Statistics computes the figures of what was added so far.
func (t *Tally) Statistics() Statistics {
	s := Statistics{
		AsOf: t.asOf, Minimum: Minimum, Rule: QuantileRule(), Level: Confidence, Patience: Patience, Aside: maps.Clone(t.aside),
		All: t.all.figures(), Groups: []Group{},
	}
	if t.by != ByNothing {
		s.By = new(t.by)
	}
	for _, key := range slices.Sorted(maps.Keys(t.groups)) {
		g := t.groups[key]
		if g.cases < Minimum {
			s.Hidden.Groups++
			s.Hidden.Cases += g.cases
			continue
		}
		figures := g.figures()
		if key != "" {
			figures.Group = new(g.name)
		}
		s.Groups = append(s.Groups, figures)
	}
	slices.SortStableFunc(s.Groups, func(a, b Group) int { // equals stay in the order of their names
		switch {
		case a.Group == nil || b.Group == nil:
			return cmp.Compare(known(b), known(a))
		case t.by == ByYear:
			return 0
		default:
			return cmp.Compare(b.Cases, a.Cases)
		}
	})
	return s
}

func known(g Group) int {
	if g.Group == nil {
		return 0
	}
	return 1
}

func (g *groupTally) figures() Group {
	return Group{
		Cases: g.cases, Parties: g.parties, ToAnswer: g.answer.figures(false),
		ContactToClose: g.contactClosed.figures(true), DiscoverToClose: g.discoverClosed.figures(true),
		NoAnswer: shareOf(g.silent, g.patient), Reopened: shareOf(g.reopened, g.ended),
	}
}

func (w *waits) figures(closures bool) Measure {
	m := Measure{N: len(w.keys), LeftOut: w.out}
	if m.N < Minimum {
		return m
	}
	curve := curveOf(w.keys)
	by := func(share float64) *int {
		if days, reached := curve.By(share); reached {
			return &days
		}
		return nil
	}
	m.Estimate = &Estimate{
		Ended: w.ended, Open: m.N - w.ended, Quarter: by(0.25), Median: by(0.5), Three: by(0.75), Limits: limitsOf(curve),
	}
	if closures {
		m.Estimate.Verified, m.Estimate.Attested, m.Estimate.Reported = new(w.verified), new(w.attested), new(w.ended-w.verified-w.attested)
	}
	return m
}

func shareOf(count, of int) Share {
	if of < Minimum {
		return Share{Of: of}
	}
	return Share{Of: of, Count: &count, Share: new(float64(count) / float64(of))}
}
