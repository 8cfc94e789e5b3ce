package disclosure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// wind computes the clocks anew after something happened that can have moved them, puts a change on record, and sees to
// it that somebody wakes up when one runs out.
func (d *decider) wind() {
	states, err := d.c.clockStates(d.env.Clock())
	if err != nil {
		d.unknown = err // the dates on record stand until the policy is back; the agenda says so
		return
	}
	clocks := CurrentClocks(states.all)
	if d.oldStory(clocks) {
		return
	}
	next := Clocks{}
	for i := range clocks {
		k := &clocks[i]
		_, known := d.c.Clocks[k.Clause]
		// What never ran has no end to speak of.
		if k.Runs() || k.State == ClockPaused || known && k.State != ClockNotStarted {
			next[k.Clause] = d.kept(k)
		}
	}
	if !sameClocks(next, d.c.Clocks) {
		d.recordClocks(next, &states)
	}
	d.noticePassed(clocks)
	for i := range clocks {
		d.wakeUps(&clocks[i])
	}
}

// oldStory reports whether all dates of a case passed before it came to us: to put them on record today would tell
// nobody anything.
func (d *decider) oldStory(clocks []Deadline) bool {
	if len(d.c.Clocks) > 0 {
		return false
	}
	own := slices.ContainsFunc(d.c.Turns, func(t Turn) bool { return t.Kind == KindDeadlineSet || t.Kind == KindExtensionGranted })
	return !own && !slices.ContainsFunc(clocks, func(k Deadline) bool {
		return k.State == ClockPaused || k.Runs() && !d.before(&k)
	})
}

// before reports whether a clock ran out before this case came to us: what was missed then was not ours to do.
func (d *decider) before(k *Deadline) bool {
	return !k.Ends.After(d.c.RecordedAt)
}

// kept is what goes on record of a clock. One that was seen to run out stays so as long as its date is the same.
func (d *decider) kept(k *Deadline) Clock {
	out := clockOf(k)
	old := d.c.Clocks[k.Clause]
	same := old.State == ClockOverdue && old.Due == out.Due && old.Episode == out.Episode
	if k.Runs() && (same || d.before(k)) {
		out.State = ClockOverdue
	}
	return out
}

// sameClocks compares what is on record with what was computed. The date of a paused clock moves with each day and
// is no news.
func sameClocks(a, b Clocks) bool {
	return maps.EqualFunc(a, b, func(x, y Clock) bool {
		if x.State == ClockPaused && y.State == ClockPaused {
			return x.Episode == y.Episode
		}
		return x.State == y.State && x.Due == y.Due && x.Ends.Equal(y.Ends) && x.Extended == y.Extended && x.Episode == y.Episode && x.What == y.What && x.Zone == y.Zone
	})
}

func (d *decider) recordClocks(next Clocks, s *clockStates) {
	ref := s.ref
	e := Event{Kind: KindDeadlineSet, Source: SourceSystem, Text: describeClocks(ref.Name, next, d.c.Clocks), Detail: Detail{Clocks: &next}}
	if ref != s.history.Policy && ref.Name != "" {
		e.Detail.Policy = &ref
	}
	d.emit(e)
}

