package desk

import (
	"cmp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
	"daylight/templates"
)

// notices are the templates for third parties, who are asked for help or informed. They name every contact attempt.
func notices() []disclosure.Template {
	return []disclosure.Template{disclosure.CoordinatorNotice, disclosure.RegulatorNotice}
}

// attempts lists the earlier contact attempts that a message mentions. The provider reads about attempts to reach its
// customer. A notice names everybody who could act, except its recipient and the press.
func attempts(t disclosure.Template, c *disclosure.Case, events []disclosure.Event, k disclosure.Contact) []templates.Attempt {
	all := slices.Contains(notices(), t)
	if !all && t != disclosure.ProviderNotice {
		return nil // no other message names them, and to find them takes the whole history
	}
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

// CheckContact refuses an address that nothing could be sent to.
func (d *Desk) CheckContact(k disclosure.Contact) error { return d.shapes.Check(k) }
