package desk

import (
	"cmp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
	"daylight/templates"
)

// notices are the templates that go to somebody who is asked for help or told, and that name every attempt.
func notices() []disclosure.Template {
	return []disclosure.Template{disclosure.CoordinatorNotice, disclosure.RegulatorNotice}
}

// attempts lists whom the recipient of a message should know we tried. The provider reads how its customer was tried;
// a notice names everybody who could act, but not the recipient themselves, nor the press.
func attempts(t disclosure.Template, c *disclosure.Case, events []disclosure.Event, k disclosure.Contact) []templates.Attempt {
	all := slices.Contains(notices(), t)
	var out []templates.Attempt
	for _, o := range outreach.Attempts(c, events) {
		switch o.Role {
		case disclosure.Vendor:
		case disclosure.Provider, disclosure.Platform, disclosure.Coordinator, disclosure.Regulator:
			if !all || o.Role == k.Role && strings.EqualFold(o.Name, partyName(c, k)) {
				continue
			}
		case disclosure.Press, disclosure.Finder:
			continue
		}
		out = append(out, templates.Attempt{
			On: o.At, Channel: o.Channel, Role: o.Role, Name: o.Name, Response: o.Response, ResponseOn: o.ResponseAt,
		})
	}
	return out
}

// partyName is the name of the party behind a contact, "" if it has none.
func partyName(c *disclosure.Case, k disclosure.Contact) string {
	p, _ := c.Party(k.Role, k.Name)
	return cmp.Or(p.Name, k.Name)
}
