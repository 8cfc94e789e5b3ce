package clock

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// SilenceDays is after how many days without a word an answer rests a step no longer, where the policy has no clause that counts
// from the last answer. Daylight's own default: nothing published names a number.
const SilenceDays = 14

// silenceClause finds the clause that says how long the policy waits for a further word, -1 without one.
func silenceClause(p *Policy) int {
	return slices.IndexFunc(p.Clauses, func(c Clause) bool { return c.countsFromLastAnswer() })
}

func (c *Clause) countsFromLastAnswer() bool {
	return len(c.From.Of) == 1 && c.From.Of[0] == AnchorLastAnswer
}

// theirTurn is since when it is their turn: since their newest word, or since our reply, if we replied within the days that a
// silence lasts. What we write later only asks again, and gives them no time.
func (s *side) theirTurn(days int, unit civil.Unit, off func(civil.Date) bool, zone *time.Location) milestone.Moment {
	if len(s.answers) == 0 {
		return milestone.Moment{}
	}
	word := s.answers[len(s.answers)-1].Moment
	last := civil.AddDays(civil.DayIn(word.At, zone), days, unit, off)
	for i := range s.attempts {
		a := &s.attempts[i]
		if a.Bounced.IsZero() && order(&word, &a.Moment, zone) < 0 {
			if civil.DayIn(a.At, zone).Before(last) {
				return a.Moment
			}
			break
		}
	}
	return word
}

// last is the newest answer of a kind, nil if there is none.
func (s *side) last(kind disclosure.Kind) *milestone.Answer {
	for i := len(s.answers) - 1; i >= 0; i-- {
		if s.answers[i].Kind == kind {
			return &s.answers[i]
		}
	}
	return nil
}

// stopFor is what a word of the vendor is to a clock.
func stopFor(a *milestone.Answer) Stop {
	switch {
	case a.Kind == disclosure.KindFixPromised && !a.Until.IsZero():
		return StopPromise
	case a.Kind == disclosure.KindFixClaimed:
		return StopClaim
	case a.Kind == disclosure.KindRefused:
		return StopRefusal
	case a.Kind == disclosure.KindDisputed:
		return StopDispute
	default:
		return StopAnswer
	}
}

// hears reports whether the clock names a stop.
func (r *clauseEval) hears(stop Stop) bool {
	all := r.stops()
	return slices.Contains(all, stop) || stop == StopAnswer && slices.Contains(all, StopReply)
}

// stopped says what ended the clock before its time, "" if nothing did.
func (r *clauseEval) stopped() string {
	if m := r.s.fixed; !m.IsZero() && r.hears(StopClosed) {
		return "ended: closed on " + m.At.String() + eventRef(m)
	}
	for i := range r.s.heard {
		a := &r.s.heard[i]
		stop := stopFor(a)
		ends := stop == StopRefusal || stop == StopDispute || stop != StopPromise && !r.c.Due.Escalates()
		switch {
		case ends && r.hears(stop):
			return "ended: the vendor " + said(stop) + " on " + a.At.String() + eventRef(a.Moment)
		case !r.c.Due.Escalates() && r.hears(StopAnswer):
			return "ended: the vendor " + said(StopAnswer) + " on " + a.At.String() + eventRef(a.Moment)
		}
	}
	if r.past {
		return "ended with its episode: the asset was closed and opened again"
	}
	return ""
}

// said is what they did, as a part of a sentence.
func said(stop Stop) string {
	switch stop {
	case StopPromise:
		return "promised a fix"
	case StopClaim:
		return "said that it is fixed"
	case StopRefusal:
		return "refused to act"
	case StopDispute:
		return "disputed the finding"
	case StopAnswer, StopReply:
		return "answered"
	case StopClosed, StopNothing:
		return string(stop)
	default:
		return string(stop)
	}
}

// rest is what the newest words of the vendor are to a step.
type rest struct {
	until civil.Date // the step is not due before it; zero: it does not rest
	stop  Stop
	by    *milestone.Answer
	now   bool // they will not act: the step is due at once
}

// listen moves a step by what the vendor's people said. A clock that is no step is moved by a promise alone.
func (r *clauseEval) listen(start, original, due civil.Date) (civil.Date, civil.Date) {
	if len(r.s.heard) == 0 {
		return original, due
	}
	k := r.heard()
	if k.by == nil {
		return original, due
	}
	to := k.until
	if k.now {
		return r.moveOn(k.by, start, original, due)
	}
	if original.Before(to) {
		original = to
	}
	if !due.Before(to) {
		return original, due
	}
	r.why.add("rests until ").date(to)
	switch k.stop {
	case StopPromise:
		r.why.text(", for which the vendor promised a fix")
	case StopClaim:
		r.why.text(", or until an answer of ours finds it open: the vendor said on ").when(k.by.At).text(" that it is fixed")
	default:
		r.why.text(": the vendor answered on ").when(k.by.At)
	}
	r.why.event(k.by.Seq)
	return original, to
}

