package disclosure

import (
	"fmt"
	"time"
)

// startPublicationClock starts the clock after which a limited publication becomes possible, at the first contact
// with the vendor.
func (d *decider) startPublicationClock() {
	days := d.env.Rules.LimitedAfter
	if _, running := d.c.Clocks[PublicationClause]; running || days <= 0 || d.c.Imported {
		return
	}
	due := d.c.FirstContact.First().AddDays(days).When()
	d.emit(Event{
		Kind: KindDeadlineSet, At: d.c.FirstContact, Source: SourceSystem, Until: due,
		Text:   fmt.Sprintf("limited publication possible %d days after the first contact", days),
		Detail: Detail{Clock: &ClockSet{Clause: PublicationClause, Due: due, Reason: "default"}},
	})
	d.ring(PublicationClause, due)
}

// restartPublicationClock moves a clock that a rehearsal had started to the contact that really happened.
func (d *decider) restartPublicationClock() {
	k, running := d.c.Clocks[PublicationClause]
	if !running || k.Extended > 0 || k.ended() {
		return
	}
	delete(d.c.Clocks, PublicationClause) // of the decision's own copy
	d.startPublicationClock()
}

// ring sees to it that a deadline is noticed: at once if it lies in the past (its timer may have rung while the
// clock stood still), else by a timer.
func (d *decider) ring(clause string, due When) {
	if d.overdue(due) {
		d.passed(clause)
		return
	}
	d.deadlineJob(clause, due)
}

// ringAll does so for every clock that goes on after a re-opening.
func (d *decider) ringAll() {
	for _, clause := range sortedKeys(d.c.Clocks) {
		if k := d.c.Clocks[clause]; !k.Due.IsZero() && (k.State == ClockRunning || k.State == ClockExtended) {
			d.ring(clause, k.Due)
		}
	}
}

// deadlineJob wakes the engine when the deadline's day is over in the team's zone: the day itself is inside.
func (d *decider) deadlineJob(clause string, due When) {
	at, exact := due.Instant()
	if exact {
		at = at.Add(time.Second) // the moment itself is inside
	} else {
		last := due.Last().AddDays(1)
		at = dayStart(last, d.env.Rules.Zone())
	}
	d.job(Job{
		Queue: QueueTimer, Task: TaskDeadline, Key: fmt.Sprintf("%s/deadline/%s/%s", d.c.ID, clause, due), Due: at,
		Args: JobArgs{Clause: clause},
	})
}

// ended reports whether a clock cannot be moved any more.
func (k Clock) ended() bool {
	return k.State == ClockTerminated || k.State == ClockWaived || k.State == ClockOverdue
}

func (d *decider) setDeadline(cmd SetDeadline) error {
	if cmd.Due.IsZero() {
		return Errorf(Invalid, "a deadline needs its date: give it with --until")
	}
	if cmd.Clause == "" {
		cmd.Clause = PublicationClause
	}
	if old, ok := d.c.Clocks[cmd.Clause]; ok && old.Due.SurelyBefore(cmd.Due) && !old.ended() {
		return Errorf(Refused, "the deadline is %s: a later one is an extension and needs a reason", old.Due)
	}
	if old, ok := d.c.Clocks[cmd.Clause]; ok && !old.ended() && cmd.Due.SurelyBefore(old.Due) && !d.env.Actor.Role.AtLeast(Lead) {
		// It takes days from the other side that they were told of, and may open the way to a publication.
		return Errorf(Forbidden, "the deadline is %s: to bring it forward takes the role %s or more; ask a lead of the team", old.Due, Lead)
	}
	d.clockEvent(KindDeadlineSet, cmd.At, ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, "")
	d.ring(cmd.Clause, cmd.Due)
	return nil
}

func (d *decider) clockEvent(kind Kind, at When, set ClockSet, party Role) {
	d.emit(Event{Kind: kind, At: at, Until: set.Due, Party: party, Ref: set.Clause, Text: set.Reason, Detail: Detail{Clock: &set}})
}

func (d *decider) extend(cmd Extend) error {
	k, ok := d.c.Clocks[cmd.Clause]
	switch {
	case !ok:
		return Errorf(Refused, "there is no clock %q to extend: set the deadline first", cmd.Clause)
	case k.ended():
		return Errorf(Refused, "the clock %q ended (%s): an extension has to be granted before that", cmd.Clause, k.State)
	case cmd.Due.IsZero():
		return Errorf(Invalid, "an extension needs its new date: give it with --until")
	case !k.Due.SurelyBefore(cmd.Due):
		return Errorf(Refused, "%s is not later than the deadline of %s", cmd.Due, k.Due)
	case d.overdue(k.Due):
		return Errorf(Refused, "the clock %q ended on %s: an extension has to be granted before that", cmd.Clause, k.Due)
	case cmd.Reason == "":
		return Errorf(Invalid, "an extension needs a reason")
	}
	d.clockEvent(KindExtensionGranted, cmd.At, ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, cmd.Party)
	d.deadlineJob(cmd.Clause, cmd.Due)
	return nil
}

// overdue reports whether a deadline has passed. A civil date is inside until its day has ended in the team's
// zone.
func (d *decider) overdue(due When) bool { return DuePassed(due, d.env) }

// DuePassed reports whether a deadline has passed at env.Now. A civil date is inside until its day has ended in
// the team's zone. What has no date never passes.
func DuePassed(due When, env Env) bool {
	if due.IsZero() {
		return false
	}
	if t, ok := due.Instant(); ok {
		return env.Now.After(t)
	}
	return env.Today().After(due.Last())
}

func (d *decider) pauseClock(cmd PauseClock) error {
	k, ok := d.c.Clocks[cmd.Clause]
	if !ok || (k.State != ClockRunning && k.State != ClockExtended) {
		return Errorf(Refused, "the clock %q does not run, so it cannot be paused", cmd.Clause)
	}
	if d.overdue(k.Due) {
		return Errorf(Refused, "the clock %q ended on %s: it has to be paused before that", cmd.Clause, k.Due)
	}
	d.clockEvent(KindClockPaused, cmd.At, ClockSet{Clause: cmd.Clause, Due: k.Due, Reason: cmd.Reason}, "")
	return nil
}

func (d *decider) resumeClock(cmd ResumeClock) error {
	k, ok := d.c.Clocks[cmd.Clause]
	if !ok || k.State != ClockPaused {
		return Errorf(Refused, "the clock %q is not paused", cmd.Clause)
	}
	if cmd.Due.IsZero() {
		cmd.Due = k.Due
	}
	d.clockEvent(KindClockResumed, cmd.At, ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, "")
	d.ring(cmd.Clause, cmd.Due)
	return nil
}

// passDeadline records that a clock ran out. A timer that rings for a deadline that was moved meanwhile changes
// nothing.
func (d *decider) passDeadline(cmd PassDeadline) error {
	d.passed(cmd.Clause)
	return nil
}

func (d *decider) passed(clause string) {
	k, ok := d.c.Clocks[clause]
	if !ok || (k.State != ClockRunning && k.State != ClockExtended) || !d.overdue(k.Due) {
		return
	}
	d.emit(Event{
		Kind: KindDeadlinePassed, At: k.Due, Source: SourceSystem, Ref: clause,
		Text: "the deadline " + clause + " has passed", Detail: Detail{Clock: &ClockSet{Clause: clause, Due: k.Due}},
	})
}
