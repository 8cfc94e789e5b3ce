package milestone

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// NameOf is the name of the party that an event is about, as the case spells it. What names nobody is about the party that was the
// only one of its role when it was recorded; beside several it is about none of them, and the name is empty.
func NameOf(c *disclosure.Case, e *disclosure.Event) string {
	role := cmp.Or(e.Party, disclosure.Vendor)
	if name := c.PartyName(role, e.Name); name != "" || len(c.Parties) < 2 {
		return name
	}
	i := slices.IndexFunc(c.ClockEvents, func(t disclosure.ClockEvent) bool { return t.Seq == e.Seq })
	if i < 0 || e.Seq == 0 {
		return ""
	}
	return c.PartyName(role, c.ClockEvents[i].Name)
}

// ContactWith is the first contact with a party, by the copies in the row; an empty name is any party of the role. A contact that
// names nobody beside several parties is with none of them.
func ContactWith(c *disclosure.Case, role disclosure.Role, name string) civil.When {
	return firstOf(c.Reached, role, name)
}

// AcceptedBy is the first contact with a party that did not come back, in the same way.
func AcceptedBy(c *disclosure.Case, role disclosure.Role, name string) civil.When {
	return firstOf(c.Accepted, role, name)
}

func firstOf(byParty map[disclosure.PartyKey]civil.When, role disclosure.Role, name string) civil.When {
	var first civil.When
	for _, key := range slices.Sorted(maps.Keys(byParty)) {
		r, n, _ := strings.Cut(string(key), "/")
		if disclosure.Role(r) != role || name != "" && !strings.EqualFold(n, name) {
			continue
		}
		if at := byParty[key]; first.IsZero() || at.Compare(first) < 0 {
			first = at
		}
	}
	return first
}

// ClosedAt is when the last asset was closed, verified or reported; zero while one of them is neither, or was dropped while
// it was open.
func ClosedAt(c *disclosure.Case) civil.When {
	var latest civil.When
	if len(c.DroppedOpen()) > 0 {
		return latest
	}
	for i := range c.Assets {
		at := c.Assets[i].Closure.At
		if at.IsZero() {
			return civil.When{}
		}
		if latest.IsZero() || at.Compare(latest) > 0 {
			latest = at
		}
	}
	return latest
}

// HistoryConfirmed returns when two people said that event seq, typed or imported, is true; zero while they have not. It is
// when they said so that counts, and not when it happened.
func HistoryConfirmed(c *disclosure.Case, seq int) civil.When {
	for i := range c.ClockEvents {
		t := &c.ClockEvents[i]
		if t.Kind == disclosure.KindHistoryConfirmed && t.CoApprover != "" && seq <= t.UpTo && seq < t.Seq {
			return t.At
		}
	}
	return civil.When{}
}