// moveOn makes a step due on the day on which they said that they will not act, or from which on they were found to be wrong.
// What was due before their first word stays due since then.
func (r *clauseEval) moveOn(by *milestone.Answer, start, original, due civil.Date) (civil.Date, civil.Date) {
	day, first := r.dayOf(by.Moment), r.dayOf(r.s.heard[0].Moment)
	if day.Before(start) {
		day = start
	}
	stop := stopFor(by)
	if due.Before(first) || due == day || stop == StopClaim && day.Before(due) {
		return original, due
	}
	r.why.add("due on ").date(day).text(": the vendor ", said(stop)).event(by.Seq)
	if stop == StopClaim {
		r.why.text(", and an answer of ours found it open")
	}
	if original.Before(day) {
		original = day
	}
	return original, day
}

// heard goes through the words of the vendor, oldest first, and keeps what the newest ones mean. A word between a promise and
// its day takes nothing from the promise.
func (r *clauseEval) heard() (k rest) {
	step := r.c.Due.Escalates()
	end := earlier(r.done(), r.s.fixed, r.zone)
	for i := range r.s.heard {
		a := &r.s.heard[i]
		if !end.IsZero() && order(&a.Moment, &end, r.zone) >= 0 {
			break // what is over is moved by nothing any more
		}
		day := r.dayOf(a.Moment)
		switch stop := stopFor(a); {
		case stop == StopPromise && r.hears(StopPromise):
			k = rest{until: civil.DayIn(a.Until, r.zone), stop: stop, by: a}
		case !step:
		case stop == StopRefusal, stop == StopDispute:
			k = rest{now: true, by: a, stop: stop}
		case stop == StopClaim && r.hears(StopClaim) && r.seenOpenSince(a):
			k = rest{now: true, by: a, stop: stop}
		case stop == StopClaim && r.hears(StopClaim):
			k = rest{stop: stop, by: a}
		case k.stop == StopPromise && !k.until.Before(day):
		case r.hears(StopAnswer) && !r.c.countsFromLastAnswer():
			k = rest{stop: StopAnswer, by: a}
		}
	}
	if k.by != nil && !k.now && k.stop != StopPromise {
		k.until = r.silenceAfter(k.by) // of the newest word alone: it reads all that was written to them
	}
	return k
}

// seenOpenSince reports whether an answer of ours found it open after a word of theirs.
func (r *clauseEval) seenOpenSince(a *milestone.Answer) bool {
	if r.s.seen.IsZero() {
		return false
	}
	if at, ok := a.At.Instant(); ok {
		return r.s.seen.After(at)
	}
	return civil.DateOf(r.s.seen.In(r.zone)).After(a.At.Last())
}

// silenceAfter is when a step is due after an answer, unless another word comes: as many days after the silence is heard as it has
// after its own anchor, so that the ladder goes on in its own steps.
func (r *clauseEval) silenceAfter(a *milestone.Answer) civil.Date {
	days, unit := SilenceDays, civil.CalendarDays
	var heard civil.Date
	if i := r.silence; i >= 0 {
		c := &r.p.Clauses[i]
		if days, unit = c.Days, c.Unit; a.Seq == r.s.answers[len(r.s.answers)-1].Seq {
			if d := r.datesAt(i); d.known {
				heard = d.due
			}
		}
	}
	if heard.IsZero() {
		turn := r.s.theirTurn(days, unit, r.off, r.zone)
		heard = civil.AddDays(r.dayOf(turn), days, unit, r.off)
	}
	if r.c.countsFromLastAnswer() {
		return heard
	}
	return civil.AddDays(heard, r.c.Days, r.c.Unit, r.off)
}

// stops are what the clock hears.
func (r *clauseEval) stops() []Stop {
	if len(r.c.Stops) > 0 {
		return r.c.Stops
	}
	switch r.c.Due {
	case disclosure.DueReminder, disclosure.DueSecondChannel:
		return vendorStops[:]
	case disclosure.DueProvider, disclosure.DuePlatform, disclosure.DueCSIRT, disclosure.DueRegulator:
		return vendorStops[:4]
	case disclosure.DueAcknowledge:
		return vendorStops[:1]
	case disclosure.DueFix, disclosure.DuePublishStub, disclosure.DuePublishLimited, disclosure.DuePublishFull, disclosure.DueOwn:
		return nil
	default:
		return nil
	}
}

// vendorStops are the usual stops of a step to the vendor. A step to somebody else does not end because the vendor will not act, and
// an acknowledgement has the first of them alone.
var vendorStops = [...]Stop{StopClosed, StopAnswer, StopPromise, StopClaim, StopRefusal, StopDispute}
