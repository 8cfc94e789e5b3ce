package exposure

import (
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// ScheduleProbe queues the next regular probe. The key is the due time: whoever schedules it twice schedules it
// once.
func ScheduleProbe(d *command.Frame, a *disclosure.Asset, due time.Time) {
	if !d.Env.Rules.Probing.Asks(a.Kind) {
		return
	}
	due = due.UTC().Truncate(time.Second)
	d.Job(ledger.NewJob(ledger.QueueProbe, probeKey(d, a, due), task.Probe{
		Asset: a.ID, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForSchedule},
	}).At(due))
}

func probeKey(d *command.Frame, a *disclosure.Asset, due time.Time) string {
	return fmt.Sprintf("%s/probe/%s/%d", d.Case.ID, a.ID, due.Unix())
}

// probeAfterClaim queues the later probes of a claim, once a day however often somebody says that it is fixed. Who claims
// it gets the first answer only.
func probeAfterClaim(d *command.Frame, a *disclosure.Asset, by string) {
	asked := disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: by}
	for _, wait := range closure.ClaimDelays() {
		due := d.Env.Now.UTC().Add(wait).Truncate(time.Second)
		key := fmt.Sprintf("%s/claim/%s/%s/%s", d.Case.ID, a.ID, civil.DateOf(d.Env.Now.UTC()), wait)
		d.Job(ledger.NewJob(queueOf(asked), key, task.Probe{Asset: a.ID, Request: asked}).At(due))
		for _, vantage := range d.Env.Rules.Probing.Rule.OtherVantages() {
			d.Job(ledger.NewJob(queueOf(asked), key+"/from/"+vantage, task.ProbeFrom{
				Vantage: vantage, Asset: a.ID, Request: asked,
			}).At(due))
		}
	}
}

// watch queues the regression probes of a closed asset on the days of the rule, each up to five hours later by its key.
func watch(d *command.Frame, a *disclosure.Asset, closed time.Time) {
	for _, day := range d.Env.Rules.Probing.WatchDays {
		due := closed.UTC().AddDate(0, 0, day).Truncate(time.Second)
		key := fmt.Sprintf("%s/watch/%s/%d", d.Case.ID, a.ID, due.Unix())
		due = d.Env.Rules.Probing.Free(key, due.Add(civil.JitterLater(key, 24*time.Hour)-24*time.Hour)).Truncate(time.Second)
		d.Job(ledger.NewJob(ledger.QueueProbe, key, task.Probe{
			Asset: a.ID, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForWatch},
		}).At(due))
	}
}

// planNext queues the next regular probe and returns its time, zero if none is needed. There is one pending regular
// probe at most: who asks in between moves it forward or leaves it. Closed assets are only watched; when the budget
// is used up a person is told once.
func planNext(d *command.Frame, before disclosure.Asset, asked disclosure.ProbeRequest) time.Time {
	a, _ := d.Case.Asset(before.ID)
	if b := d.Env.Rules.Probing.Budget; b.Total > 0 && a.Probes == b.Total {
		d.Emit(disclosure.Event{Kind: disclosure.KindBudgetExhausted, Source: disclosure.SourceSystem, Ref: a.ID, Detail: disclosure.Detail{AssetID: a.ID}, Text: fmt.Sprintf(
			"the probe budget of %s is used up (%d probes): a person has to decide how to go on", a.ID, b.Total)})
	}
	if b := d.Env.Rules.Probing.Budget; a.Exposure == disclosure.ExposureClosed || a.Stopped || d.Case.Ended() || (b.Total > 0 && a.Probes >= b.Total) {
		return time.Time{}
	}
	reopened := a.Exposure == disclosure.ExposureReopened && before.Exposure != disclosure.ExposureReopened
	key := probeKey(d, &a, d.Env.Now)
	next := d.Env.Rules.Probing.Next(key, &a, d.Case.RecordedAt, d.Env.Now)
	if soon := d.Env.Now.Add(2*closure.ReopenedWithin - civil.JitterLater(key, closure.ReopenedWithin)); reopened && next.After(soon) {
		next = soon
	}
	next = d.Env.Rules.Probing.Free(key, d.Env.Rules.Probing.Within(key, &a, next))
	next = next.UTC().Add(time.Second - 1).Truncate(time.Second) // never earlier: the closure rule counts hours
	pending := a.NextProbe.After(d.Env.Now)
	switch {
	case pending && !next.Before(a.NextProbe):
		return time.Time{}
	case !pending && asked.Reason != disclosure.ProbeForSchedule && d.Case.Imported && !reopened && a.Exposure != disclosure.ExposureSuspected:
		return time.Time{} // an imported history is not probed on a schedule
	}
	ScheduleProbe(d, &a, next)
	return next
}
