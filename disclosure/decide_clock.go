package disclosure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// PassDeadline is the timer's word that a clock may have run out. The clocks themselves say which.
type PassDeadline struct{ Clause string }

// Rule implements [Command].
func (PassDeadline) Rule() CommandRule { return CommandRule{Engine: true} }

// Decide lets the clocks say what time alone has changed.
func (PassDeadline) Decide(d *Frame) error {
	d.TimerFired()
	return nil
}

// recomputeClocks computes the clocks anew after something happened that can have moved them, puts a change on record, and sees to
// it that somebody wakes up when one runs out.
func (d *Frame) recomputeClocks() {
	states, err := d.Case.clockStates(d.Env.Clock())
	if err != nil {
		d.clockErr = err // the dates on record stand until the policy is back; the agenda says so
		return
	}
	clocks := CurrentClocks(states.all)
	if d.oldStory(clocks) {
		return
	}
	next := Clocks{}
	for i := range clocks {
		k := &clocks[i]
		_, known := d.Case.Clocks[k.Clause]
		// What never ran has no end to speak of.
		if k.Runs() || k.State == ClockPaused || known && k.State != ClockNotStarted {
			next[k.Clause] = d.kept(k)
		}
	}
	if !sameClocks(next, d.Case.Clocks) {
		d.recordClocks(next, &states)
	}
	d.noticePassed(clocks)
	for i := range clocks {
		d.wakeUps(&clocks[i])
	}
}

// oldStory reports whether all dates of a case passed before it came to us: to put them on record today would tell
// nobody anything.
func (d *Frame) oldStory(clocks []Deadline) bool {
	if len(d.Case.Clocks) > 0 {
		return false
	}
	own := slices.ContainsFunc(d.Case.Turns, func(t Turn) bool { return t.Kind == KindDeadlineSet || t.Kind == KindExtensionGranted })
	return !own && !slices.ContainsFunc(clocks, func(k Deadline) bool {
		return k.State == ClockPaused || k.Runs() && !d.before(&k)
	})
}

// before reports whether a clock ran out before this case came to us: what was missed then was not ours to do.
func (d *Frame) before(k *Deadline) bool {
	return !k.Ends.After(d.Case.RecordedAt)
}

