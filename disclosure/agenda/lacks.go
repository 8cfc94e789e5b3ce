package agenda

import (
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// lacks adds what a case has to have before anything else can come of it. No probe and no date would ever remind of it.
// Whoever stopped all reminders of the case stopped this one too.
func (a *collector) lacks() {
	snoozed := clock.Snoozed(a.c, "", a.rules.Now, a.rules.zone())
	need := func(text, because, ref string, h fault.Hint) {
		a.add(Item{What: Lacks, Text: text, Because: because, Ref: ref, Hint: &h, Snoozed: snoozed})
	}
	if len(a.c.Assets) == 0 && len(a.c.DroppedAssets) == 0 {
		need("add the asset", "without one nothing is probed, and the case cannot be closed", "asset", hint.ToAddAsset(a.c.ID))
	}
	if a.c.Discovered.IsZero() {
		need("record when it was discovered", "dates count from there", "discovered", hint.ToRecordDiscovery(a.c.ID))
	}
}
