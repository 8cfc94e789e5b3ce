package clock

import (
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// anchorOf finds when an anchor happened in this episode.
func (w *evaluator) anchorOf(a Anchor) Moment {
	switch a {
	case AnchorDiscovered:
		return w.ep.Discovered
	case AnchorAttempt:
		return w.ep.Attempt(disclosure.Vendor)
	case AnchorAcceptance:
		return w.ep.Acceptance(disclosure.Vendor)
	case AnchorAcknowledged:
		return w.ep.Acknowledged
	case AnchorAware:
		return w.ep.Aware
	case AnchorPromised:
		if w.ep.PromisedFor.IsZero() {
			return Moment{}
		}
		return Moment{At: w.ep.PromisedFor, Seq: w.ep.Promised.Seq}
	case AnchorFixed:
		return w.ep.Fixed
	case AnchorReopened:
		return w.ep.Reopened
	case AnchorExploited:
		return w.ep.Exploited
	case AnchorHeadsUp:
		return w.ep.HeadsUp
	default:
		return Moment{}
	}
}

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

func (w *evaluator) datesOf(clause string) dates {
	for i := range w.p.Clauses {
		if w.p.Clauses[i].Name == clause {
			return w.dates[i]
		}
	}
	return dates{}
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
func (rule *AnchorRule) waitsFor() string {
	if rule.Clause != "" {
		return "waits for a date of " + rule.Clause
	}
	phrases := make([]string, len(rule.Of))
	for i, a := range rule.Of {
		phrases[i] = a.phrase()
	}
	conjunction := " or "
	if rule.Take == TakeLatest {
		conjunction = " and "
	}
	return "waits for " + strings.Join(phrases, conjunction)
}

func anchorText(rule *AnchorRule, day civil.Date) string {
	switch {
	case rule.Clause != "" && rule.Original:
		return rule.Clause + " without extension (" + day.String() + ")"
	case rule.Clause != "":
		return rule.Clause + " (" + day.String() + ")"
	case len(rule.Of) == 1:
		return rule.Of[0].phrase() + " on " + day.String()
	default:
		return day.String()
	}
}

// counted is the first part of a sentence: how the date was counted.
func (r *clauseEval) counted(day civil.Date) string {
	rule := &r.c.From
	if rule.Clause == "" {
		rule = &AnchorRule{Of: []Anchor{r.anchor}}
	}
	s := afterAnchor(r.c.Days, r.c.Unit) + anchorText(rule, day)
	if rule.Clause == "" && r.from.At.Precision() < civil.PrecisionDay {
		s += " (the last day of " + r.from.At.String() + ", of which no day is known)"
	}
	if r.from.Seq > 0 {
		s += " (event " + strconv.Itoa(r.from.Seq) + ")"
	}
	return s
}

// afterAnchor says how many days after: "45 days after ", "on the day of ".
func afterAnchor(n int, unit civil.Unit) string {
	if n == 0 {
		return "on the day of "
	}
	return civil.DayCount(n, unit) + " after "
}

// withWeekday is a date with its weekday.
func withWeekday(d civil.Date) string { return d.Weekday().String() + " " + d.String() }

// sentence joins the parts of an explanation.
type sentence struct{ b strings.Builder }

func (s *sentence) add(part string) {
	if part == "" {
		return
	}
	if s.b.Len() > 0 {
		s.b.WriteString("; ")
	}
	s.b.WriteString(part)
}

// String returns the sentence.
func (s *sentence) String() string { return s.b.String() }
