package slack

import (
	"html"
	"strings"
	"time"

	"daylight/disclosure"
)

// Shown is what the card of a case says, and what its thread says of an event in our words, as plain text for another chat. Nobody's
// words are in it that the card does not show, and nothing that leads to an asset.
type Shown struct {
	Title   string // the case and the organisation
	About   string // what the case is called
	Event   string // what happened
	Details []string
	Card    []Field
}

// Field is a line of the card.
type Field struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Show returns what a channel that shows no addresses would show of an event. It is pure.
func Show(k *disclosure.Case, headline string, e disclosure.Event, now time.Time, zone *time.Location) Shown {
	d := cardData{Case: k, Headline: headline, Now: now, Zone: zone}
	v := veilFor(k, false)
	hide := func(s string, n int) string { return v.show(oneLine(s), n) }
	_, lead, details := saidOf(k, e, false)
	out := Shown{Title: string(k.ID), About: plainly(hide(k.Title, 300)), Event: plainly(lead)}
	if name := vendorsOf(k, hide); name != "" {
		out.Title += " · " + plainly(name)
	}
	for _, text := range details {
		out.Details = append(out.Details, plainly(text))
	}
	for _, f := range d.fields(hide) {
		out.Card = append(out.Card, Field{f.Name, plainly(f.Text)})
	}
	return out
}

// Hide returns a text about a case as a channel that shows no addresses may show it. It is pure.
func Hide(k *disclosure.Case, text string) string {
	return plainly(veilFor(k, false).show(oneLine(text), 600))
}

// plainly takes Slack's escapes and its names of emoji out of a text.
func plainly(s string) string {
	words := strings.Fields(html.UnescapeString(s))
	if len(words) > 0 && strings.HasPrefix(words[0], ":") && strings.HasSuffix(words[0], ":") {
		words = words[1:]
	}
	return strings.Join(words, " ")
}
