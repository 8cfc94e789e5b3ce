package web

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/timeline"
)

// axis is one of the five questions about a case, with its answers.
type axis struct {
	Name   string
	States []axisState
}

// axisState is an answer and its subject: an asset, a party or a clause. Of is "" if there is only one.
type axisState struct{ Text, Of string }

// axesOf answers the five questions. Each axis is independent: none is derived from another.
func axesOf(c *disclosure.Case) []axis {
	work := axisState{Text: words(c.Work)}
	if c.Outcome != "" {
		work.Of = words(c.Outcome)
	}
	if c.Related != "" {
		work.Of = strings.TrimSpace(work.Of + " " + c.Related)
	}
	exposure := make([]axisState, 0, len(c.Assets))
	for i := range c.Assets {
		a := &c.Assets[i]
		exposure = append(exposure, axisState{Text: exposureState(a.Exposure, a.Closure).Word + closure.Stopped(a), Of: a.ID})
	}
	var dialogue []axisState
	for _, d := range dialoguesTogether(c) {
		dialogue = append(dialogue, axisState{Text: words(d.It), Of: d.Name})
	}
	var clocks []axisState
	for _, k := range clocksTogether(c) {
		clocks = append(clocks, axisState{Text: words(k.It.State), Of: words(k.Name)})
	}
	return []axis{
		{"Work", []axisState{work}},
		{"Exposure", orNone(exposure, "no asset")},
		{"Dialogue", orNone(dialogue, "none")},
		{"Clock", orNone(clocks, "not started")},
		{"Publication", []axisState{{Text: words(c.Publication)}}},
	}
}

func orNone(states []axisState, word string) []axisState {
	if len(states) == 0 {
		return []axisState{{Text: word}}
	}
	return states
}

// dialogueOf writes "AWS, email" for provider/AWS/email.
func dialogueOf(key disclosure.DialogueKey) string {
	role, rest, _ := strings.Cut(string(key), "/")
	name, channel := rest, ""
	if i := strings.LastIndexByte(rest, '/'); i >= 0 {
		name, channel = rest[:i], rest[i+1:]
	}
	if name == "" {
		name = role
	}
	if channel == "" {
		return words(name)
	}
	return words(name) + ", " + words(channel)
}

// fact is a row of the fact box: a text, or a date with a remark.
type fact struct {
	Name, Text string
	On         date
}

// factsOf writes what is known, and leaves out what is not.
func factsOf(c *disclosure.Case, tl *timeline.Timeline) []fact {
	h := &tl.Milestones
	vendor := c.Vendor()
	var out []fact
	text := func(name, value string) {
		if value != "" {
			out = append(out, fact{Name: name, Text: value})
		}
	}
	on := func(name string, w civil.When, remark string) {
		if !w.IsZero() {
			out = append(out, fact{Name: name, On: dateOf(w), Text: remark})
		}
	}
	text("Vendor", vendorNames(c))
	text("Domain", vendor.Domain)
	for _, p := range c.Parties {
		if p.Role != disclosure.Vendor {
			text(capital(words(p.Role)), joined(", ", p.Name, p.Country, p.Domain))
		}
	}
	if c.Exposed.Records > 0 {
		text("Size", "about "+number(c.Exposed.Records)+" records")
	}
	text("Severity", string(c.Exposed.Severity))
	data := make([]string, len(c.Exposed.Data))
	for i, d := range c.Exposed.Data {
		data[i] = words(d)
	}
	text("Data", strings.Join(data, ", "))
	text("Note", c.Exposed.Note)
	on("Discovered", h.Discovered().At, "")
	on("First contact", h.FirstContact(disclosure.Vendor).At, "")
	on("Closed", h.Closure().At, closedBy(c))
	if h.Closure().IsZero() {
		text("Open for", tl.Sight.OpenFor(h.Discovered()))
	}
	on("Heads-up sent", h.HeadsUp().At, "")
	on("Embargo until", c.Embargo, "")
	if c.Exploited {
		text("Abuse", "exploited in the wild or leaked: there is no embargo")
	}
	text("Recorded by", c.Author)
	if c.Imported {
		text("Origin", "imported history, from a file")
	}
	return out
}

func closedBy(c *disclosure.Case) string {
	if c.AllClosed() {
		return "confirmed by our probes"
	}
	return "reported, not confirmed by our probes"
}

// joined joins what is not empty.
func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// clock is a deadline of the case.
type clock struct {
	Name  string
	State string
	Due   due
	Zone  string // in which the day ends; "" where the date names an hour of its own
}

// clocksOf lists the clocks; see [clocksTogether]. Only a running one shows how far off its date is.
func clocksOf(c *disclosure.Case, today civil.Date) []clock {
	var out []clock
	for _, named := range clocksTogether(c) {
		k := named.It
		d := due{On: dateOf(k.Due)}
		switch k.State {
		case disclosure.ClockRunning, disclosure.ClockExtended, disclosure.ClockDue, disclosure.ClockOverdue:
			// A date of a whole month is met until the last day of that month.
			d = dueOn(k.Due.Last(), today, "")
			d.On = dateOf(k.Due)
		case disclosure.ClockNotStarted, disclosure.ClockPaused, disclosure.ClockWaived, disclosure.ClockTerminated:
		}
		zone := ""
		if k.Due.Precision() != civil.PrecisionMinute && !k.Due.IsZero() {
			zone = k.Zone
		}
		out = append(out, clock{Name: capital(words(named.Name)), State: words(k.State), Due: d, Zone: zone})
	}
	return out
}
