package clock

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// For says whose clock a clause is, where a case has several vendors.
type For string

// The values of For. The empty one is [Clause.Scope].
const (
	ForEach  For = "each"  // a clock for each of them, which nothing moves that another one says
	ForFirst For = "first" // one clock: it counts from the first one told, and hears that one alone
	ForAny   For = "any"   // one clock: it counts from the first one told, and hears whoever says something
	ForAll   For = "all"   // one clock: it counts from the last one told, and hears them once all of them have answered
)

// Fors returns every value of For.
func Fors() []For { return []For{ForEach, ForFirst, ForAny, ForAll} }

// Scope is whose clock the clause is. Without a word in the policy, a step to a party, and an answer that is expected, are a matter
// of each vendor; a date of the case, such as the fix or a publication, counts from the first one told.
func (c *Clause) Scope() For {
	switch {
	case c.For != "":
		return c.For
	case c.Due.Escalates(), c.Due == disclosure.DueAcknowledge:
		return ForEach
	default:
		return ForFirst
	}
}

// side is what a clock hears: one vendor, or several as one.
type side struct {
	role     disclosure.Role
	name     string
	country  string
	attempts []milestone.Attempt // oldest first, without notices before a publication
	answers  []milestone.Answer  // oldest first
	heard    []milestone.Answer  // of those, the ones that rest and end a clock
	told     milestone.Moment    // first attempt
	accepted milestone.Moment
	answered milestone.Moment // first answer of a person
	aware    milestone.Moment
	headsUp  milestone.Moment
	fixed    milestone.Moment
	seen     time.Time // newest open answer of what is theirs
}

// Owned is an asset, as far as it says whose clock an answer of it moves.
type Owned struct {
	Owner string    `json:"owner,omitempty"` // "" is every vendor
	Host  string    `json:"host,omitempty"`  // "" is every provider
	Seen  time.Time `json:"seen,omitzero"`   // newest open answer of ours
}

// sides finds who has a clock of their own in an episode, and puts all of them together as the case hears them.
func (w *evaluator) findSides() {
	parties := w.ep.Parties
	vendors, named := 0, 0
	for i := range parties {
		if p := &parties[i]; p.Role == disclosure.Vendor {
			vendors++
			if p.Name != "" {
				named++
			}
		}
		w.headsUp = newer(w.headsUp, parties[i].HeadsUp, w.zone)
	}
	w.several = named > 1
	w.sides = slices.Grow(w.sides[:0], max(1, vendors))
	for i := range parties {
		// What names nobody beside several counts for the case and for none of them.
		if p := &parties[i]; p.Role == disclosure.Vendor && (p.Name != "" || vendors == 1) {
			w.sides = append(w.sides, w.sideOf(p))
		}
	}
	if len(w.sides) == 0 {
		w.sides = append(w.sides, side{role: disclosure.Vendor, fixed: w.ep.Closure.Moment})
	}
	if vendors <= 1 {
		w.whole = w.sides[0]
		w.whole.headsUp, w.whole.fixed = w.headsUp, w.ep.Closure.Moment
		w.whole.role, w.whole.name = "", ""
		return
	}
	w.joined = true
	w.join(parties)
}

// sideOf is one vendor.
func (w *evaluator) sideOf(p *milestone.Party) side {
	s := side{
		role: p.Role, name: p.Name, country: p.Country, attempts: written(p.Attempts), answers: p.Answers, heard: p.Answers,
		aware: p.Aware, headsUp: p.HeadsUp, fixed: p.Closure.Moment,
	}
	for i := range w.h.Assets {
		if a := &w.h.Assets[i]; (a.Owner == "" || strings.EqualFold(a.Owner, p.Name) || !w.several) && a.Seen.After(s.seen) {
			s.seen = a.Seen
		}
	}
	s.measure(w.zone)
	return s
}

// written leaves out the notices before a publication: they speak of a plan, and nobody is reached by them for the first time.
func written(all []milestone.Attempt) []milestone.Attempt {
	notice := func(a milestone.Attempt) bool { return a.Kind == disclosure.KindHeadsUpSent }
	if !slices.ContainsFunc(all, notice) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), notice)
}

func (s *side) measure(zone *time.Location) {
	for i := range s.attempts {
		a := &s.attempts[i]
		s.told = earlier(s.told, a.Moment, zone)
		if a.Bounced.IsZero() {
			s.accepted = earlier(s.accepted, a.Moment, zone)
		}
	}
	for i := range s.answers {
		s.answered = earlier(s.answered, s.answers[i].Moment, zone)
	}
}

