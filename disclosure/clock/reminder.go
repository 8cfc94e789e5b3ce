package clock

import (
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// Snoozed reports whether reminders of a clock are off now: its own, those of its clause for every party, those of its party, or all.
func Snoozed(c *disclosure.Case, key string, now time.Time, zone *time.Location) bool {
	if len(c.Snoozed) == 0 {
		return false
	}
	set := SplitKey(key)
	clause := set.Clause
	set.Clause = ""
	for _, name := range [...]string{key, clause, set.Key(), ""} {
		if q, ok := c.Snoozed[name]; ok && (q.Stop || !q.Until.IsZero() && !q.Until.Passed(now, zone)) {
			return true
		}
	}
	return false
}

// ReminderKey names a reminder. It holds the date, so that a moved deadline has reminders of its own.
func ReminderKey(id disclosure.CaseID, k *Deadline, days int) string {
	return fmt.Sprintf("%s/remind/%d/%s/%s/%d", id, k.Episode, k.Key(), k.Due, days)
}

// ReminderJobs returns the reminders of a deadline that lie ahead. After a deadline that is nearer than a reminder's days,
// there is nothing to remind of any more, and the deadline itself speaks.
func ReminderJobs(c *disclosure.Case, k *Deadline, env Env) []ledger.Job {
	var jobs []ledger.Job
	zone := civil.ZoneNamed(k.Zone, env.Zone)
	for _, days := range env.Rules.Remind {
		at := civil.InstantOf(k.Due.Last().AddDays(-days), env.Rules.RemindHour*60, zone)
		if !at.After(env.Now) || !at.Before(k.Ends) {
			continue
		}
		jobs = append(jobs, ledger.NewJob(ledger.QueueTimer, ReminderKey(c.ID, k, days), task.Remind{
			Clause: k.Key(), Episode: k.Episode, Due: k.Due, Days: days,
		}).At(at))
	}
	return jobs
}

// InDays says in words how many days lie ahead: "today", "tomorrow", "in 3 days".
func InDays(n int) string {
	switch {
	case n <= 0:
		return "today"
	case n == 1:
		return "tomorrow"
	default:
		return fmt.Sprintf("in %d days", n)
	}
}
