package outreach

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/milestone"
)

// UntoldClause names, like a clause of a policy, that somebody has to be told of a finding. No policy has it: a finding that
// nobody was told of has no anchor that a policy could count from.
const UntoldClause = "nobody_told"

// UntoldDays is within how many working days of its discovery somebody has to be told of a finding. Saturdays and Sundays are off;
// whose holidays would count is not known before there is an owner.
const UntoldDays = 2

// Untold is until when somebody has to be told of a finding that nobody was told of: the civil day in the zone, which is inside,
// and the first instant, in UTC, that is too late. It is false where somebody was told, where everything is closed, and where
// it is not on record when it was found. A message that was refused or withheld told nobody, and neither did a dry
// run.
func Untold(c *disclosure.Case, zone *time.Location) (day civil.Date, ends time.Time, untold bool) {
	if c.Discovered.IsZero() || c.Ended() || c.Work == disclosure.WorkClosed || !milestone.ClosedAt(c).IsZero() || Told(c) {
		return civil.Date{}, time.Time{}, false
	}
	if zone == nil {
		zone = time.UTC
	}
	day = civil.AddDays(civil.DayIn(c.Discovered, zone), UntoldDays, civil.WorkingDays, nil)
	return day, civil.StartOfDay(day.AddDays(1), zone).UTC(), day.Valid()
}

// Told reports whether somebody knows of the finding through us, or told us: we tried to reach a party, or a party wrote.
func Told(c *disclosure.Case) bool {
	rehearsed := map[string]bool{} // by key
	for i := range c.Messages {
		if m := &c.Messages[i]; m.DryRun {
			rehearsed[m.Key] = true
		}
	}
	tried := slices.ContainsFunc(c.ClockEvents, func(e disclosure.ClockEvent) bool {
		if e.Message != "" && rehearsed[e.Message] {
			return false
		}
		switch e.Kind.Info().Voice {
		case disclosure.VoiceOutreach, disclosure.VoiceBounce, disclosure.VoiceAnswer, disclosure.VoiceRequest:
			return true
		case disclosure.VoiceNone, disclosure.VoiceAutomatic, disclosure.VoiceReceipt, disclosure.VoiceRuling:
		}
		return e.Kind == disclosure.KindDeemedAware
	})
	return tried || slices.ContainsFunc(c.Messages, func(m disclosure.Message) bool {
		switch m.State {
		case disclosure.MessageQueued, disclosure.MessageUncertain, disclosure.MessageSent:
			return !m.DryRun // gone, on its way, or a person has to find out, which the agenda asks for
		case disclosure.MessageApproved, disclosure.MessageFailed, disclosure.MessageCancelled:
		}
		return false
	})
}

// FirstStep is what leads to the first contact of a finding that nobody was told of.
type FirstStep struct {
	Draft   disclosure.Draft   // one that is on its way, or that left in a dry run alone; the zero value is none
	Contact disclosure.Contact // whom to write to; the zero value where no usable contact is known
	Held    Held               // why no first contact can be written now; the zero value where one can
}

// NextFirst proposes how to tell somebody: the draft that is on its way, else the newest one that left in a dry run alone, because
// its words are approved, else a first contact to the most reliable contact of the vendor.
func NextFirst(c *disclosure.Case, now time.Time, rules Rules) FirstStep {
	for _, state := range []disclosure.DraftState{disclosure.DraftApproved, disclosure.DraftOpen} {
		if i := slices.IndexFunc(c.Drafts, func(d disclosure.Draft) bool { return d.State == state }); i >= 0 {
			return FirstStep{Draft: c.Drafts[i]}
		}
	}
	if d, k, ok := rehearsed(c); ok {
		return FirstStep{Draft: d, Contact: k}
	}
	toVendor := clock.Deadline{Step: &clock.EscalationStep{Role: disclosure.Vendor, Template: disclosure.FirstContact}}
	contact, ok := stepContact(c, &toVendor)
	if !ok {
		return FirstStep{Held: noContact(c, &toVendor)}
	}
	return FirstStep{Contact: contact, Held: heldBack(c, contact, disclosure.FirstContact, now, rules)}
}

// rehearsed is the newest draft that left in a dry run and may be sent as it is, with its contact. A contact that may not be
// written to any more has none.
func rehearsed(c *disclosure.Case) (disclosure.Draft, disclosure.Contact, bool) {
	for _, m := range slices.Backward(c.Messages) {
		if !m.DryRun || m.State != disclosure.MessageSent {
			continue
		}
		k, known := c.Contact(m.Contact)
		d, drafted := c.Draft(m.Draft)
		if known && drafted && d.Withheld == "" && MayWriteTo(c, k, m.Template) == nil {
			return d, k, true
		}
	}
	return disclosure.Draft{}, disclosure.Contact{}, false
}