// describeClocks says which dates are new, the next one first.
func describeClocks(policy string, next, old Clocks) string {
	names := sortedKeys(next)
	slices.SortStableFunc(names, func(a, b string) int { return next[a].Ends.Compare(next[b].Ends) })
	var parts, zones []string
	for _, name := range names {
		k := next[name]
		was, known := old[name]
		switch {
		case known && was.State == k.State && was.Due == k.Due:
		case k.State == ClockTerminated || k.State == ClockWaived:
			if known && was.State != k.State {
				parts = append(parts, name+" "+string(k.State))
			}
		case k.State == ClockPaused:
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
	if slices.Sort(zones); len(zones) > 0 {
		text += " (days end in " + strings.Join(slices.Compact(zones), ", ") + ")"
	}
	return text
}

// noticePassed puts on record which clocks ran out, also those that did so while nobody looked.
func (d *decider) noticePassed(clocks []Deadline) {
	for i := range clocks {
		k := &clocks[i]
		on := d.c.Clocks[k.Clause]
		if k.State != ClockOverdue || on.State == ClockOverdue || on.State == "" {
			continue
		}
		at := k.Due
		if d.inFuture(at) { // a day that has ended in the zone of its clause
			at = d.now()
		}
		d.emit(Event{
			Kind: KindDeadlinePassed, At: at, Source: SourceSystem, Ref: k.Clause, Text: passedText(k),
			Detail: Detail{Clock: &ClockSet{Clause: k.Clause, Due: k.Due, Reason: k.Because}},
		})
	}
}

func passedText(k *Deadline) string {
	if k.What == DueOwn {
		return "the deadline " + k.Clause + " of " + k.Text() + " has passed"
	}
	return k.Clause + ", " + k.Text() + ": " + doWhat(k.What)
}

// wakeUps queues what has to happen when nobody acts: the end of the clock, reminders of it, and the draft of its step.
// Jobs that are known already are the same jobs.
func (d *decider) wakeUps(k *Deadline) {
	if !k.Runs() || k.Ends.IsZero() {
		return
	}
	if d.c.Clocks[k.Clause].State != ClockOverdue {
		for _, j := range TimerJobs(d.c.ID, []Deadline{*k}) {
			d.job(j)
		}
		for _, j := range remindJobs(d.c, k, d.env.Clock()) {
			d.job(j)
		}
		return
	}
	if j, ok := stepJob(d.c, k); ok && !d.before(k) {
		d.job(j)
	}
}

// clockOfClause returns the clock that a command is about.
func (d *decider) clockOfClause(clause string) (Deadline, Clause, error) {
	return d.c.current(d.env.Clock(), clause)
}

func (d *decider) setDeadline(cmd SetDeadline) error {
	if err := needsDay(cmd.Due, "a deadline needs its date"); err != nil {
		return err
	}
	if cmd.Clause == "" {
		cmd.Clause = PublicationClause
	}
	k, c, err := d.clockOfClause(cmd.Clause)
	if err != nil {
		return err
	}
	ofPolicy, lead := k.Clause != "" && !c.own, d.env.Actor.Role.AtLeast(Lead)
	later := k.Due.Last().Before(cmd.Due.Last()) || k.Due.SurelyBefore(cmd.Due)
	switch {
	case cmd.Due.Passed(d.env.Now, d.env.Rules.Zone()) && !lead:
		return Errorf(Forbidden, "%s has passed already: to lay down such a date takes the role %s or more; ask a lead of the team", cmd.Due, Lead)
	case k.State == ClockOverdue && ofPolicy && later:
		p := Proposal{What: ProposesExtension, Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}
		second, err := d.seconded(p, fmt.Sprintf("the clock ended on %s", k.Due))
		if err != nil || second == "" {
			return err
		}
		d.clockEvent(KindDeadlineSet, cmd.At, ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, "", second)
		return nil
	case k.Runs() && k.State != ClockOverdue || k.State == ClockPaused:
		if later {
			return Errorf(Refused, "the deadline is %s: a later one is an extension and needs a reason", k.Due)
		}
		if !lead {
			// It takes days from the other side that they were told of, and may open the way to a publication.
			return Errorf(Forbidden, "the deadline is %s: to bring it forward takes the role %s or more; ask a lead of the team", k.Due, Lead)
		}
	case ofPolicy && !lead:
		return Errorf(Forbidden, "the policy gives the date of %s: to lay down another one takes the role %s or more; ask a lead of the team", cmd.Clause, Lead)
	}
	d.clockEvent(KindDeadlineSet, cmd.At, ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, "", "")
	return nil
}

// needsDay refuses a date that names no day: "2020" would be the last day of that year.
func needsDay(due When, what string) error {
	if due.IsZero() || due.Precision() < PrecisionDay {
		return Errorf(Invalid, "%s, to the day: give it with --until 2020-03-15", what)
	}
	return nil
}

func (d *decider) clockEvent(kind Kind, at When, set ClockSet, party Role, second string) {
	d.emit(Event{
		Kind: kind, At: at, Until: set.Due, Party: party, Ref: set.Clause, Text: set.Reason,
		Detail: Detail{Clock: &set, Second: second},
	})
}

// extend gives a clock more time. What the policy lets one person grant takes one; everything beyond takes two, and the
// first word is a proposal.
func (d *decider) extend(cmd Extend) error {
	k, c, err := d.clockOfClause(cmd.Clause)
	switch {
	case err != nil:
		return err
	case k.Clause == "":
		return Errorf(Refused, "there is no clock %q to extend: set the deadline first", cmd.Clause)
	case strings.TrimSpace(cmd.Reason) == "":
		return Errorf(Invalid, "an extension needs a reason")
	}
	if err := needsDay(cmd.Due, "an extension needs its new date"); err != nil {
		return err
	}
	a, err := k.allowance(&c)
	if err != nil {
		return err
	}
	if !a.Current.SurelyBefore(cmd.Due) {
		return Errorf(Refused, "%s is not later than the deadline of %s", cmd.Due, a.Current)
	}
	second := ""
	if cmd.Due.Last().After(a.OneMay) {
		p := Proposal{What: ProposesExtension, Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}
		if second, err = d.seconded(p, fmt.Sprintf("the policy lets one person extend up to %s", a.OneMay)); err != nil || second == "" {
			return err
		}
	}
	d.clockEvent(KindExtensionGranted, cmd.At, ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, cmd.Party, second)
	return nil
}

func (d *decider) pauseClock(cmd PauseClock) error {
	k, c, err := d.clockOfClause(cmd.Clause)
	switch {
	case err != nil:
		return err
	case c.Pause == PauseNever, cmd.Ball == BallAgreed && k.Clause != "" && c.Pause != PauseAny:
		return Errorf(Refused, "the policy does not let the clock %q stand still for this (pause: %s): extend it instead", cmd.Clause, cmp.Or(c.Pause, PauseOurs))
	case k.State == ClockOverdue:
		return Errorf(Refused, "the clock %q ended on %s: it has to be paused before that", cmd.Clause, k.Due)
	case !k.Runs():
		return Errorf(Refused, "the clock %q does not run, so it cannot be paused", cmd.Clause)
	}
	e := Event{
		Kind: KindClockPaused, At: cmd.At, Ref: cmd.Clause, Text: cmd.Reason,
		Detail: Detail{Clock: &ClockSet{Clause: cmd.Clause, Reason: cmd.Reason}, Ball: cmd.Ball},
	}
	d.emit(e)
	return nil
}

func (d *decider) resumeClock(cmd ResumeClock) error {
	k, _, err := d.clockOfClause(cmd.Clause)
	switch {
	case err != nil:
		return err
	case k.State != ClockPaused:
		return Errorf(Refused, "the clock %q is not paused", cmd.Clause)
	}
	d.clockEvent(KindClockResumed, cmd.At, ClockSet{Clause: cmd.Clause, Reason: cmd.Reason}, "", "")
	return nil
}

// waiveClock gives a clause up for this episode: what it asks for is not going to be done, and somebody says why.
func (d *decider) waiveClock(cmd WaiveClock) error {
	k, _, err := d.clockOfClause(cmd.Clause)
	switch {
	case err != nil:
		return err
	case k.Clause == "":
		return Errorf(NotFound, "there is no clock %q: see `bot policy explain %s`", cmd.Clause, d.c.ID)
	case k.State == ClockWaived || k.State == ClockTerminated:
		return Errorf(Conflict, "the clock %q is %s already", cmd.Clause, k.State)
	case strings.TrimSpace(cmd.Reason) == "":
		return Errorf(Invalid, "to give a clause up needs a reason")
	}
	d.emit(Event{
		Kind: KindNote, Ref: cmd.Clause, Text: "given up: " + cmd.Clause + ", " + cmd.Reason,
		Detail: Detail{Clock: &ClockSet{Clause: cmd.Clause, Reason: cmd.Reason}, Waived: true},
	})
	return nil
}

// usePolicy lets a case follow another policy from here on. Its past is judged by it too, so the reason is kept.
func (d *decider) usePolicy(cmd UsePolicy) error {
	p, ok := d.env.Rules.Clocks.Policies[cmd.Name]
	h := HistoryOf(d.c)
	switch {
	case !ok:
		return Errorf(NotFound, "there is no policy %q: one of %s", cmd.Name, join(sortedKeys(d.env.Rules.Clocks.Policies)))
	case h.Policy.Name == cmd.Name:
		return Errorf(Conflict, "%s follows the policy %s already", d.c.ID, cmd.Name)
	case strings.TrimSpace(cmd.Reason) == "":
		return Errorf(Invalid, "another policy needs a reason: it changes dates that people were told")
	}
	ref := PolicyRef{Name: p.Name, Version: p.Version, Holidays: h.Policy.Holidays}
	d.emit(Event{
		Kind: KindNote, Text: "follows the policy " + p.Name + ": " + cmd.Reason, Ref: p.Name, Detail: Detail{Policy: &ref},
	})
	return nil
}
