package clock

import (
	"cmp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/person"
)

// applyMoves plays the decisions about the clause, in the order in which they were made, on the date that the policy
// gives: pauses add their time, extensions set a later date. It returns the date without and with the extensions.
func (r *clauseEval) applyMoves(start, day civil.Date) (original, due civil.Date) {
	original, due = day, day
	pauses := r.pauses()
	next := 0
	// base and days tell how a date of working days came about, so that a pause adds to the count and not to a
	// date that may be a day off.
	base, days := start, civil.CountDays(start, day, r.c.Unit, r.off)
	if day.Before(start) {
		base, days = day, 0
	}
	pauseUntil := func(limit *DateChange) {
		for ; next < len(pauses); next++ {
			p := pauses[next]
			if limit != nil && cmp.Or(civil.CompareIn(limit.At, p.began.At, r.zone), limit.Seq-p.began.Seq) < 0 {
				return
			}
			if p.from.After(due) {
				continue // it was over by then
			}
			n := civil.CountDays(p.from, p.to, r.c.Unit, r.off)
			r.paused += n
			if p.open != nil {
				r.pause = p.open
			}
			if n == 0 {
				continue
			}
			days += n
			due = civil.AddDays(base, days, r.c.Unit, r.off)
			original = civil.AddDays(original, n, r.c.Unit, r.off)
			r.why.add().count(n, r.c.Unit).text(" more: the clock stood still from ").date(p.from).text(" to ").date(p.to).text(", as ", p.reason)
		}
	}
	for i := range r.ep.Moves {
		m := &r.ep.Moves[i]
		if !r.about(&m.Whose, m.Clause) || m.Due.IsZero() {
			continue
		}
		pauseUntil(m)
		to := civil.DayIn(m.Due, r.zone)
		if m.Set {
			original, due, r.exact = to, to, m.Due
			r.why.add("set to ").date(to).text(grantedBy(m))
			base, days = due, 0
			continue
		}
		to = r.withinAllowance(m, original, to)
		if due.Before(to) {
			due, r.exact = to, m.Due
			base, days = due, 0
			r.why.add("extended to ").date(due).text(grantedBy(m))
		}
	}
	pauseUntil(nil)
	return original, due
}

// withinAllowance limits an extension to what the policy allows one person to grant. An imported history is taken as it is.
func (r *clauseEval) withinAllowance(m *DateChange, original, to civil.Date) civil.Date {
	most := original.AddDays(r.c.Allowed())
	if !most.Before(to) || m.CoApprover != "" || r.h.Imported {
		return to
	}
	r.why.add("an extension to ").date(to).text(" goes beyond the ").count(r.c.Allowed(), civil.CalendarDays).text(" that one person may grant")
	return most
}

// about reports whether a decision is about the clause, and about the party of this clock. One that names no party is about
// every party of its clause.
func (r *clauseEval) about(whose *Whose, clause string) bool {
	return clause == r.c.Name && (whose.Name == "" || whose.Role == r.s.role && strings.EqualFold(whose.Name, r.s.name))
}

func grantedBy(m *DateChange) string {
	s := ""
	if who := person.Deciders(m.Actor, m.CoApprover); who != "" {
		s = " by " + who
	}
	if m.Text != "" {
		s += ": " + m.Text
	}
	return s
}

// before reports whether m happened before o; on the same day or instant, the one recorded first comes first.
func (m Moment) before(o Moment) bool {
	if by := m.At.Compare(o.At); by != 0 {
		return by < 0
	}
	return m.Seq < o.Seq
}

// standstill is the effect of a pause on one clause.
type standstill struct {
	began    Moment
	from, to civil.Date
	open     *Pause
	reason   string
}

// pauses returns the stretches in which the clock of the clause stood still, in order and without overlap. One that
// lasts is counted up to today.
func (r *clauseEval) pauses() []standstill {
	if r.c.Pause == PauseNever || len(r.ep.Pauses) == 0 {
		return nil
	}
	var out []standstill
	for i := range r.ep.Pauses {
		p := &r.ep.Pauses[i]
		if p.Clause != "" && !r.about(&p.Whose, p.Clause) || p.WaitingOn == disclosure.WaitingAgreed && r.c.Pause != PauseAny {
			continue
		}
		s := standstill{began: p.From, from: civil.DayIn(p.From.At, r.zone), reason: p.why()}
		end := p.ends(r.s)
		if end.IsZero() {
			s.to, s.open = r.today(), p
			if !r.s.fixed.IsZero() {
				s.to, s.open = r.dayOf(r.s.fixed), nil
			}
		} else {
			s.to = civil.DayIn(end.At, r.zone)
		}
		if !s.to.Before(s.from) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b standstill) int { return a.from.Compare(b.from) })
	merged := out[:0]
	for _, s := range out {
		if n := len(merged); n > 0 && !merged[n-1].to.Before(s.from) {
			if merged[n-1].to.Before(s.to) {
				merged[n-1].to = s.to
			}
			if s.open != nil {
				merged[n-1].open = s.open
			}
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

func (p *Pause) why() string {
	s := "they waited for us"
	if p.WaitingOn == disclosure.WaitingAgreed {
		s = "agreed"
	}
	if p.From.Text != "" {
		s += " (" + p.From.Text + ")"
	}
	return s
}
