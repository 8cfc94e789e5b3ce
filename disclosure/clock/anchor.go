package clock

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// anchorOf finds when an anchor happened in this episode, as this side knows it.
func (r *clauseEval) anchorOf(a Anchor) Moment {
	switch a {
	case AnchorDiscovered:
		return at(r.ep.Discovered)
	case AnchorAttempt:
		return at(r.s.told)
	case AnchorAcceptance:
		return at(r.s.accepted)
	case AnchorAcknowledged:
		return at(r.s.answered)
	case AnchorLastAnswer:
		return at(r.s.theirTurn(r.c.Days, r.c.Unit, r.off, r.zone))
	case AnchorAware:
		return at(r.s.aware)
	case AnchorPromised:
		k := r.s.last(disclosure.KindFixPromised)
		if k == nil || k.Until.IsZero() {
			return Moment{}
		}
		return Moment{At: k.Until, Seq: k.Seq}
	case AnchorFixed:
		return at(r.s.fixed)
	case AnchorReopened:
		return at(r.ep.Reopened)
	case AnchorExploited:
		return at(r.ep.Exploited)
	case AnchorHeadsUp:
		return at(r.s.headsUp)
	default:
		return Moment{}
	}
}

// at is what a milestone says of when it happened.
func at(m milestone.Moment) Moment { return Moment{At: m.At, Seq: m.Seq} }

// anchorDay finds the day that a rule counts from. With main set it is kept as the clause's own anchor.
func (r *clauseEval) anchorDay(rule *AnchorRule, main bool) (civil.Date, bool) {
	if rule.Clause != "" {
		other := r.datesOf(rule.Clause)
		if !other.known {
			return civil.Date{}, false
		}
		day := other.due
		if rule.Original {
			day = other.original
		}
		if main {
			r.from = Moment{At: day.When()}
		}
		return day, true
	}
	best, anchor := Moment{}, Anchor("")
	for _, a := range rule.Of {
		m := r.anchorOf(a)
		if m.IsZero() {
			if rule.Take == TakeLatest {
				return civil.Date{}, false
			}
			continue
		}
		better := best.IsZero()
		switch rule.Take {
		case TakeEarliest:
			better = better || civil.DayIn(m.At, r.zone).Before(civil.DayIn(best.At, r.zone))
		case TakeLatest:
			better = better || civil.DayIn(m.At, r.zone).After(civil.DayIn(best.At, r.zone))
		case TakeFirst:
		}
		if better {
			best, anchor = m, a
		}
	}
	if best.IsZero() {
		return civil.Date{}, false
	}
	if main {
		r.anchor, r.from = anchor, best
	}
	return civil.DayIn(best.At, r.zone), true
}

// datesOf are the dates of another clause for the same side. The case counts from the earliest of what each party has of its
// own, or for all of them from the latest once each has one.
func (r *clauseEval) datesOf(clause string) dates {
	for i := range r.p.Clauses {
		if r.p.Clauses[i].Name == clause {
			return r.datesAt(i)
		}
	}
	return dates{}
}

func (r *clauseEval) datesAt(i int) dates {
	row := r.evaluator.dates[i*r.width : (i+1)*r.width]
	whole := len(r.sides)
	switch {
	case r.heardBy(&r.p.Clauses[i]) != nil:
		return row[whole]
	case r.slot != whole:
		return row[r.slot]
	}
	all := r.c.Scope() == ForAll
	var found dates
	for k, d := range row[:whole] {
		switch {
		case !d.known && all:
			return dates{}
		case !d.known:
		case !found.known, k > 0 && d.due.Before(found.due) != all:
			found = d
		}
	}
	return found
}

// phrase says what an anchor is.
func (a Anchor) phrase() string {
	switch a {
	case AnchorDiscovered:
		return "the discovery"
	case AnchorAttempt:
		return "the first attempt to reach the vendor"
	case AnchorAcceptance:
		return "the first message that the vendor's side accepted"
	case AnchorAcknowledged:
		return "the vendor's first answer"
	case AnchorLastAnswer:
		return "the vendor's last word"
	case AnchorAware:
		return "the day from which the vendor is presumed to know"
	case AnchorPromised:
		return "the date that the vendor promised"
	case AnchorFixed:
		return "the closure"
	case AnchorReopened:
		return "the re-opening"
	case AnchorExploited:
		return "the exploitation or leak"
	case AnchorHeadsUp:
		return "the notice before publication"
	default:
		return string(a)
	}
}

// waitsFor says which anchor has not happened yet.
func (s *sentences) waitsFor(rule *AnchorRule) {
	s.add("waits for ")
	if rule.Clause != "" {
		s.text("a date of ", rule.Clause)
		return
	}
	conjunction := " or "
	if rule.Take == TakeLatest {
		conjunction = " and "
	}
	for i, a := range rule.Of {
		if i > 0 {
			s.text(conjunction)
		}
		s.text(a.phrase())
	}
}

// anchorPhrase says what the anchor was here: since when it is their turn may be since our reply.
func (r *clauseEval) anchorPhrase() string {
	if r.anchor == AnchorLastAnswer && !slices.ContainsFunc(r.s.answers, func(a milestone.Answer) bool { return at(a.Moment) == r.from }) {
		return "our reply to " + r.anchor.phrase()
	}
	return r.anchor.phrase()
}

// counted says how the date was counted.
func (r *clauseEval) counted(day civil.Date) {
	w := r.why.add().after(r.c.Days, r.c.Unit)
	if r.c.From.Clause != "" {
		w.anchor(&r.c.From, day)
	} else {
		w.text(r.anchorPhrase(), " on ").date(day)
		if r.from.At.Precision() < civil.PrecisionDay {
			w.text(" (the last day of ").when(r.from.At).text(", of which no day is known)")
		}
	}
	w.event(r.from.Seq)
}

// anchor says what a date counts from.
func (s *sentences) anchor(rule *AnchorRule, day civil.Date) {
	switch {
	case rule.Clause != "" && rule.Original:
		s.text(rule.Clause, " without extension (").date(day).text(")")
	case rule.Clause != "":
		s.text(rule.Clause, " (").date(day).text(")")
	case len(rule.Of) == 1:
		s.text(rule.Of[0].phrase(), " on ").date(day)
	default:
		s.date(day)
	}
}
