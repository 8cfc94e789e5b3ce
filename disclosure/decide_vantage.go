package disclosure

import (
	"fmt"
	"slices"
)

// others are the places besides ours that the rule of closure needs. A rule that is content with one place bothers
// none of them.
func (r Rule) others() []string {
	if r.Vantages < 2 {
		return nil
	}
	return r.Others
}

// fromElsewhere reports whether another place made the observation.
func (r Rule) fromElsewhere(o *Observation) bool { return slices.Contains(r.Others, o.Vantage) }

// whence names the place of an observation where it is not ours.
func (r Rule) whence(o *Observation) string {
	if !r.fromElsewhere(o) {
		return ""
	}
	return " (from " + o.Vantage + ")"
}

// probeFrom queues one probe for each other place. The keys follow that of our own probe.
func (d *Frame) probeFrom(asset string, asked Asked) {
	for _, place := range d.Env.Rules.Probing.Rule.others() {
		d.Job(Job{
			Queue: QueueProbe, Task: TaskProbeFrom,
			Key: fmt.Sprintf("%s/probe/%s/%s/%s/%d/%d/from/%s", d.Case.ID, asset, asked.Reason, asked.By, d.Case.Version,
				d.Env.Now.UnixMicro(), place),
			Args: JobArgs{Asset: asset, Asked: &asked, Vantage: place},
		})
	}
}

// askElsewhere asks the other places after a regular probe of ours that makes a closure likely: what turns us away may
// let others in. Who asks by person or claim asked everywhere already.
func (d *Frame) askElsewhere(asset string, asked Asked, o *Observation) {
	if asked.Reason != AskedSchedule && asked.Reason != AskedWatch || d.Env.Rules.Probing.Rule.fromElsewhere(o) || d.Case.Ended() {
		return
	}
	a, _ := d.Case.Asset(asset)
	// A closed asset that turns us away in a way that may be meant for us alone may be open again to everybody else.
	doubt := a.Exposure == ExposureClosed && o.Verdict == Closed && o.Strength == Weak
	if a.Exposure == ExposureSuspected || a.Exposure == ExposureUnreachable || doubt {
		d.probeFrom(asset, asked)
	}
}

// answerTo keeps who asked in a channel from being told the same thing once for each place. Another place speaks up
// only when it was let in where we were not.
func (d *Frame) answerTo(before *Asset, asked Asked, o *Observation) Asked {
	if !d.Env.Rules.Probing.Rule.fromElsewhere(o) || (o.Verdict == Open && before.Last.Verdict != Open) {
		return asked
	}
	asked.Channel, asked.Ref = "", ""
	return asked
}