// join puts all vendors together as the case hears them: counted from the first one told, and once more counted from the last.
func (w *evaluator) join(parties []milestone.Party) {
	s := side{fixed: w.ep.Closure.Moment, headsUp: w.headsUp}
	s.attempts, s.answers = milestone.Together(parties, disclosure.Vendor)
	s.attempts = written(s.attempts)
	for i := range parties {
		if p := &parties[i]; p.Role == disclosure.Vendor {
			s.aware = earlier(s.aware, p.Aware, w.zone)
		}
	}
	for i := range w.h.Assets {
		if a := &w.h.Assets[i]; a.Seen.After(s.seen) {
			s.seen = a.Seen
		}
	}
	s.measure(w.zone)
	first := -1
	for i := range w.sides {
		if t := w.sides[i].told; !t.IsZero() && (first < 0 || order(&t, &w.sides[first].told, w.zone) < 0) {
			first = i
		}
	}
	w.whole = s
	w.whole.heard = s.answers
	w.first = w.whole
	w.first.heard = nil
	if first >= 0 {
		w.first.heard, w.first.country = w.sides[first].answers, w.sides[first].country
		w.whole.country = w.sides[first].country
	}
	w.all = w.whole
	for i := range w.sides {
		o := &w.sides[i]
		w.all.told = lastOfAll(w.all.told, o.told, i, w.zone)
		w.all.accepted = lastOfAll(w.all.accepted, o.accepted, i, w.zone)
		w.all.answered = lastOfAll(w.all.answered, o.answered, i, w.zone)
		w.all.aware = lastOfAll(w.all.aware, o.aware, i, w.zone)
	}
	if w.all.answered.IsZero() {
		w.all.answers, w.all.heard = nil, nil
	}
}

// lastOfAll is the later of two moments, and zero once one of them has not happened. The first side begins.
func lastOfAll(m, o milestone.Moment, i int, zone *time.Location) milestone.Moment {
	switch {
	case i == 0:
		return o
	case m.IsZero() || o.IsZero():
		return milestone.Moment{}
	default:
		return newer(m, o, zone)
	}
}

// heardBy returns whom the one clock of a clause hears, nil where each vendor has their own.
func (w *evaluator) heardBy(c *Clause) *side {
	switch scope := c.Scope(); {
	case scope == ForEach && !c.Own:
		return nil
	case scope == ForAll && w.joined:
		return &w.all
	case scope == ForFirst && w.joined:
		return &w.first
	default:
		return &w.whole
	}
}

// order compares two moments as one reader sees both: the zones in which they were stated change nothing. Of one day or instant,
// what was recorded first comes first.
func order(a, b *milestone.Moment, zone *time.Location) int {
	return cmp.Or(civil.CompareIn(a.At, b.At, zone), a.Seq-b.Seq)
}

func earlier(m, o milestone.Moment, zone *time.Location) milestone.Moment {
	if m.IsZero() || !o.IsZero() && order(&o, &m, zone) < 0 {
		return o
	}
	return m
}

func newer(m, o milestone.Moment, zone *time.Location) milestone.Moment {
	if m.IsZero() || !o.IsZero() && order(&m, &o, zone) < 0 {
		return o
	}
	return m
}

func ownedBy(c *disclosure.Case) []Owned {
	out := make([]Owned, len(c.Assets))
	for i := range c.Assets {
		a := &c.Assets[i]
		out[i] = Owned{Owner: a.Owner, Host: a.Host, Seen: a.Streak.LastOpen}
	}
	return out
}

// holidaysOf is the set of holidays of a side: of its own country, in the edition that the case keeps.
func (w *evaluator) holidaysOf(s *side) string {
	base, edition, dated := strings.Cut(w.h.Holidays, "@")
	country, _, _ := strings.Cut(base, "-")
	switch {
	case !w.several, strings.EqualFold(country, s.country):
		return w.h.Holidays
	case s.country == "":
		return ""
	case dated:
		return s.country + "@" + edition
	default:
		return s.country
	}
}

// dayOf is the civil day of something in the zone of the clause.
func (r *clauseEval) dayOf(m milestone.Moment) civil.Date { return civil.DayIn(m.At, r.zone) }
