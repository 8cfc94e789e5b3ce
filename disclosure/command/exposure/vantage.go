package exposure

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/task"
)

// probeFromOthers queues one probe for each other place. The keys follow that of our own probe.
func probeFromOthers(d *command.Frame, asset string, asked disclosure.ProbeRequest) {
	for _, place := range d.Env.Rules.Probing.Rule.OtherVantages() {
		key := fmt.Sprintf("%s/probe/%s/%s/%s/%d/%d/from/%s", d.Case.ID, asset, asked.Reason, asked.By, d.Case.Version,
			d.Env.Now.UnixMicro(), place)
		d.Job(disclosure.NewJob(disclosure.QueueProbe, key, task.ProbeFrom{Vantage: place, Asset: asset, Request: asked}))
	}
}

// probeElsewhere asks the other places after a regular probe of ours that makes a closure likely: what turns us away may
// let others in. Who asks by person or claim asked everywhere already.
func probeElsewhere(d *command.Frame, asset string, asked disclosure.ProbeRequest, o *disclosure.Observation) {
	if asked.Reason != disclosure.ProbeForSchedule && asked.Reason != disclosure.ProbeForWatch || d.Env.Rules.Probing.Rule.FromOther(o) || d.Case.Ended() {
		return
	}
	a, _ := d.Case.Asset(asset)
	// A closed asset that turns us away in a way that may be meant for us alone may be open again to everybody else.
	doubt := a.Exposure == disclosure.ExposureClosed && o.Verdict == disclosure.Closed && o.Strength == disclosure.Weak
	if a.Exposure == disclosure.ExposureSuspected || a.Exposure == disclosure.ExposureUnreachable || doubt {
		probeFromOthers(d, asset, asked)
	}
}

// replyTarget keeps who asked in a channel from being told the same thing once for each place. Another place speaks up
// only when it was let in where we were not.
func replyTarget(d *command.Frame, before *disclosure.Asset, asked disclosure.ProbeRequest, o *disclosure.Observation) disclosure.ProbeRequest {
	if !d.Env.Rules.Probing.Rule.FromOther(o) || (o.Verdict == disclosure.Open && before.Last.Verdict != disclosure.Open) {
		return asked
	}
	asked.Channel, asked.Ref = "", ""
	return asked
}
