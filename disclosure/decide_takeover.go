package disclosure

import "slices"

// TaskFinding is the task that records a new finding which a probe came upon.
const TaskFinding Task = "finding"

// takeover sees to it that a place which anybody could claim becomes a finding of its own: that a bucket is gone closes
// one door, and the name that still points at it opens another. Where the name is all that the case is about, the case
// is that finding already.
func (d *Frame) takeover(a Asset, o *Observation) {
	other := func(b Asset) bool { return b.ID != a.ID }
	if o.Reason != ReasonTakeover || a.Last.Reason == ReasonTakeover || !slices.ContainsFunc(d.Case.Assets, other) {
		return
	}
	d.Emit(Event{
		Kind: KindNote, Source: SourceSystem, Ref: a.ID,
		Text: a.ID + " points at a place that anybody could claim: that is a finding of its own, tell the owner now",
	})
	d.Job(Job{
		Queue: QueueTimer, Task: TaskFinding, Key: string(d.Case.ID) + "/finding/" + a.ID + "/takeover", Args: JobArgs{Asset: a.ID},
	})
}

// TakeoverFinding is the case that a takeover risk of an asset becomes.
func (c *Case) TakeoverFinding(assetID string) (Record, bool) {
	a, ok := c.Asset(assetID)
	if !ok {
		return Record{}, false
	}
	facts := Facts{
		Title:   "Takeover risk: a name points at a place that anybody could claim",
		Summary: "Came up while " + string(c.ID) + " was probed.",
		Assets:  []Asset{{Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect}},
	}
	for _, p := range c.Parties {
		if p.Role == Vendor {
			facts.Parties = append(facts.Parties, p)
		}
	}
	return Record{Facts: facts, Discovered: DateOf(a.LastSeen).When()}, true
}
