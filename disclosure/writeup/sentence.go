package writeup

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/timeline"
)

// sentence writes the summary from the facts when nobody wrote one: what was found, whose it is, who was contacted,
// when it was closed and when somebody answered. It states facts and concludes nothing.
func (p *page) sentence(t *texts, g *guard, in Input, end ending) string {
	c, tl := in.Case, in.Timeline
	var out []string
	say := func(key string, fill ...string) { out = append(out, upper(t.get(key, fill...))) }

	thing := t.thing(c)
	if r, ok := p.story.tells(tl.Milestones.Discovered()); ok {
		say("s.found", "on", t.on(r.When), "thing", thing)
	} else {
		say("s.found.undated", "thing", thing)
	}
	data := t.list(categories(t, g, c))
	switch held := contents(t, g, c); {
	case in.Mode == disclosure.Full && c.Exposed.Records > 0:
		say("s.held", "contents", held)
	case data != "":
		say("s.data", "data", data)
	}
	vendor := c.Vendor()
	name := g.title(vendor.Name)
	if name != "" {
		owner := name
		if country := t.country(vendor.Country); country != "" {
			owner += " (" + country + ")"
		}
		say("s.owner", "name", owner)
	}
	p.contacted(t, tl, say)
	p.ended(t, tl, end, say)
	p.answered(t, tl, end, say)
	return strings.Join(out, " ")
}

// contacted says who was contacted first.
func (p *page) contacted(t *texts, tl timeline.Timeline, say func(string, ...string)) {
	vendor, ok := p.story.tells(tl.Milestones.FirstContact(disclosure.Vendor))
	if !ok {
		return
	}
	name, _, _ := p.story.party(disclosure.Vendor, vendor.row.Name)
	provider, ok := p.story.tells(tl.Milestones.FirstContact(disclosure.Provider))
	if !ok || provider.When.SurelyBefore(vendor.When) {
		say("s.told", "name", name, "on", t.on(vendor.When))
		return
	}
	other, _, _ := p.story.party(disclosure.Provider, provider.row.Name)
	say("s.told2", "name", name, "on", t.on(vendor.When), "other", other, "on2", t.on(provider.When))
}

// ended says how the exposure ended, or that it did not.
func (p *page) ended(t *texts, tl timeline.Timeline, end ending, say func(string, ...string)) {
	d := tl.Durations[timeline.ContactToClosure]
	for i := 1; i < len(tl.Episodes); i++ {
		say("s.again", "on", t.on(tl.Episodes[i-1].Closed), "on2", t.on(tl.Episodes[i].From))
	}
	switch {
	case end.gone:
		text, fill := end.notReachable(t, "s.gone")
		say(text, fill...)
	case end.closed:
		when := t.on(end.closure.At)
		if between := t.interval(end.closure); between != "" {
			when = between
		}
		key := "s.reported"
		if end.verified {
			key = "s.closed"
		}
		days := ""
		if d != nil && !d.Open {
			days = t.lengthWork(d)
			key += ".after"
		}
		say(key, "when", when, "days", days, "source", t.according(end.closure.Source))
	default:
		p.unended(t, tl, say)
	}
}

// unended says what is known of an exposure that has no end on record, and what the other side says of it.
func (p *page) unended(t *texts, tl timeline.Timeline, say func(string, ...string)) {
	s, d := tl.Sight, openTime(tl)
	date := t.civil(s.LastOpen.First())
	switch {
	case s.LastOpen.IsZero():
		say("s.unseen")
	case d == nil || !d.Open:
		say("s.seen.nodays", "date", date)
	case s.StillOpen:
		say("s.open", "days", t.lengthAfter(d), "date", date)
	default:
		say("s.seen", "days", t.lengthAfter(d), "date", date)
	}
	if !s.Claimed.IsZero() {
		name, _, _ := p.story.party(s.Role, s.Name)
		say("s.claimed", "name", name, "on", t.on(s.Claimed))
	}
}

// answered says when the first person at the vendor answered.
func (p *page) answered(t *texts, tl timeline.Timeline, end ending, say func(string, ...string)) {
	first, ok := p.story.tells(tl.Milestones.FirstAnswer(disclosure.Vendor))
	after := tl.Durations[timeline.ClosureToAcknowledgement]
	switch waiting := tl.Durations[timeline.ContactToAcknowledgement]; {
	case ok && end.closed && after != nil && !after.Open:
		say("s.reply.after", "on", t.on(first.When), "days", t.length(after))
	case ok:
		say("s.reply", "on", t.on(first.When))
	case waiting != nil && waiting.Open:
		say("s.silent")
	}
}
