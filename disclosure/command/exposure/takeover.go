package exposure

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
)

// reportTakeover sees to it that a place which anybody could claim becomes a finding of its own: that a bucket is gone closes
// one door, and the name that still points at it opens another. Where the name is all that the case is about, the case
// is that finding already.
func reportTakeover(d *command.Frame, a disclosure.Asset, o *observed.Observation) {
	other := func(b disclosure.Asset) bool { return b.ID != a.ID }
	if o.Reason != observed.ReasonTakeover || a.Last.Reason == observed.ReasonTakeover || !slices.ContainsFunc(d.Case.Assets, other) {
		return
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindTakeoverRisk, Source: disclosure.SourceSystem, Ref: a.ID, Detail: disclosure.Detail{AssetID: a.ID},
		Text: a.ID + " points at a place that anybody could claim: that is a finding of its own, tell the owner now",
	})
	key := string(d.Case.ID) + "/finding/" + a.ID + "/takeover"
	d.Job(ledger.NewJob(ledger.QueueTimer, key, task.Finding{Asset: a.ID}))
}
