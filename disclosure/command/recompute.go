package command

import (
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
)

// recomputeClocks recomputes the clocks after an event that may have moved them. It records a change and schedules the
// timers.
func (d *Frame) recomputeClocks() {
	states, err := clock.StatesOf(d.Case, d.Env.Clock())
	if err != nil {
		d.clockErr = err // the dates on record stand until the policy is back; the agenda says so
		return
	}
	clocks := clock.CurrentClocks(states.All)
	if d.allPast(clocks) {
		return
	}
	next := disclosure.Clocks{}
	for i := range clocks {
		k := &clocks[i]
		_, known := clock.OnRecord(d.Case, k)
		// What never ran has no end to speak of.
		if k.Runs() || k.State == disclosure.ClockPaused || known && k.State != disclosure.ClockNotStarted {
			next[k.Key()] = d.recordedClock(k)
		}
	}
	if moved := movedClocks(d.Case.Clocks, next); len(moved) > 0 {
		d.recordClocks(moved, &states)
	}
	d.recordOverdue(clocks)
	d.markOvertaken(states.All)
	many := outreach.ManyOf(clocks)
	for i := range clocks {
		d.scheduleTimers(&clocks[i], many)
	}
}

// allPast reports whether all dates of a case passed before it was recorded. Recording them now would be of no use.
func (d *Frame) allPast(clocks []clock.Deadline) bool {
	if len(d.Case.Clocks) > 0 {
		return false
	}
	own := slices.ContainsFunc(d.Case.ClockEvents, func(t disclosure.ClockEvent) bool {
		return t.Kind == disclosure.KindDeadlineSet || t.Kind == disclosure.KindExtensionGranted
	})
	return !own && !slices.ContainsFunc(clocks, func(k clock.Deadline) bool {
		return k.State == disclosure.ClockPaused || k.Runs() && !d.EndedBeforeRecording(&k)
	})
}

// EndedBeforeRecording reports whether a clock ran out before the case was recorded: we could not have met that deadline.
func (d *Frame) EndedBeforeRecording(k *clock.Deadline) bool {
	return !k.Ends.After(d.Case.RecordedAt)
}

// recordedClock returns what the case stores of a clock. A clock that has run out stays so while its date is unchanged.
func (d *Frame) recordedClock(k *clock.Deadline) disclosure.Clock {
	out := clock.Recorded(k)
	old, _ := clock.OnRecord(d.Case, k)
	same := old.State == disclosure.ClockOverdue && old.Due == out.Due && old.Episode == out.Episode
	if k.Runs() && (same || d.EndedBeforeRecording(k)) {
		out.State = disclosure.ClockOverdue
	}
	return out
}

// movedClocks are the clocks that are other ones than on record, and an empty one for each that is no more. A case with a thousand
// parties has thousands of clocks, and most events move those of one party.
func movedClocks(was, next disclosure.Clocks) disclosure.Clocks {
	moved := disclosure.Clocks{}
	for key, k := range next {
		if old, known := was[key]; !known || !sameClock(old, k) {
			moved[key] = k
		}
	}
	for key := range was {
		if _, still := next[key]; !still {
			moved[key] = disclosure.Clock{}
		}
	}
	return moved
}

// sameClock compares what is on record with what was computed. The date of a paused clock moves with each day and is no news.
func sameClock(x, y disclosure.Clock) bool {
	if x.State == disclosure.ClockPaused && y.State == disclosure.ClockPaused {
		return x.Episode == y.Episode
	}
	return x.State == y.State && x.Due == y.Due && x.Ends.Equal(y.Ends) && x.Extended == y.Extended && x.Episode == y.Episode && x.What == y.What && x.Zone == y.Zone
}

func (d *Frame) recordClocks(moved disclosure.Clocks, s *clock.States) {
	ref := s.Ref
	e := disclosure.Event{Kind: disclosure.KindDeadlineSet, Source: disclosure.SourceSystem, Text: describeClocks(d.Case, ref.Name, moved), Detail: disclosure.Detail{Clocks: &moved, Moved: true}}
	if ref != s.History.Policy && ref.Name != "" {
		e.Detail.Policy = &ref
	}
	d.Emit(e)
}

// mostDates is how many dates one event names in words. All of them stand beside it.
const mostDates = 20

