// Package shown is a case as readers outside of the team may be told of it: without the answers of which nothing shows who wrote
// them, until a person has looked.
package shown

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
)

// History is the case and its timeline as they are told outside. Without an unproven answer they are the ones that were given.
// With one, nothing is said of it and nothing in its place either: that nobody has answered would be as little known.
func History(c *disclosure.Case, events []disclosure.Event, asOf civil.Date) (*disclosure.Case, timeline.Timeline) {
	told := Told(events)
	if len(told) == len(events) {
		return c, timeline.Build(c, events, asOf)
	}
	outside := milestone.Rebuild(c.ID, told)
	t := timeline.Build(outside, told, asOf)
	for _, name := range []string{timeline.ContactToAcknowledgement, timeline.ClosureToAcknowledgement} {
		if d := t.Durations[name]; d != nil && d.Open {
			t.Durations[name] = nil
		}
	}
	return outside, t
}

// Told are the events that may be told outside.
func Told(events []disclosure.Event) []disclosure.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e disclosure.Event) bool { return milestone.Unproven(&e) })
}
