package disclosure

import (
	"fmt"
	"time"
)

// soonAfter is when a re-opened asset is asked again at the latest.
const soonAfter = 6 * time.Hour

// afterClaim is when an asset is asked again after somebody said that it is fixed, besides at once.
func afterClaim() []time.Duration { return []time.Duration{time.Hour, 24 * time.Hour} }

// Next returns when an asset is asked again after a probe at now, for a case that is recorded since the given time:
// often while it is young, rarely when it is old, and soon after a first closed verdict. The waits are spread by the
// key. Those that the rule of closure counts are never shorter than it needs.
func (r ProbingRules) Next(key string, a *Asset, since, now time.Time) time.Time {
	every := 24 * time.Hour
	for _, step := range r.Cadence {
		if step.Until == 0 || now.Sub(since) < step.Until {
			every = step.Every
			break
		}
	}
	if a.Exposure == ExposureReopened {
		every = min(every, 24*time.Hour) // however old the case is, the exposure is young again
	}
	confirming := a.Exposure == ExposureSuspected || (a.Exposure == ExposureUnreachable && a.Streak.Strong > 0)
	if soon := r.Rule.RetestSoon; confirming && soon > 0 && soon < every {
		wait := JitterLater(key, soon)
		if gap := r.Rule.MaxGap; gap > 0 {
			wait = max(min(wait, gap), min(soon, wait)) // a wait must not break the run that it is to confirm
		}
		return now.Add(wait)
	}
	return now.Add(Jitter(key, every))
}

// Free moves the time of a scheduled probe out of the hours in which nobody is asked, a little further by its key, so
// that not all that waited starts in one second.
func (r ProbingRules) Free(key string, due time.Time) time.Time {
	zone := r.KeepOutZone
	if zone == nil {
		zone = time.UTC
	}
	end := r.KeepOut.Ends(due, zone)
	if end.Equal(due) {
		return due
	}
	room := min(time.Hour, (24*time.Hour-r.KeepOut.Length())/2)
	return end.Add(time.Duration(Spread(key) * float64(room)))
}

// KeptOut reports until when a probe has to wait because of the hours in which nobody is asked. It is zero for one that
// somebody asked for, and outside of these hours.
func (r ProbingRules) KeptOut(key, reason string, now time.Time) time.Time {
	if reason != AskedSchedule && reason != AskedWatch {
		return time.Time{}
	}
	if due := r.Free(key, now); due.After(now) {
		return due
	}
	return time.Time{}
}

// within moves a regular probe to the next day when the budget of its own day is spent. A day is one of UTC.
func (r ProbingRules) within(key string, a *Asset, due time.Time) time.Time {
	day := DateOf(due.UTC())
	if n := r.Budget.PerDay; n <= 0 || day != a.Day || a.DayProbes < n {
		return due
	}
	return startOf(day.AddDays(1), time.UTC).Add(time.Duration(Spread(key) * float64(time.Hour)))
}

// scheduleProbe queues the next regular probe. The key is the due time: whoever schedules it twice schedules it
// once.
func (d *Frame) scheduleProbe(a *Asset, due time.Time) {
	due = due.UTC().Truncate(time.Second)
	d.Job(Job{
		Queue: QueueProbe, Task: TaskProbe, Key: d.probeKey(a, due), Due: due,
		Args: JobArgs{Asset: a.ID, Asked: &Asked{Reason: AskedSchedule}},
	})
}

func (d *Frame) probeKey(a *Asset, due time.Time) string {
	return fmt.Sprintf("%s/probe/%s/%d", d.Case.ID, a.ID, due.Unix())
}

// probeAfterClaim queues the later probes of a claim, once a day however often somebody says that it is fixed. Who claims
// it gets the first answer only.
func (d *Frame) probeAfterClaim(a *Asset, by string) {
	for _, wait := range afterClaim() {
		d.Job(Job{
			Queue: QueueProbe, Task: TaskProbe, Due: d.Env.Now.UTC().Add(wait).Truncate(time.Second),
			Key:  fmt.Sprintf("%s/claim/%s/%s/%s", d.Case.ID, a.ID, DateOf(d.Env.Now.UTC()), wait),
			Args: JobArgs{Asset: a.ID, Asked: &Asked{Reason: AskedClaim, By: by}},
		})
		for _, place := range d.Env.Rules.Probing.Rule.others() {
			d.Job(Job{
				Queue: QueueProbe, Task: TaskProbeFrom, Due: d.Env.Now.UTC().Add(wait).Truncate(time.Second),
				Key:  fmt.Sprintf("%s/claim/%s/%s/%s/from/%s", d.Case.ID, a.ID, DateOf(d.Env.Now.UTC()), wait, place),
				Args: JobArgs{Asset: a.ID, Asked: &Asked{Reason: AskedClaim, By: by}, Vantage: place},
			})
		}
	}
}

// watch asks a closed asset again on the days of the rule, up to five hours later by the key of each.
func (d *Frame) watch(a *Asset, closed time.Time) {
	for _, day := range d.Env.Rules.Probing.WatchDays {
		due := closed.UTC().AddDate(0, 0, day).Truncate(time.Second)
		key := fmt.Sprintf("%s/watch/%s/%d", d.Case.ID, a.ID, due.Unix())
		due = d.Env.Rules.Probing.Free(key, due.Add(JitterLater(key, 24*time.Hour)-24*time.Hour)).Truncate(time.Second)
		d.Job(Job{
			Queue: QueueProbe, Task: TaskProbe, Key: key, Due: due,
			Args: JobArgs{Asset: a.ID, Asked: &Asked{Reason: AskedWatch}},
		})
	}
}

// planNext queues the next regular probe and returns its time, zero if none is needed. There is one pending regular
// probe at most: who asks in between moves it forward or leaves it. Closed assets are only watched; when the budget
// is used up a person is told once.
func (d *Frame) planNext(before Asset, asked Asked) time.Time {
	a, _ := d.Case.Asset(before.ID)
	if b := d.Env.Rules.Probing.Budget; b.Total > 0 && a.Probes == b.Total {
		d.Emit(Event{Kind: KindNote, Source: SourceSystem, Ref: a.ID, Text: fmt.Sprintf(
			"the probe budget of %s is used up (%d probes): a person has to decide how to go on", a.ID, b.Total)})
	}
	if b := d.Env.Rules.Probing.Budget; a.Exposure == ExposureClosed || a.Stopped || d.Case.Ended() || (b.Total > 0 && a.Probes >= b.Total) {
		return time.Time{}
	}
	reopened := a.Exposure == ExposureReopened && before.Exposure != ExposureReopened
	key := d.probeKey(&a, d.Env.Now)
	next := d.Env.Rules.Probing.Next(key, &a, d.Case.RecordedAt, d.Env.Now)
	if soon := d.Env.Now.Add(2*soonAfter - JitterLater(key, soonAfter)); reopened && next.After(soon) {
		next = soon
	}
	next = d.Env.Rules.Probing.Free(key, d.Env.Rules.Probing.within(key, &a, next))
	next = next.UTC().Add(time.Second - 1).Truncate(time.Second) // never early: the rule of closure counts hours
	pending := a.NextProbe.After(d.Env.Now)
	switch {
	case pending && !next.Before(a.NextProbe):
		return time.Time{}
	case !pending && asked.Reason != AskedSchedule && d.Case.Imported && !reopened && a.Exposure != ExposureSuspected:
		return time.Time{} // nobody asked for a history to be probed regularly
	}
	d.scheduleProbe(&a, next)
	return next
}