// kept is what goes on record of a clock. One that was seen to run out stays so as long as its date is the same.
func (d *Frame) kept(k *Deadline) Clock {
	out := clockOf(k)
	old := d.Case.Clocks[k.Clause]
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

func (d *Frame) recordClocks(next Clocks, s *clockStates) {
	ref := s.ref
	e := Event{Kind: KindDeadlineSet, Source: SourceSystem, Text: describeClocks(ref.Name, next, d.Case.Clocks), Detail: Detail{Clocks: &next}}
	if ref != s.history.Policy && ref.Name != "" {
		e.Detail.Policy = &ref
	}
	d.Emit(e)
}

// describeClocks says which dates are new, the next one first.
func describeClocks(policy string, next, old Clocks) string {
	names := slices.Sorted(maps.Keys(next))
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
func (d *Frame) noticePassed(clocks []Deadline) {
	for i := range clocks {
		k := &clocks[i]
		on := d.Case.Clocks[k.Clause]
		if k.State != ClockOverdue || on.State == ClockOverdue || on.State == "" {
			continue
		}
		at := k.Due
		if d.InFuture(at) { // a day that has ended in the zone of its clause
			at = d.Now()
		}
		d.Emit(Event{
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
func (d *Frame) wakeUps(k *Deadline) {
	if !k.Runs() || k.Ends.IsZero() {
		return
	}
	if d.Case.Clocks[k.Clause].State != ClockOverdue {
		for _, j := range TimerJobs(d.Case.ID, []Deadline{*k}) {
			d.Job(j)
		}
		for _, j := range remindJobs(d.Case, k, d.Env.Clock()) {
			d.Job(j)
		}
		return
	}
	if j, ok := stepJob(d.Case, k); ok && !d.before(k) {
		d.Job(j)
	}
}

// clockOfClause returns the clock that a command is about.
func (d *Frame) clockOfClause(clause string) (Deadline, Clause, error) {
	return d.Case.current(d.Env.Clock(), clause)
}

// SetDeadline lays down a date, instead of the one that the policy gives or beside its clauses.
type SetDeadline struct {
	At     When // when it was set; zero is now
	Clause string
	Due    When
	Reason string
}

// Rule implements [Command].
func (SetDeadline) Rule() CommandRule {
	return CommandRule{Rank: Researcher, Second: SecondBeyondPolicy}
}

// Decide implements [Command].
func (cmd SetDeadline) Decide(d *Frame) error {
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
	ofPolicy, lead := k.Clause != "" && !c.own, d.Env.Actor.Role.AtLeast(Lead)
	later := k.Due.Last().Before(cmd.Due.Last()) || k.Due.SurelyBefore(cmd.Due)
	switch {
	case cmd.Due.Passed(d.Env.Now, d.Env.Rules.Zone()) && !lead:
		return Errorf(Forbidden, "%s has passed already: to lay down such a date takes the role %s or more; ask a lead of the team", cmd.Due, Lead)
	case k.State == ClockOverdue && ofPolicy && later:
		p := Proposal{What: ProposesExtension, Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}
		second, err := d.CoApprover(p, fmt.Sprintf("the clock ended on %s", k.Due))
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

func (d *Frame) clockEvent(kind Kind, at When, set ClockSet, party Role, second string) {
	d.Emit(Event{
		Kind: kind, At: at, Until: set.Due, Party: party, Ref: set.Clause, Text: set.Reason,
		Detail: Detail{Clock: &set, Second: second},
	})
}

// Extend gives a clock more time. A clock that ended cannot be extended.
type Extend struct {
	At     When // when it was granted; zero is now
	Clause string
	Due    When
	Reason string
	Party  Role // who asked
}

// Rule implements [Command].
func (Extend) Rule() CommandRule { return CommandRule{Rank: Lead, Second: SecondBeyondPolicy} }

// Decide gives a clock more time. What the policy lets one person grant takes one; everything beyond takes two, and the
// first word is a proposal.
func (cmd Extend) Decide(d *Frame) error {
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
		if second, err = d.CoApprover(p, fmt.Sprintf("the policy lets one person extend up to %s", a.OneMay)); err != nil || second == "" {
			return err
		}
	}
	d.clockEvent(KindExtensionGranted, cmd.At, ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, cmd.Party, second)
	return nil
}

// PauseClock stops a clock: while the ball is ours, or as both sides agreed.
type PauseClock struct {
	At             When // zero is now
	Clause, Reason string
	Ball           Ball // "" is ours
}

// Rule implements [Command].
func (PauseClock) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide implements [Command].
func (cmd PauseClock) Decide(d *Frame) error {
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
	d.Emit(e)
	return nil
}

// ResumeClock lets a paused clock run on, later by as long as it stood.
type ResumeClock struct {
	At     When // zero is now
	Clause string
	Reason string
}

// Rule implements [Command].
func (ResumeClock) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide implements [Command].
func (cmd ResumeClock) Decide(d *Frame) error {
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

// WaiveClock gives a clause up for the present episode.
type WaiveClock struct{ Clause, Reason string }

// Rule implements [Command].
func (WaiveClock) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide gives a clause up for this episode: what it asks for is not going to be done, and somebody says why.
func (cmd WaiveClock) Decide(d *Frame) error {
	k, _, err := d.clockOfClause(cmd.Clause)
	switch {
	case err != nil:
		return err
	case k.Clause == "":
		return Errorf(NotFound, "there is no clock %q: see `bot policy explain %s`", cmd.Clause, d.Case.ID)
	case k.State == ClockWaived || k.State == ClockTerminated:
		return Errorf(Conflict, "the clock %q is %s already", cmd.Clause, k.State)
	case strings.TrimSpace(cmd.Reason) == "":
		return Errorf(Invalid, "to give a clause up needs a reason")
	}
	d.Emit(Event{
		Kind: KindNote, Ref: cmd.Clause, Text: "given up: " + cmd.Clause + ", " + cmd.Reason,
		Detail: Detail{Clock: &ClockSet{Clause: cmd.Clause, Reason: cmd.Reason}, Waived: true},
	})
	return nil
}

// UsePolicy lets the case follow another policy.
type UsePolicy struct{ Name, Reason string }

// Rule implements [Command].
func (UsePolicy) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide lets a case follow another policy from here on. Its past is judged by it too, so the reason is kept.
func (cmd UsePolicy) Decide(d *Frame) error {
	p, ok := d.Env.Rules.Clocks.Policies[cmd.Name]
	h := HistoryOf(d.Case)
	switch {
	case !ok:
		return Errorf(NotFound, "there is no policy %q: one of %s", cmd.Name, join(slices.Sorted(maps.Keys(d.Env.Rules.Clocks.Policies))))
	case h.Policy.Name == cmd.Name:
		return Errorf(Conflict, "%s follows the policy %s already", d.Case.ID, cmd.Name)
	case strings.TrimSpace(cmd.Reason) == "":
		return Errorf(Invalid, "another policy needs a reason: it changes dates that people were told")
	}
	ref := PolicyRef{Name: p.Name, Version: p.Version, Holidays: h.Policy.Holidays}
	d.Emit(Event{
		Kind: KindNote, Text: "follows the policy " + p.Name + ": " + cmd.Reason, Ref: p.Name, Detail: Detail{Policy: &ref},
	})
	return nil
}
