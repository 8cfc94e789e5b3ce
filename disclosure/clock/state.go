package clock

import (
	"fmt"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
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
		d.Done = true
		r.setState(d, disclosure.ClockTerminated, "done on "+m.At.String()+eventRef(m)+r.late(m))
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
		r.setState(d, disclosure.ClockNotStarted, r.c.From.waitsFor())
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

func eventRef(m Moment) string {
	if m.Seq == 0 {
		return ""
	}
	return fmt.Sprintf(" (event %d)", m.Seq)
}

// late says by how many days something missed its deadline.
func (r *clauseEval) late(m Moment) string {
	if !r.dates.known || r.c.Due.Publishes() {
		return ""
	}
	if n := civil.DaysBetween(r.dates.due, civil.DayIn(m.At, r.zone)); n > 0 {
		return ", " + civil.DayCount(n, civil.CalendarDays) + " after the deadline"
	}
	return ""
}

func (r *clauseEval) waived() (DateChange, bool) {
	for _, m := range r.ep.Waived {
		if m.Clause == r.c.Name {
			return m, true
		}
	}
	return DateChange{}, false
}

// done is when what was due has happened.
func (r *clauseEval) done() Moment {
	switch r.c.Due {
	case disclosure.DueAcknowledge:
		return r.ep.Acknowledged
	case disclosure.DueFix:
		return r.ep.Fixed
	case disclosure.DuePublishStub:
		return earlierMoment(r.ep.Stub, r.ep.Limited, r.ep.Full)
	case disclosure.DuePublishLimited:
		return earlierMoment(r.ep.Limited, r.ep.Full)
	case disclosure.DuePublishFull:
		return r.ep.Full
	case disclosure.DueReminder:
		return r.wroteSince()
	case disclosure.DueSecondChannel:
		return r.wroteElsewhere()
	case disclosure.DueProvider, disclosure.DuePlatform, disclosure.DueCSIRT, disclosure.DueRegulator:
		return r.ep.Attempt(r.party())
	case disclosure.DueOwn: // nobody can tell what it was for
		return Moment{}
	default:
		return Moment{}
	}
}

func earlierMoment(all ...Moment) (first Moment) {
	for _, m := range all {
		if first.IsZero() || !m.IsZero() && m.At.Compare(first.At) < 0 {
			first = m
		}
	}
	return first
}

// party is whom the step turns to.
func (r *clauseEval) party() disclosure.Role {
	if r.c.Step != nil && r.c.Step.Role != "" {
		return r.c.Step.Role
	}
	return r.c.Due.Party()
}

// wroteElsewhere finds an attempt on another way than the first one that did not come back.
func (r *clauseEval) wroteElsewhere() Moment {
	role := r.party()
	first := -1
	for i := range r.ep.Attempts {
		a := &r.ep.Attempts[i]
		switch {
		case a.Role != role:
		case first < 0:
			first = i
		case a.Bounced.IsZero() && differs(&r.ep.Attempts[first], a):
			return a.Moment
		}
	}
	return Moment{}
}

// wroteSince finds an attempt after the anchor, and other than it, that did not come back.
func (r *clauseEval) wroteSince() Moment {
	role := r.party()
	for i := range r.ep.Attempts {
		a := &r.ep.Attempts[i]
		if a.Role == role && a.Bounced.IsZero() && a.Moment != r.from && !r.from.IsZero() && a.At.Compare(r.from.At) >= 0 {
			return a.Moment
		}
	}
	return Moment{}
}

func differs(a, b *Attempt) bool {
	return a.Channel != b.Channel || a.Contact != "" && b.Contact != "" && a.Contact != b.Contact
}

// stopped says what ended the clock before its time, "" if nothing did.
func (r *clauseEval) stopped() string {
	for _, s := range r.stops() {
		switch s {
		case StopReply:
			if m := r.ep.Acknowledged; !m.IsZero() {
				return "ended: the vendor answered on " + m.At.String() + eventRef(m)
			}
		case StopClosed:
			if m := r.ep.Fixed; !m.IsZero() {
				return "ended: closed on " + m.At.String() + eventRef(m)
			}
		case StopPromise, StopNothing: // a promise moves the date, see rested
		}
	}
	if r.past {
		return "ended with its episode: the asset was closed and opened again"
	}
	return ""
}

// applyPauses moves a step to the date for which the vendor promised a fix: until that has passed, nobody else is asked.
func (r *clauseEval) applyPauses(original, due civil.Date) (civil.Date, civil.Date) {
	if r.ep.PromisedFor.IsZero() || !slices.Contains(r.stops(), StopPromise) {
		return original, due
	}
	to := civil.DayIn(r.ep.PromisedFor, r.zone)
	if due.Before(to) {
		r.why.add("rests until " + to.String() + ", for which the vendor promised a fix" + eventRef(r.ep.Promised))
		due = to
	}
	if original.Before(to) {
		original = to
	}
	return original, due
}

func (r *clauseEval) stops() []Stop {
	if len(r.c.Stops) > 0 {
		return r.c.Stops
	}
	switch r.c.Due {
	case disclosure.DueReminder, disclosure.DueSecondChannel, disclosure.DueProvider, disclosure.DuePlatform, disclosure.DueCSIRT, disclosure.DueRegulator:
		return escalationStops[:]
	case disclosure.DueAcknowledge:
		return escalationStops[2:]
	case disclosure.DueFix, disclosure.DuePublishStub, disclosure.DuePublishLimited, disclosure.DuePublishFull, disclosure.DueOwn:
		return nil
	default:
		return nil
	}
}

// escalationStops are the usual stops of a step; the last one alone is that of an acknowledgement.
var escalationStops = [...]Stop{StopReply, StopPromise, StopClosed}

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
		return r.notYet(r.ep.Fixed, "waits for the closure")
	case IsAcknowledged:
		return r.notYet(r.ep.Acknowledged, "waits for an answer")
	case NotExploited:
		return r.already(r.ep.Exploited, "ended: exploited or leaked on ")
	case NotFixed:
		return r.already(r.ep.Fixed, "ended: closed on ")
	case NotAcknowledged:
		return r.already(r.ep.Acknowledged, "ended: the vendor answered on ")
	case FixedWithin, NotFixedWithin, FixedWithinGrace:
		return r.unmetWithin(c)
	}
	return "", ""
}

func (r *clauseEval) notYet(m Moment, why string) (disclosure.ClockState, string) {
	if m.IsZero() {
		return disclosure.ClockNotStarted, why
	}
	return "", ""
}

func (r *clauseEval) already(m Moment, why string) (disclosure.ClockState, string) {
	if m.IsZero() || r.dates.known && r.dates.due.Before(civil.DayIn(m.At, r.zone)) {
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
	fixed := r.ep.Fixed
	day := r.today()
	if !fixed.IsZero() {
		day = civil.DayIn(fixed.At, r.zone)
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
