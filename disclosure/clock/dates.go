package clock

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// offDays finds the days off that the clause counts with.
func (r *clauseEval) offDays() {
	if r.c.Holidays == "" || r.holidays == nil || r.c.Unit != civil.WorkingDays && r.c.Shift != ShiftNextWorking && !r.relatesInWorkingDays() {
		return
	}
	set := r.c.Holidays
	if set == OwnerHolidays {
		set = r.holidaysOf(r.s)
	}
	if set == "" {
		return
	}
	if r.off = r.holidays(set); r.off == nil {
		r.why.add("no holidays of ", set, " are known, so only weekends are off")
	}
}

func (r *clauseEval) relatesInWorkingDays() bool {
	return r.c.Cap != nil && r.c.Cap.Unit == civil.WorkingDays || r.c.Floor != nil && r.c.Floor.Unit == civil.WorkingDays
}

// compute computes the dates of the clause. It answers false when it has none yet.
func (r *clauseEval) compute() bool {
	r.offDays()
	start, counts, ok := r.start()
	if !ok {
		return false
	}
	day := start
	if counts {
		day = civil.AddDays(start, r.c.Days, r.c.Unit, r.off)
		r.counted(start)
	}
	day = r.limited(day)
	original, due := r.applyMoves(start, day)
	if r.c.Shift == ShiftNextWorking {
		to := civil.NextWorkingDay(due, r.off)
		if to != due {
			r.why.add("moved from ", due.Weekday().String(), " ").date(due).text(", a day off, to ", to.Weekday().String(), " ").date(to)
		}
		due, original = to, civil.NextWorkingDay(original, r.off)
	}
	original, due = r.listen(start, original, due)
	due = r.embargo(start, due)
	r.advance(due)
	if !due.Valid() || !original.Valid() {
		r.why.add("that lies beyond the calendar")
		return false
	}
	r.extended = max(0, civil.DaysBetween(original, due))
	r.dates.known, r.dates.due, r.dates.original = true, due, original
	return true
}

// start is the day that the clause counts from. Where nothing happened yet from which it could count, a date that a
// person set is used as it is.
func (r *clauseEval) start() (day civil.Date, counts, ok bool) {
	if !r.c.Own {
		if day, ok = r.anchorDay(&r.c.From, true); ok {
			return day, true, true
		}
	}
	m, ok := r.ownDate()
	r.from = m.Moment
	return civil.DayIn(m.Due, r.zone), false, ok
}

// limited applies the relations of the clause to other dates. A limit whose own anchor has not happened is none.
func (r *clauseEval) limited(day civil.Date) civil.Date {
	if k := r.c.Cap; k != nil {
		if at, ok := r.anchorDay(&k.From, false); ok {
			if limit := civil.AddDays(at, k.Days, k.Unit, r.off); limit.Before(day) {
				r.why.add("not later than ").date(limit).text(", ").after(k.Days, k.Unit).anchor(&k.From, at)
				day = limit
			}
		}
	}
	if k := r.c.Floor; k != nil {
		if at, ok := r.anchorDay(&k.From, false); ok {
			if limit := civil.AddDays(at, k.Days, k.Unit, r.off); day.Before(limit) {
				r.why.add("not earlier than ").date(limit).text(", ").after(k.Days, k.Unit).anchor(&k.From, at)
				day = limit
			}
		}
	}
	if (r.requires(IsFixed) || r.requires(FixedWithin)) && !r.s.fixed.IsZero() {
		if fixed := r.dayOf(r.s.fixed); day.Before(fixed) {
			r.why.add("not before the closure on ").date(fixed)
			day = fixed
		}
	}
	return day
}

// embargo ends at once when others know: what is held back for the vendor's sake protects nobody any more. Each step that is
// open is due at once, too. A policy with clauses of its own for this says itself what follows.
func (r *clauseEval) embargo(start, due civil.Date) civil.Date {
	if !r.c.Due.Publishes() && !r.c.Due.Escalates() || r.ep.Exploited.IsZero() || r.requires(IsExploited) || r.requires(NotExploited) ||
		r.requires(IsFixed) || r.requires(FixedWithin) {
		return due
	}
	at := r.dayOf(r.ep.Exploited)
	if at.Before(start) {
		at = start
	}
	if !at.After(due) { // on the last day too: that day is not over yet
		r.ended = true
		r.endedAt = civil.StartOfDay(at, r.zone)
		if t, ok := r.ep.Exploited.At.Instant(); ok && t.After(r.endedAt) {
			r.endedAt = t.UTC()
		}
		r.why.add("exploited or leaked on ").when(r.ep.Exploited.At)
		if r.c.Due.Publishes() {
			r.why.text(": the embargo ended at once")
		} else {
			r.why.text(": due at once")
		}
		return at
	}
	return due
}

// advance makes a step due at once when messages came back and none got through.
func (r *clauseEval) advance(due civil.Date) {
	b := r.c.Bounce
	if b == nil {
		return
	}
	back := 0
	through := false
	look := func(all []milestone.Attempt) {
		for i := range all {
			a := &all[i]
			if a.Bounced.IsZero() {
				through = true
				return
			}
			if back++; back == b.Times && !due.Before(r.dayOf(a.Bounced)) {
				r.bounced = a.Bounced
			}
		}
	}
	if b.Role == disclosure.Vendor {
		look(r.s.attempts)
	} else {
		for i := range r.ep.Parties {
			if p := &r.ep.Parties[i]; p.Role == b.Role && r.concerns(p) {
				look(written(p.Attempts))
			}
		}
	}
	if through {
		r.bounced = milestone.Moment{} // one of them got through
		return
	}
	if !r.bounced.IsZero() {
		r.why.add("due at once: the message came back on ").when(r.bounced.At)
	}
}

// concerns reports whether somebody else is turned to on behalf of whom this clock hears.
func (r *clauseEval) concerns(p *milestone.Party) bool {
	if r.s.name == "" || !r.several {
		return true
	}
	assets := r.h.Assets
	return other{p.Role, p.Name, p.Country}.concerns(r.s.name, r.s.country, len(assets), func(i int) (string, string) {
		return assets[i].Owner, assets[i].Host
	})
}

// end returns how a deadline day is written and the first instant after it.
func (r *clauseEval) end(d civil.Date) (civil.When, time.Time) {
	if r.c.Hour == 0 {
		return d.When(), civil.StartOfDay(d.AddDays(1), r.zone)
	}
	w := civil.WhenOn(d, r.c.Hour, r.zone)
	t, _ := w.Instant()
	return w, t
}

func (r *clauseEval) startOf(w civil.When) time.Time {
	if t, ok := w.Instant(); ok {
		return t
	}
	return civil.StartOfDay(w.Last(), r.zone)
}

func (r *clauseEval) today() civil.Date { return civil.DateOf(r.now.In(r.zone)) }

// requires reports whether a condition asks for the fact.
func (r *clauseEval) requires(f Fact) bool {
	for i := range r.c.When {
		if r.c.When[i].Fact == f {
			return true
		}
	}
	return false
}
