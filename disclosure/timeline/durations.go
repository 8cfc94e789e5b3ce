package timeline

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// The names of durations, as the JSON of a timeline and writeups use them.
const (
	DiscoveryToContact       = "discovery_to_contact"
	ContactToProvider        = "contact_to_provider"
	ContactToAcknowledgement = "contact_to_acknowledgement"
	ContactToClosure         = "contact_to_closure"
	ProviderToClosure        = "provider_to_closure"
	DiscoveryToClosure       = "discovery_to_closure"
	ClosureToAcknowledgement = "closure_to_acknowledgement"
	ClosureToPublication     = "closure_to_publication"
	DiscoveryToPublication   = "discovery_to_publication"
)

// DurationNames returns every name of a duration in the order in which tables show them.
func DurationNames() []string {
	return []string{
		DiscoveryToContact, ContactToProvider, ContactToAcknowledgement, ContactToClosure, ProviderToClosure,
		DiscoveryToClosure, ClosureToAcknowledgement, ClosureToPublication, DiscoveryToPublication,
	}
}

// DurationRule is the sentence that every table of durations prints below itself, because "Jan 27 to Feb 5" is nine
// days or ten, depending on who counts.
func DurationRule() string {
	return "Civil days, the first day not counted; working days are Monday to Friday without holidays."
}

// Duration is a span between two milestones in civil days, the first day excluded. Waiting for an answer is counted up to
// today; an exposure that has no end on record lasts up to the newest open answer of ours, and has no duration without one.
type Duration struct {
	From        string  `json:"from"`                     // as [Row.At]
	To          *string `json:"to"`                       // null while it is open
	Days        *int    `json:"days"`                     // null when a date is coarser than a day
	WorkingDays *int    `json:"working_days"`             // Monday to Friday, no holidays
	Open        bool    `json:"open"`                     // no end is on record
	LastOpen    *string `json:"last_seen_open,omitempty"` // of an exposure without an end: up to where it is counted, as [Row.At]
	AtLeast     *int    `json:"at_least,omitempty"`       // bounds, when Days is null
	AtMost      *int    `json:"at_most,omitempty"`
	Minutes     *int    `json:"minutes,omitempty"` // elapsed, when both ends are known to the minute
}

// milestones are the dates between which durations are measured; zero where the history does not tell.
type milestones struct {
	discovered, contacted, provider, acknowledged, closed, published civil.When

	seen civil.When // newest open answer of ours, while no closure is on record
}

// milestonesOf finds the milestones in a sorted story. Planned rows are not facts and do not count.
func milestonesOf(story []disclosure.Event, episodes []Episode) milestones {
	at := func(match func(*disclosure.Event) bool) civil.When {
		e, _ := firstFact(story, match)
		return e.At
	}
	m := milestones{
		discovered:   at(func(e *disclosure.Event) bool { return e.Kind == disclosure.KindDiscovered }),
		contacted:    at(IsVendorContact),
		provider:     at(isProviderContact),
		acknowledged: at(isAcknowledgement),
		published: at(func(e *disclosure.Event) bool {
			return e.Kind == disclosure.KindPublished || e.Kind == disclosure.KindPubliclyReported
		}),
	}
	if n := len(episodes); n > 0 {
		// The last episode counts: after a re-opening the earlier closure ended nothing.
		m.closed, m.seen = episodes[n-1].Closed, episodes[n-1].Seen
	}
	return m
}

// IsVendorContact reports whether the vendor was told. A contact that names nobody is one with the vendor.
func IsVendorContact(e *disclosure.Event) bool {
	return e.Kind == disclosure.KindContacted && (e.Party == disclosure.Vendor || e.Party == "")
}

func isProviderContact(e *disclosure.Event) bool {
	return (e.Kind == disclosure.KindContacted || e.Kind == disclosure.KindEscalated) && e.Party == disclosure.Provider
}

// isAcknowledgement reports whether a person at the vendor reacted. An automatic answer is a kind of its own.
func isAcknowledgement(e *disclosure.Event) bool {
	if e.Kind == disclosure.KindAcknowledged {
		return e.Party == disclosure.Vendor || e.Party == ""
	}
	// Whatever they say, a person at the vendor has read our words.
	return e.Kind.Info().Voice == disclosure.VoiceAnswer && e.Party == disclosure.Vendor
}

// durationsOf measures every duration. The keys are always all there.
func durationsOf(story []disclosure.Event, episodes []Episode, asOf civil.Date) map[string]*Duration {
	m := milestonesOf(story, episodes)
	// A provider need not be contacted at all, so a missing provider contact is no open span.
	var toProvider *Duration
	if !m.provider.IsZero() {
		toProvider = durationBetween(m.contacted, m.provider, asOf)
	}
	return map[string]*Duration{
		DiscoveryToContact:       durationBetween(m.discovered, m.contacted, asOf),
		ContactToProvider:        toProvider,
		ContactToAcknowledgement: durationBetween(m.contacted, m.acknowledged, asOf),
		ContactToClosure:         exposureFrom(m.contacted, m.closed, m.seen),
		ProviderToClosure:        exposureFrom(m.provider, m.closed, m.seen),
		DiscoveryToClosure:       exposureFrom(m.discovered, m.closed, m.seen),
		ClosureToAcknowledgement: durationBetween(m.closed, m.acknowledged, asOf),
		ClosureToPublication:     durationBetween(m.closed, m.published, asOf),
		DiscoveryToPublication:   durationBetween(m.discovered, m.published, asOf),
	}
}

// exposureFrom returns how long an exposure lasted after a date: to its end, else as far as we saw it.
func exposureFrom(from, closed, seen civil.When) *Duration {
	if !closed.IsZero() {
		return durationBetween(from, closed, civil.Date{})
	}
	d := durationBetween(from, seen, civil.Date{})
	if d == nil {
		return nil
	}
	d.To, d.LastOpen, d.Open, d.Minutes = nil, d.To, true, nil
	return d
}

// durationBetween returns the duration between two dates, open if the end is unknown, nil if the start is unknown or the
// span ran backwards.
func durationBetween(from, to civil.When, asOf civil.Date) *Duration {
	span, ok := civil.SpanBetween(from, to)
	if to.IsZero() {
		span, ok = civil.OpenSpan(from, asOf)
	}
	if !ok {
		return nil
	}
	d := &Duration{From: from.RFC3339(), Open: span.Open}
	if !span.Open {
		d.To = new(to.RFC3339())
	}
	if span.Exact {
		d.Days, d.WorkingDays = new(span.Days), new(span.WorkingDays)
	} else {
		d.AtLeast, d.AtMost = new(span.MinDays), new(span.MaxDays)
	}
	if minutes, known := span.Minutes(); known && !span.Open {
		d.Minutes = new(minutes)
	}
	return d
}
