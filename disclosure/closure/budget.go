package closure

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// MayProbe enforces the probe budget of an asset, a STOP, and the approval of two people. Claims and people may use twice
// the day's budget, so that a claimed fix is checked even on a day with many probes. Days are UTC days.
func (r Rules) MayProbe(a *disclosure.Asset, reason disclosure.ProbeReason, now time.Time) error {
	b, perDay := r.Budget, 2*r.Budget.PerDay
	if reason == disclosure.ProbeForSchedule || reason == disclosure.ProbeForWatch {
		perDay = r.Budget.PerDay
	}
	today := civil.DateOf(now.UTC())
	switch {
	case !r.Asks(a.Kind):
		return fault.Errorf(fault.Refused, "no probe can ask %s, which is of kind %q: what is known of it comes from people", a.ID, a.Kind)
	case r.Consent.Needed(a.Kind) && a.AllowedBy == "":
		return fault.Errorf(fault.Refused, "%s is not probed until two people have allowed it", a.ID).With(hint.ToAllowProbe(a.ID))
	case a.Stopped:
		return fault.Errorf(fault.Refused, "probing of %s was stopped on request: only the owner can report the closure", a.ID)
	case b.Total > 0 && a.Probes >= b.Total:
		return fault.Errorf(fault.Refused, "the probe budget of %s is used up (%d in total): raise probe.budget.total to continue", a.ID, b.Total)
	case perDay > 0 && a.Day == today && a.DayProbes >= perDay:
		return fault.Errorf(fault.Refused, "%s was probed %d times today: try again tomorrow", a.ID, a.DayProbes)
	}
	return nil
}
