package clock

import (
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// decideState says in which state the clock is, and completes the sentence.
func (r *clauseEval) decideState(d *Deadline) {
	if m, ok := r.waived(); ok {
		r.setState(d, disclosure.ClockWaived, "waived on "+m.At.String()+grantedBy(&m))
		return
	}
	for i := range r.c.When {
		if state, why := r.unmet(&r.c.When[i]); state == disclosure.ClockWaived {
			r.setState(d, state, why)
			return
		}
	}
	if m := r.done(); !m.IsZero() {
		d.Done, d.State = true, disclosure.ClockTerminated
		r.why.add("done on ").when(m.At).event(m.Seq)
		r.late(m)
		return
	}
	if why := r.stopped(); why != "" {
		r.setState(d, disclosure.ClockTerminated, why)
		return
	}
	if !r.dates.known {
		// What the conditions say ends the matter for good; else the anchor is what is missing.
		for i := range r.c.When {
			if state, why := r.unmet(&r.c.When[i]); state == disclosure.ClockTerminated {
				r.setState(d, state, why)
				return
			}
		}
		d.State = disclosure.ClockNotStarted
		r.why.waitsFor(&r.c.From)
		return
	}
	for i := range r.c.When {
		if state, why := r.unmet(&r.c.When[i]); state != "" {
			r.setState(d, state, why)
			return
		}
	}
	// A case that was closed may still be published; one that was rejected or is somebody else's may not.
	if end := r.h.Ended; !end.IsZero() && (!r.c.Due.Publishes() || end.Text != string(disclosure.WorkClosed)) {
		r.setState(d, disclosure.ClockTerminated, "the work on the case ended on "+end.At.String()+" ("+end.Text+")")
		return
	}
	switch {
	case r.pause != nil && !r.ended && r.bounced.IsZero():
		r.setState(d, disclosure.ClockPaused, "paused since "+r.pause.From.At.String()+", as "+r.pause.why()+": each day of the pause moves the deadline by one day")
	case !r.now.Before(d.Ends):
		d.State = disclosure.ClockOverdue
	case !r.now.Before(civil.StartOfDay(r.dates.due, r.zone)):
		d.State = disclosure.ClockDue
	case r.extended > 0:
		d.State = disclosure.ClockExtended
	default:
		d.State = disclosure.ClockRunning
	}
}

func (r *clauseEval) setState(d *Deadline, state disclosure.ClockState, why string) {
	d.State = state
	r.why.add(why)
}

func eventRef(m milestone.Moment) string {
	if m.Seq == 0 {
		return ""
	}
	return " (event " + strconv.Itoa(m.Seq) + ")"
}

// late says by how many days something missed its deadline.
func (r *clauseEval) late(m milestone.Moment) {
	if !r.dates.known || r.c.Due.Publishes() {
		return
	}
	if n := civil.DaysBetween(r.dates.due, r.dayOf(m)); n > 0 {
		r.why.text(", ").count(n, civil.CalendarDays).text(" after the deadline")
	}
}

func (r *clauseEval) waived() (DateChange, bool) {
	for _, m := range r.ep.Waived {
		if r.about(&m.Whose, m.Clause) {
			return m, true
		}
	}
	return DateChange{}, false
}

// done is when what was due has happened.
func (r *clauseEval) done() milestone.Moment {
	switch r.c.Due {
	case disclosure.DueAcknowledge:
		return r.s.answered
	case disclosure.DueFix:
		return r.s.fixed
	case disclosure.DuePublishStub:
		return earlier(earlier(r.ep.Stub, r.ep.Limited, r.zone), r.ep.Full, r.zone)
	case disclosure.DuePublishLimited:
		return earlier(r.ep.Limited, r.ep.Full, r.zone)
	case disclosure.DuePublishFull:
		return r.ep.Full
	case disclosure.DueReminder:
		return r.wroteSince()
	case disclosure.DueSecondChannel:
		return r.wroteElsewhere()
	case disclosure.DueProvider, disclosure.DuePlatform, disclosure.DueCSIRT, disclosure.DueRegulator:
		return r.turnedTo()
	case disclosure.DueOwn: // nobody can tell what it was for
		return milestone.Moment{}
	default:
		return milestone.Moment{}
	}
}

// turnedTo is the first attempt to reach the party that the step turns to.
func (r *clauseEval) turnedTo() (first milestone.Moment) {
	r.eachAttempt(func(a *milestone.Attempt) bool {
		first = earlier(first, a.Moment, r.zone)
		return true
	})
	return first
}

// eachAttempt goes through the attempts to reach the party that the step turns to, until told to stop.
func (r *clauseEval) eachAttempt(visit func(*milestone.Attempt) bool) {
	role := r.party()
	if role == disclosure.Vendor {
		for i := range r.s.attempts {
			if !visit(&r.s.attempts[i]) {
				return
			}
		}
		return
	}
	for i := range r.ep.Parties {
		p := &r.ep.Parties[i]
		if p.Role != role || !r.concerns(p) {
			continue
		}
		for j := range p.Attempts {
			if p.Attempts[j].Kind != disclosure.KindHeadsUpSent && !visit(&p.Attempts[j]) {
				return
			}
		}
	}
}

// party is whom the step turns to.
func (r *clauseEval) party() disclosure.Role {
	if r.c.Step != nil && r.c.Step.Role != "" {
		return r.c.Step.Role
	}
	return r.c.Due.Party()
}

// wroteElsewhere finds an attempt on another way than the first one that did not come back.
func (r *clauseEval) wroteElsewhere() (found milestone.Moment) {
	var first *milestone.Attempt
	r.eachAttempt(func(a *milestone.Attempt) bool {
		switch {
		case first == nil:
			first = a
		case a.Bounced.IsZero() && differs(first, a):
			found = a.Moment
			return false
		}
		return true
	})
	return found
}

// wroteSince finds an attempt after the anchor, and other than it, that did not come back.
func (r *clauseEval) wroteSince() (found milestone.Moment) {
	if r.from.IsZero() {
		return found
	}
	r.eachAttempt(func(a *milestone.Attempt) bool {
		since := civil.CompareIn(a.At, r.from.At, r.zone)
		if r.anchor == AnchorLastAnswer && since == 0 && a.Seq < r.from.Seq {
			since = -1 // what they answered on the same day
		}
		if a.Bounced.IsZero() && at(a.Moment) != r.from && since >= 0 {
			found = a.Moment
			return false
		}
		return true
	})
	return found
}

func differs(a, b *milestone.Attempt) bool {
	return a.Channel != b.Channel || a.Contact != "" && b.Contact != "" && a.Contact != b.Contact
}

// unmet returns what an unmet condition does to the clock; a condition that holds does nothing. Whether something has not
// happened is decided on the deadline day, so that later events cannot take back what was permitted.
func (r *clauseEval) unmet(c *Condition) (disclosure.ClockState, string) {
	switch c.Fact {
	case HasPersonalData:
		if !r.h.PersonalData {
			return disclosure.ClockWaived, "does not apply: no personal data is known to be exposed"
		}
	case NoPersonalData:
		if r.h.PersonalData {
			return disclosure.ClockWaived, "does not apply: personal data is exposed"
		}
	case IsFirstEpisode:
		if r.ep.Number > 1 {
			return disclosure.ClockWaived, "does not apply after a re-opening"
		}
	case IsReopened:
		if r.ep.Number <= 1 {
			return disclosure.ClockWaived, "does not apply: it was not opened again"
		}
	case IsExploited:
		return r.notYet(r.ep.Exploited, "waits: no exploitation or leak is known")
	case IsFixed:
		return r.notYet(r.s.fixed, "waits for the closure")
	case IsAcknowledged:
		return r.notYet(r.s.answered, "waits for an answer")
	case NotExploited:
		return r.already(r.ep.Exploited, "ended: exploited or leaked on ")
	case NotFixed:
		return r.already(r.s.fixed, "ended: closed on ")
	case NotAcknowledged:
		return r.already(r.s.answered, "ended: the vendor answered on ")
	case FixedWithin, NotFixedWithin, FixedWithinGrace:
		return r.unmetWithin(c)
	}
	return "", ""
}

func (r *clauseEval) notYet(m milestone.Moment, why string) (disclosure.ClockState, string) {
	if m.IsZero() {
		return disclosure.ClockNotStarted, why
	}
	return "", ""
}

func (r *clauseEval) already(m milestone.Moment, why string) (disclosure.ClockState, string) {
	if m.IsZero() || r.dates.known && r.dates.due.Before(r.dayOf(m)) {
		return "", ""
	}
	return disclosure.ClockTerminated, why + m.At.String() + eventRef(m)
}

// unmetWithin evaluates a condition about the date of another clause.
func (r *clauseEval) unmetWithin(c *Condition) (disclosure.ClockState, string) {
	other := r.datesOf(c.Clause)
	if !other.known {
		return disclosure.ClockNotStarted, "waits for a date of " + c.Clause
	}
	fixed := r.s.fixed
	day := r.today()
	if !fixed.IsZero() {
		day = r.dayOf(fixed)
	}
	inside := !other.due.Before(day)
	switch c.Fact {
	case FixedWithin:
		switch {
		case !inside:
			return disclosure.ClockTerminated, "ended: not closed by " + c.Clause + " on " + other.due.String()
		case fixed.IsZero():
			return disclosure.ClockNotStarted, "waits for a closure by " + c.Clause + " on " + other.due.String()
		}
	case NotFixedWithin:
		if inside && !fixed.IsZero() {
			return disclosure.ClockTerminated, "ended: closed on " + fixed.At.String() + ", by " + c.Clause + " on " + other.due.String()
		}
	case FixedWithinGrace:
		if !inside || !other.original.Before(day) {
			return disclosure.ClockNotStarted, "waits: " + c.Clause + " is not in its extension"
		}
	default:
	}
	return "", ""
}
