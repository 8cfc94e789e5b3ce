package command

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
	"daylight/disclosure/task"
)

// scheduleUntold queues the timer of a finding that nobody was told of. One whose day passed before it was recorded is on the agenda, and nobody is reminded of what they just wrote down.
func (d *Frame) scheduleUntold() {
	found := slices.ContainsFunc(d.out.Events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindDiscovered })
	if d.Case == nil || !found { // nothing else moves the day
		return
	}
	day, ends, untold := outreach.Untold(d.Case, d.Env.Rules.Zone())
	if !untold || !ends.After(d.Case.RecordedAt) {
		return
	}
	key := string(d.Case.ID) + "/clock/" + outreach.UntoldClause + "/" + day.String()
	d.Job(ledger.NewJob(ledger.QueueTimer, key, task.Deadline{Clause: outreach.UntoldClause, Due: day.String()}).At(ends))
}
