package clock

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// DueText says in a few words what a clause asks for.
func DueText(w disclosure.DueKind) string {
	switch w {
	case disclosure.DueAcknowledge:
		return "an answer of the vendor is expected"
	case disclosure.DueFix:
		return "the fix is expected"
	case disclosure.DueReminder:
		return "remind the vendor"
	case disclosure.DueSecondChannel:
		return "try another channel of the vendor"
	case disclosure.DueProvider:
		return "turn to the provider"
	case disclosure.DuePlatform:
		return "turn to the platform"
	case disclosure.DueCSIRT:
		return "turn to a national CSIRT"
	case disclosure.DueRegulator:
		return "decide about the regulator"
	case disclosure.DuePublishStub:
		return "a stub may be published"
	case disclosure.DuePublishLimited:
		return "a limited publication is possible"
	case disclosure.DuePublishFull:
		return "the full publication is possible"
	case disclosure.DueOwn:
		return "a date of the team"
	default:
		return string(w)
	}
}

// PublicationDue is from when on what is still open may be published in the limited form; else from when on it may be
// published at all. It is zero while no clock says so.
func PublicationDue(c *disclosure.Case) civil.When {
	for _, what := range []disclosure.DueKind{disclosure.DuePublishLimited, disclosure.DuePublishFull} {
		var due civil.When
		for _, k := range c.Clocks {
			runs := k.State == disclosure.ClockRunning || k.State == disclosure.ClockExtended || k.State == disclosure.ClockOverdue
			if k.What == what && runs && !k.Due.IsZero() && (due.IsZero() || k.Due.Compare(due) < 0) {
				due = k.Due
			}
		}
		if !due.IsZero() {
			return due
		}
	}
	return civil.When{}
}
