package timeline

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
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

// durationsOf measures every duration. The keys are always all there.
func durationsOf(h *milestone.History, asOf civil.Date) map[string]*Duration {
	discovered, contacted, provider := h.Discovered(), h.FirstContact(disclosure.Vendor), h.FirstContact(disclosure.Provider)
	answered, published := h.FirstAnswer(disclosure.Vendor), h.Publication()
	// The last episode counts: after a re-opening the earlier closure ended nothing.
	closed := h.Closure().Moment
	// A provider need not be contacted at all, so a missing provider contact is no open span.
	var toProvider *Duration
	if !provider.IsZero() {
		toProvider = durationBetween(contacted, provider, asOf)
	}
	return map[string]*Duration{
		DiscoveryToContact:       durationBetween(discovered, contacted, asOf),
		ContactToProvider:        toProvider,
		ContactToAcknowledgement: durationBetween(contacted, answered, asOf),
		ContactToClosure:         exposureFrom(contacted, closed, h.LastOpen),
		ProviderToClosure:        exposureFrom(provider, closed, h.LastOpen),
		DiscoveryToClosure:       exposureFrom(discovered, closed, h.LastOpen),
		ClosureToAcknowledgement: durationBetween(closed, answered, asOf),
		ClosureToPublication:     durationBetween(closed, published, asOf),
		DiscoveryToPublication:   durationBetween(discovered, published, asOf),
	}
}

// exposureFrom returns how long an exposure lasted after a moment: to its end, else as far as we saw it.
func exposureFrom(from, closed, seen milestone.Moment) *Duration {
	if !closed.IsZero() {
		return durationBetween(from, closed, civil.Date{})
	}
	if seen.IsZero() {
		return nil
	}
	d := durationBetween(from, seen, civil.Date{})
	if d == nil {
		return nil
	}
	d.To, d.LastOpen, d.Open, d.Minutes = nil, d.To, true, nil
	return d
}

// durationBetween returns the duration between two moments, open if the end is unknown, nil if the start is unknown or the
// span ran backwards.
func durationBetween(from, to milestone.Moment, asOf civil.Date) *Duration {
	span, ok := milestone.Between(from, to)
	if to.IsZero() {
		span, ok = milestone.Since(from, asOf)
	}
	if !ok {
		return nil
	}
	d := &Duration{From: from.At.RFC3339(), Open: span.Open}
	if !span.Open {
		d.To = new(to.At.RFC3339())
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
