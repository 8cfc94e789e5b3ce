package disclosure

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// StatsTally adds up cases, one after the other.
type StatsTally struct {
	by     StatsBy
	asOf   Date
	aside  map[Aside]int
	all    tally
	groups map[string]*tally // by the folded name, "" for the unknown
}

// tally is what is known of a group while it grows.
type tally struct {
	name                                  string // as it is spelled in the first case
	cases                                 int
	answer, contactClosed, discoverClosed waits
	patient, silent                       int // contacted long enough ago; of these without an answer
	ended, reopened                       int
}

// waits collects the waits of a measure, packed.
type waits struct {
	keys     []int
	ended    int
	verified int
	out      StatsLeftOut
}

// NewStatsTally begins statistics as of a day, which is today in the team's zone.
func NewStatsTally(by StatsBy, asOf Date) (*StatsTally, error) {
	if by != StatsByNothing && !slices.Contains(StatsBys(), by) {
		return nil, Errorf(Invalid, "cases cannot be grouped by %.40q: write one of %s", string(by), join(StatsBys()))
	}
	if !asOf.Valid() {
		return nil, Errorf(Internal, "statistics need the present day")
	}
	t := &StatsTally{by: by, asOf: asOf, groups: map[string]*tally{}}
	t.aside = map[Aside]int{AsideDraft: 0, AsideRejected: 0, AsideDuplicate: 0, AsideNoFinding: 0}
	return t, nil
}

// Add counts a case.
func (t *StatsTally) Add(c *Course) {
	if c.Aside != "" {
		t.aside[c.Aside]++
		return
	}
	t.all.add(c, t.asOf)
	if t.by == StatsByNothing {
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
			g = &tally{name: name}
			t.groups[key] = g
		}
		g.add(c, t.asOf)
	}
}

func (g *tally) add(c *Course, asOf Date) {
	g.cases++
	wait, out := c.toAnswer(asOf)
	g.answer.add(wait, out, false)
	g.addSilence(c, asOf)
	wait, out = c.toClosure(c.Contacted, asOf)
	g.contactClosed.add(wait, out, c.Verified)
	wait, out = c.toClosure(c.Discovered, asOf)
	g.discoverClosed.add(wait, out, c.Verified)
	if c.Ended {
		g.ended++
	}
	if c.Reopened {
		g.reopened++
	}
}

// addSilence counts a case towards the share without an answer once everybody had the same time to give one. Those
// who were written to yesterday are no silent ones, and those who answered at once must not outweigh them.
func (g *tally) addSilence(c *Course, asOf Date) {
	span, ok := OpenSpan(c.Contacted, asOf)
	if !c.Until.IsZero() {
		span, ok = SpanBetween(c.Contacted, c.Until)
	}
	if !ok || span.MinDays < StatsPatience {
		return
	}
	g.patient++
	if c.Answered.IsZero() || c.Until.SurelyBefore(c.Answered) {
		g.silent++
	}
}

func (w *waits) add(wait Wait, out leftOut, verified bool) {
	switch out {
	case outNoFrom:
		w.out.NoStart++
	case outCoarse:
		w.out.Coarse++
	case outOrder:
		w.out.Order++
	case outNoEnd:
		w.out.NoEnd++
	case outNot:
		w.keys = append(w.keys, wait.key())
		if wait.Ended {
			w.ended++
			if verified {
				w.verified++
			}
		}
	}
}

// Statistics computes the figures of what was added so far.
func (t *StatsTally) Statistics() Statistics {
	s := Statistics{
		AsOf: t.asOf, Minimum: StatsMinimum, Patience: StatsPatience, Aside: maps.Clone(t.aside),
		All: t.all.figures(), Groups: []StatsGroup{},
	}
	if t.by != StatsByNothing {
		s.By = new(t.by)
	}
	for _, key := range slices.Sorted(maps.Keys(t.groups)) {
		g := t.groups[key]
		if g.cases < StatsMinimum {
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
	slices.SortStableFunc(s.Groups, func(a, b StatsGroup) int { // equals stay in the order of their names
		switch {
		case a.Group == nil || b.Group == nil:
			return cmp.Compare(known(b), known(a))
		case t.by == StatsByYear:
			return 0
		default:
			return cmp.Compare(b.Cases, a.Cases)
		}
	})
	return s
}

func known(g StatsGroup) int {
	if g.Group == nil {
		return 0
	}
	return 1
}

func (g *tally) figures() StatsGroup {
	return StatsGroup{
		Cases: g.cases, ToAnswer: g.answer.figures(false),
		ContactToClose: g.contactClosed.figures(true), DiscoverToClose: g.discoverClosed.figures(true),
		NoAnswer: shareOf(g.silent, g.patient), Reopened: shareOf(g.reopened, g.ended),
	}
}

func (w *waits) figures(closures bool) StatsMeasure {
	m := StatsMeasure{N: len(w.keys), LeftOut: w.out}
	if m.N < StatsMinimum {
		return m
	}
	curve := curveOf(w.keys)
	by := func(share float64) *int {
		if days, reached := curve.By(share); reached {
			return &days
		}
		return nil
	}
	m.Estimate = &StatsEstimate{
		Ended: w.ended, Open: m.N - w.ended, Quarter: by(0.25), Median: by(0.5), Three: by(0.75),
	}
	if closures {
		m.Estimate.Verified, m.Estimate.Reported = new(w.verified), new(w.ended-w.verified)
	}
	return m
}

func shareOf(count, of int) StatsShare {
	if of < StatsMinimum {
		return StatsShare{Of: of}
	}
	return StatsShare{Of: of, Count: &count, Share: new(float64(count) / float64(of))}
}
