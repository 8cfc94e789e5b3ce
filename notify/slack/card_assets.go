package slack

import (
	"fmt"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
)

// oneByOne is up to how many assets a card tells of one after the other. More are grouped by kind and state.
const oneByOne = 5

// exposure names the assets by id, with what the newest probe saw. Where they are stays out.
func (d cardData) exposure() string {
	assets := d.Case.Assets
	if len(assets) == 0 {
		return "no asset yet"
	}
	if len(assets) > oneByOne {
		return d.exposureByKind()
	}
	lines := make([]string, 0, len(assets))
	for i := range assets {
		a := &assets[i]
		line := safeUpTo(a.ID, 20) + " " + safeUpTo(calledOnCard(a), 60) + ": " + safe(stateOnCard(a))
		if !a.LastSeen.IsZero() {
			line += "\nlast probe " + stampIn(a.LastSeen, d.Zone) + ": " + a.Last.Verdict.String()
			if a.Last.Reason != "" && string(a.Last.Reason) != a.Last.Verdict.String() {
				line += " (" + safeUpTo(string(a.Last.Reason), 40) + ")"
			}
		}
		if a.UndecidedNotified && !a.Stopped {
			line += "\nwithout a verdict for days: two people may look, and say what they saw (_I looked: it is closed_)"
		}
		if left := closure.Unanswered(a); len(left) > 0 {
			line += "\nthe newest probe says nothing of " + safeUpTo(closure.Names(left), 60) + ", open when last seen: a person has to check"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// exposureByKind names the assets in groups of one kind and one state, each with its newest probe.
func (d cardData) exposureByKind() string {
	type group struct {
		ids    []string
		newest time.Time
	}
	var order []string
	groups := map[string]*group{}
	for i := range d.Case.Assets {
		a := &d.Case.Assets[i]
		what := safeUpTo(calledOnCard(a), 60) + ": " + safe(stateOnCard(a))
		if groups[what] == nil {
			groups[what] = &group{}
			order = append(order, what)
		}
		g := groups[what]
		g.ids = append(g.ids, safeUpTo(a.ID, 20))
		if a.LastSeen.After(g.newest) {
			g.newest = a.LastSeen
		}
	}
	lines := make([]string, 0, len(order))
	for _, what := range order {
		g := groups[what]
		line := fmt.Sprintf("%s, %s (%s)", what, count(len(g.ids), "asset"), closure.Names(g.ids))
		if !g.newest.IsZero() {
			line += ", last probe " + stampIn(g.newest, d.Zone)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// calledOnCard is what an asset is: its kind, or the noun that a person gave.
func calledOnCard(a *disclosure.Asset) string {
	if a.Noun != "" {
		return a.Noun
	}
	return a.Kind
}

func stateOnCard(a *disclosure.Asset) string {
	text := strings.ReplaceAll(string(a.Exposure), "_", " ")
	if a.Exposure == disclosure.ExposureClosed && !a.Closure.Verified {
		text = "reported closed, not verified"
	}
	return text + closure.Stopped(a)
}
