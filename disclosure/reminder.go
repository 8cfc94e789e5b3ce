package disclosure

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// TaskRemind is the task that reminds people of a deadline before it comes.
const TaskRemind Task = "timer/remind"

// Quiet is how long nobody is reminded of a clause. The clause itself goes on, and what is due stays due.
type Quiet struct {
	Until When `json:"until,omitzero"` // the day is inside
	Stop  bool `json:"stop,omitempty"` // for good, until somebody takes it back
}

// quiet reports whether nobody is to be reminded of a clause now.
func (c *Case) quiet(clause string, now time.Time, zone *time.Location) bool {
	for _, name := range []string{clause, ""} {
		if q, ok := c.Quiet[name]; ok && (q.Stop || !q.Until.IsZero() && !q.Until.Passed(now, zone)) {
			return true
		}
	}
	return false
}

// remindKey names a reminder. It holds the date, so that a moved deadline has reminders of its own.
func remindKey(id CaseID, k *Deadline, days int) string {
	return fmt.Sprintf("%s/remind/%d/%s/%s/%d", id, k.Episode, k.Clause, k.Due, days)
}

// remindJobs returns the reminders of a deadline that lie ahead. After a deadline that is nearer than a reminder's days,
// there is nothing to remind of any more, and the deadline itself speaks.
func remindJobs(c *Case, k *Deadline, env ClockEnv) []Job {
	var jobs []Job
	zone := zoneNamed(k.Zone, env.Zone)
	for _, days := range env.Rules.Remind {
		at := instantOf(k.Due.Last().AddDays(-days), env.Rules.RemindHour*60, zone)
		if !at.After(env.Now) || !at.Before(k.Ends) {
			continue
		}
		jobs = append(jobs, Job{
			Queue: QueueTimer, Task: TaskRemind, Key: remindKey(c.ID, k, days), Due: at,
			Args: JobArgs{Clause: k.Clause, Seq: k.Episode, Ref: k.Due.String(), Days: days},
		})
	}
	return jobs
}

func zoneNamed(name string, fallback *time.Location) *time.Location {
	if name == fallback.String() {
		return fallback // the usual case, without a look into the zone database
	}
	if zone, err := time.LoadLocation(name); err == nil && name != "" {
		return zone
	}
	return fallback
}

// Remind is a timer's word that a reminder is due. One that came too late, for a deadline that moved or that somebody put
// off, changes nothing.
type Remind struct {
	Clause  string
	Episode int
	Due     When
	Days    int // before the deadline
}

// Rule implements [Command].
func (Remind) Rule() CommandRule { return CommandRule{Engine: true} }

// Decide puts a reminder on record, from which the channels tell people. Of several that a long sleep let pile up, the
// one that is nearest to the deadline speaks for all.
func (cmd Remind) Decide(d *Frame) error {
	k, _, err := d.clockOfClause(cmd.Clause)
	if err != nil {
		return Errorf(Unavailable, "the reminder has to wait: %w", err)
	}
	if k.Clause == "" || k.Episode != cmd.Episode || k.Due != cmd.Due || !k.Runs() || k.State == ClockOverdue {
		return nil
	}
	if d.Case.quiet(cmd.Clause, d.Env.Now, d.Env.Rules.Zone()) {
		return nil
	}
	zone := zoneNamed(k.Zone, d.Env.Rules.Zone())
	for _, days := range d.Env.Rules.Clocks.Remind {
		at := instantOf(k.Due.Last().AddDays(-days), d.Env.Rules.Clocks.RemindHour*60, zone)
		if days < cmd.Days && !d.Env.Now.Before(at) {
			return nil
		}
	}
	left := DaysBetween(DateOf(d.Env.Now.In(zone)), k.Due.Last())
	d.Emit(Event{
		Kind: KindNote, Source: SourceSystem, Ref: k.Clause,
		Text:   fmt.Sprintf("reminder: %s %s, on %s", doWhat(k.What), inDays(left), k.Text()),
		Detail: Detail{Clock: &ClockSet{Clause: k.Clause, Due: k.Due, Reason: k.Because, Days: cmd.Days}, Reason: reasonReminder},
	})
	return nil
}

// reasonReminder marks the note of a reminder.
const reasonReminder = "reminder"

// IsReminder reports whether an event is a reminder that Daylight gave.
func (e *Event) IsReminder() bool { return e.Kind == KindNote && e.Detail.Reason == reasonReminder }

func inDays(n int) string {
	switch {
	case n <= 0:
		return "today"
	case n == 1:
		return "tomorrow"
	default:
		return fmt.Sprintf("in %d days", n)
	}
}

// QuietClock puts off the reminders of a clause, or stops them.
type QuietClock struct {
	Clause string // "" is every clause
	Until  When   // zero with Stop unset: they come again
	Stop   bool
}

// Rule implements [Command].
func (QuietClock) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide puts off or stops the reminders of a clause, and sees to it that one comes when the rest is over.
func (cmd QuietClock) Decide(d *Frame) error {
	if cmd.Clause != "" {
		k, _, err := d.clockOfClause(cmd.Clause)
		if err != nil {
			return err
		}
		if k.Clause == "" {
			return Errorf(NotFound, "there is no clock %q: see `bot policy explain %s`", cmd.Clause, d.Case.ID)
		}
	}
	if !cmd.Until.IsZero() && cmd.Until.Passed(d.Env.Now, d.Env.Rules.Zone()) {
		return Errorf(Invalid, "%s has passed already: reminders can be put off until a later day", cmd.Until)
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
	q := Quiet{Until: cmd.Until, Stop: cmd.Stop}
	d.Emit(Event{
		Kind: KindNote, Ref: cmd.Clause, Text: text, Until: cmd.Until,
		Detail: Detail{Quiet: &q},
	})
	if cmd.Until.IsZero() {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(d.Case.Clocks)) {
		if cmd.Clause != "" && cmd.Clause != name {
			continue
		}
		k, _, err := d.clockOfClause(name)
		if err != nil {
			return Errorf(Unavailable, "the reminders cannot be put off: %w", err)
		}
		d.remindAfterQuiet(&k, cmd.Until)
	}
	return nil
}

// remindAfterQuiet sees to it that people hear of a clock after its quiet days: by the reminders that come then anyway,
// and where none does, by one on the first day.
func (d *Frame) remindAfterQuiet(k *Deadline, until When) {
	at := instantOf(until.Last().AddDays(1), d.Env.Rules.Clocks.RemindHour*60, d.Env.Rules.Zone())
	regular := slices.ContainsFunc(remindJobs(d.Case, k, d.Env.Clock()), func(j Job) bool { return !j.Due.Before(at) })
	if !k.Runs() || regular || !at.Before(k.Ends) {
		return
	}
	d.Job(Job{
		Queue: QueueTimer, Task: TaskRemind, Due: at, Key: remindKey(d.Case.ID, k, 0) + "/after/" + until.String(),
		Args: JobArgs{Clause: k.Clause, Seq: k.Episode, Ref: k.Due.String()},
	})
}

// applyQuiet keeps who is not to be reminded of what.
func (c *Case) applyQuiet(clause string, q Quiet) {
	if c.Quiet == nil {
		c.Quiet = map[string]Quiet{}
	}
	if !q.Stop && q.Until.IsZero() {
		delete(c.Quiet, clause)
		return
	}
	c.Quiet[clause] = q
}
