package exposure

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
)

// probeFromOthers queues one probe for each other vantage. The keys are derived from that of our own probe.
func probeFromOthers(d *command.Frame, asset string, asked disclosure.ProbeRequest) {
	for _, vantage := range d.Env.Rules.Probing.Rule.OtherVantages() {
		key := fmt.Sprintf("%s/probe/%s/%s/%s/%d/%d/from/%s", d.Case.ID, asset, asked.Reason, asked.By, d.Case.Version,
			d.Env.Now.UnixMicro(), vantage)
		d.Job(ledger.NewJob(queueOf(asked), key, task.ProbeFrom{Vantage: vantage, Asset: asset, Request: asked}))
	}
}

// probeElsewhere queues probes from the other vantages after a scheduled probe of ours that makes a closure likely, because
// an asset that refuses us may still let others in. A request or a claim has already queued probes from all of them.
func probeElsewhere(d *command.Frame, asset string, asked disclosure.ProbeRequest, o *observed.Observation) {
	if asked.Reason != disclosure.ProbeForSchedule && asked.Reason != disclosure.ProbeForWatch || d.Env.Rules.Probing.Rule.FromOther(o) || d.Case.Ended() {
		return
	}
	a, _ := d.Case.Asset(asset)
	// A closed asset that turns us away in a way that may be meant for us alone may be open again to everybody else. So may
	// one that never let us in.
	doubt := a.Exposure == disclosure.ExposureClosed && o.Verdict == observed.Closed && o.Strength == observed.Weak || a.InDoubt()
	if a.Exposure == disclosure.ExposureSuspected || a.Exposure == disclosure.ExposureUnreachable || doubt {
		probeFromOthers(d, asset, asked)
	}
}

// replyTarget keeps the requester and the team from getting the same reply once for each vantage. Another vantage replies
// only if it was let in where we were not.
func replyTarget(d *command.Frame, before *disclosure.Asset, asked disclosure.ProbeRequest, o *observed.Observation) disclosure.ProbeRequest {
	if !d.Env.Rules.Probing.Rule.FromOther(o) || (o.Verdict == observed.Open && before.Last.Verdict != observed.Open) {
		return asked
	}
	asked.Channel, asked.Ref, asked.Again = "", "", true
	return asked
}
