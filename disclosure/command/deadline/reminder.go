package deadline

import (
	"fmt"
	"maps"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// Remind is sent by a timer when a reminder is due. It changes nothing if the deadline has moved or was snoozed since.
type Remind struct {
	Clause  string
	Episode int
	Due     civil.When
	Days    int // before the deadline
}

// Rule implements [command.Command].
func (Remind) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide puts a reminder on record, from which the channels tell people. Of several that a long sleep let pile up, the
// one that is nearest to the deadline speaks for all.
func (cmd Remind) Decide(d *command.Frame) error {
	k, _, err := d.ClockOf(cmd.Clause)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the reminder has to wait: %w", err)
	}
	if k.Clause == "" || k.Episode != cmd.Episode || k.Due != cmd.Due || !k.Runs() || k.State == disclosure.ClockOverdue {
		return nil
	}
	if clock.Snoozed(d.Case, cmd.Clause, d.Env.Now, d.Env.Rules.Zone()) {
		return nil
	}
	zone := civil.ZoneNamed(k.Zone, d.Env.Rules.Zone())
	for _, days := range d.Env.Rules.Clocks.Remind {
		at := civil.InstantOf(k.Due.Last().AddDays(-days), d.Env.Rules.Clocks.RemindHour*60, zone)
		if days < cmd.Days && !d.Env.Now.Before(at) {
			return nil
		}
	}
	left := civil.DaysBetween(civil.DateOf(d.Env.Now.In(zone)), k.Due.Last())
	d.Emit(disclosure.Event{
		Kind: disclosure.KindReminded, Source: disclosure.SourceSystem, Ref: k.Clause,
		Text:   fmt.Sprintf("reminder: %s %s, on %s", clock.DueText(k.What), clock.InDays(left), k.Text()),
		Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: k.Clause, Due: k.Due, Reason: k.Because, Days: cmd.Days}},
	})
	return nil
}

// SnoozeReminders puts off the reminders of a clause, or stops them.
type SnoozeReminders struct {
	Clause string     // "" is every clause
	Until  civil.When // zero with Stop unset: they come again
	Stop   bool
}

// Rule implements [command.Command].
func (SnoozeReminders) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide puts off or stops the reminders of a clause, and sees to it that one comes when the rest is over.
func (cmd SnoozeReminders) Decide(d *command.Frame) error {
	if cmd.Clause != "" {
		k, _, err := d.ClockOf(cmd.Clause)
		if err != nil {
			return err
		}
		if k.Clause == "" {
			return noClock(d, cmd.Clause)
		}
	}
	if !cmd.Until.IsZero() && cmd.Until.Passed(d.Env.Now, d.Env.Rules.Zone()) {
		return fault.Errorf(fault.Invalid, "%s has already passed: choose a later day to snooze reminders until", cmd.Until)
	}
	what := "reminders of " + cmd.Clause
	if cmd.Clause == "" {
		what = "all reminders"
	}
	text := what + " come again"
	switch {
	case cmd.Stop:
		text = what + " stopped"
	case !cmd.Until.IsZero():
		text = what + " put off until " + cmd.Until.String()
	}
	q := disclosure.Snooze{Until: cmd.Until, Stop: cmd.Stop}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindSnoozed, Ref: cmd.Clause, Text: text, Until: cmd.Until,
		Detail: disclosure.Detail{Snooze: &q},
	})
	if cmd.Until.IsZero() {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(d.Case.Clocks)) {
		if cmd.Clause != "" && cmd.Clause != name {
			continue
		}
		k, _, err := d.ClockOf(name)
		if err != nil {
			return fault.Errorf(fault.Unavailable, "the reminders cannot be put off: %w", err)
		}
		remindAfterSnooze(d, &k, cmd.Until)
	}
	return nil
}

// remindAfterSnooze sees to it that people hear of a clock after its quiet days: by the reminders that come then anyway,
// and where none does, by one on the first day.
func remindAfterSnooze(d *command.Frame, k *clock.Deadline, until civil.When) {
	at := civil.InstantOf(until.Last().AddDays(1), d.Env.Rules.Clocks.RemindHour*60, d.Env.Rules.Zone())
	regular := slices.ContainsFunc(clock.ReminderJobs(d.Case, k, d.Env.Clock()), func(j ledger.Job) bool { return !j.Due.Before(at) })
	if !k.Runs() || regular || !at.Before(k.Ends) {
		return
	}
	key := clock.ReminderKey(d.Case.ID, k, 0) + "/after/" + until.String()
	d.Job(ledger.NewJob(ledger.QueueTimer, key, task.Remind{Clause: k.Clause, Episode: k.Episode, Due: k.Due}).At(at))
}
