package hint

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// NoContact is the error about a contact that a case does not have. It names those that it has.
func NoContact(c *disclosure.Case, id string) error {
	has := "none"
	if len(c.Contacts) > 0 {
		names := make([]string, len(c.Contacts))
		for i := range c.Contacts {
			names[i] = c.Contacts[i].ID
		}
		has = strings.Join(names, ", ")
	}
	return fault.Errorf(fault.NotFound, "%s has no contact %q: it has %s", c.ID, id, has).With(ToAddContact(c.ID))
}
