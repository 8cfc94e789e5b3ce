package deadline

import (
	"fmt"
	"slices"
	"strings"

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
	if fault.CodeOf(err) == fault.Invalid {
		return nil // of a clause that has a clock for each of several parties now: each has reminders of its own
	}
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the reminder has to wait: %w", err)
	}
	if k.Clause == "" || k.Episode != cmd.Episode || k.Due != cmd.Due || !k.Runs() || k.State == disclosure.ClockOverdue {
		return nil
	}
	if _, own := d.Case.Clocks[k.Key()]; own && cmd.Clause != k.Key() {
		return nil // queued before the clock was its party's, or under another name of the party: it has reminders of its own since
	}
	if clock.Snoozed(d.Case, k.Key(), d.Env.Now, d.Env.Rules.Zone()) {
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
		Kind: disclosure.KindReminded, Source: disclosure.SourceSystem, Ref: k.Key(),
		Text:   fmt.Sprintf("reminder: %s %s, on %s", clock.DueText(k.What)+forParty(d.Case, &k), clock.InDays(left), k.Text()),
		Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: k.Clause, Role: k.Role, Name: k.Name, Due: k.Due, Reason: k.Because, Days: cmd.Days}},
	})
	return nil
}

// forParty says whose clock it is, where several parties have one.
func forParty(c *disclosure.Case, k *clock.Deadline) string {
	return strings.TrimPrefix(clock.Label(c, k.Key()), k.Clause)
}

// SnoozeReminders puts off the reminders of a clause, or stops them.
type SnoozeReminders struct {
	Clause string     // a clock by its key, a clause for every party of it, the key of a party without a clause, "" for all
	Until  civil.When // zero with Stop unset: they come again
	Stop   bool
}

// Rule implements [command.Command].
func (SnoozeReminders) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide puts off or stops the reminders of a clause, and sees to it that one comes when the rest is over.
func (cmd SnoozeReminders) Decide(d *command.Frame) error {
	var err error
	if cmd.Clause, err = snoozed(d, cmd.Clause); err != nil {
		return err
	}
	if !cmd.Until.IsZero() && cmd.Until.Passed(d.Env.Now, d.Env.Rules.Zone()) {
		return fault.Errorf(fault.Invalid, "%s has already passed: choose a later day to snooze reminders until", cmd.Until)
	}
	what := "reminders of " + cmd.Clause
	party := clock.SplitKey(cmd.Clause)
	switch {
	case cmd.Clause == "":
		what = "all reminders"
	case party.Clause == "":
		what = "all reminders of the " + disclosure.PartyLabel(party.Role, party.Name)
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
	clocks, err := clock.Deadlines(d.Case, d.Env.Clock())
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the reminders cannot be put off: %w", err)
	}
	for _, k := range clock.CurrentClocks(clocks) {
		_, known := clock.OnRecord(d.Case, &k)
		theirs := party.Clause == "" && party.Name != "" && k.Role == party.Role && k.Name == party.Name
		if known && (cmd.Clause == "" || cmd.Clause == k.Clause || cmd.Clause == k.Key() || theirs) {
			remindAfterSnooze(d, &k, cmd.Until)
		}
	}
	return nil
}

// snoozed is what is put off: a clause for every party that has a clock of it, as it was typed, or one clock by its key.
func snoozed(d *command.Frame, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if set := clock.SplitKey(name); set.Clause == "" {
		p, known := d.Case.Party(set.Role, set.Name)
		if !known {
			return "", fault.Errorf(fault.Invalid, "%s has no %s", d.Case.ID, disclosure.PartyLabel(set.Role, set.Name))
		}
		set.Name = p.Name
		return set.Key(), nil
	}
	k, _, err := d.ClockOf(name)
	switch {
	case fault.CodeOf(err) == fault.Invalid && clock.SplitKey(name).Name == "":
		return name, nil // several parties have one of it: quiet for all of them
	case err != nil:
		return "", err
	case k.Clause == "":
		return "", noClock(d, name)
	case name == k.Clause:
		return name, nil
	default:
		return k.Key(), nil
	}
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
	d.Job(ledger.NewJob(ledger.QueueTimer, key, task.Remind{Clause: k.Key(), Episode: k.Episode, Due: k.Due}).At(at))
}