// describeClocks says which dates are new, the next one first. A clock that only got another name, because its party has one now or
// because clocks belong to parties today, is none.
func describeClocks(c *disclosure.Case, policy string, next disclosure.Clocks) string {
	names := slices.Sorted(maps.Keys(next))
	slices.SortStableFunc(names, func(a, b string) int { return next[a].Ends.Compare(next[b].Ends) })
	var parts, zones []string
	more := 0
	for _, key := range names {
		k := next[key]
		set := clock.SplitKey(key)
		was, known := clock.OnRecord(c, &clock.Deadline{Clause: set.Clause, Role: set.Role, Name: set.Name})
		name := clock.Label(c, key)
		if len(parts) == mostDates {
			more++
			continue
		}
		switch {
		case k == disclosure.Clock{}: // no more
		case known && was.State == k.State && was.Due == k.Due:
		case k.State == disclosure.ClockTerminated || k.State == disclosure.ClockWaived:
			if known && was.State != k.State {
				parts = append(parts, name+" "+string(k.State))
			}
		case k.State == disclosure.ClockPaused:
			parts = append(parts, name+" paused")
		default:
			parts = append(parts, name+" "+k.Due.String())
			zones = append(zones, k.Zone)
		}
	}
	text := "dates"
	if policy != "" {
		text += " by the policy " + policy
	}
	if len(parts) == 0 {
		return text
	}
	text += ": " + strings.Join(parts, ", ")
	if more > 0 {
		text += ", and more"
	}
	if slices.Sort(zones); len(zones) > 0 {
		text += " (days end in " + strings.Join(slices.Compact(zones), ", ") + ")"
	}
	return text
}

// recordOverdue records the clocks that have run out, including those that did so while the bot was not running.
func (d *Frame) recordOverdue(clocks []clock.Deadline) {
	for i := range clocks {
		k := &clocks[i]
		on := d.Case.Clocks[k.Key()]
		if k.State != disclosure.ClockOverdue || on.State == disclosure.ClockOverdue || on.State == "" {
			continue
		}
		at := k.Due
		if d.InFuture(at) { // a day that has ended in the zone of its clause
			at = d.Now()
		}
		d.Emit(disclosure.Event{
			Kind: disclosure.KindDeadlinePassed, At: at, Source: disclosure.SourceSystem, Ref: k.Key(), Text: passedText(d.Case, k),
			Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: k.Clause, Role: k.Role, Name: k.Name, Due: k.Due, Reason: k.Because}},
		})
	}
}

// markOvertaken takes the drafts of steps that are not due any more from what waits for approval: what they say has become untrue.
// A step that is due again later is drafted anew.
func (d *Frame) markOvertaken(clocks []clock.Deadline) {
	for _, draft := range d.Case.Drafts {
		if draft.Step == "" || draft.State != disclosure.DraftOpen {
			continue
		}
		var ended *clock.Deadline
		due := false
		for i := range clocks {
			if k := &clocks[i]; outreach.IsStep(d.Case, &draft, k) {
				ended, due = k, due || k.State == disclosure.ClockOverdue
			}
		}
		if due || ended == nil {
			continue
		}
		draft.State, draft.Overtaken = disclosure.DraftDiscarded, true
		d.Emit(disclosure.Event{
			Kind: disclosure.KindDraftDiscarded, Source: disclosure.SourceSystem, Party: draft.Role, Name: draft.Name, Channel: draft.Channel, Ref: draft.ID,
			Text: "draft " + draft.ID + " is overtaken: " + ended.Because, Detail: disclosure.Detail{Draft: &draft},
		})
	}
}

func passedText(c *disclosure.Case, k *clock.Deadline) string {
	if k.What == disclosure.DueOwn {
		return "the deadline " + clock.Label(c, k.Key()) + " of " + k.Text() + " has passed"
	}
	return clock.Label(c, k.Key()) + ", " + k.Text() + ": " + clock.DueText(k.What)
}

// scheduleTimers queues the timers of the clocks, their reminders, and the drafts of escalation steps. Jobs have keys, so
// queueing a known job again changes nothing. A step that many vendors share waits for a person who writes to all of them.
func (d *Frame) scheduleTimers(k *clock.Deadline, many outreach.Many) {
	if !k.Runs() || k.Ends.IsZero() {
		return
	}
	if d.Case.Clocks[k.Key()].State != disclosure.ClockOverdue {
		for _, j := range clock.TimerJobs(d.Case.ID, []clock.Deadline{*k}) {
			d.Job(j)
		}
		for _, j := range clock.ReminderJobs(d.Case, k, d.Env.Clock()) {
			d.Job(j)
		}
		return
	}
	if many.Have(k) || d.EndedBeforeRecording(k) {
		return
	}
	if j, ok := outreach.StepJob(d.Case, k); ok {
		d.Job(j)
	}
}

// ClockOf returns the clock that a command is about: by its key, or by its clause alone where no other party has one of it.
func (d *Frame) ClockOf(key string) (clock.Deadline, clock.Clause, error) {
	k, c, err := clock.Current(d.Case, d.Env.Clock(), key)
	if fault.CodeOf(err) == fault.Invalid {
		err = fault.Errorf(fault.Invalid, "%w", err).With(hint.ToSeeClocks(d.Case.ID))
	}
	return k, c, err
}
