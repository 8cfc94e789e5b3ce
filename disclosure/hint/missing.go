package hint

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// NoContact is the error about a contact that a case does not have. It names those that it has.
func NoContact(c *disclosure.Case, id string) error {
	if len(c.Contacts) == 0 {
		return fault.Errorf(fault.NotFound, "%s has no contact %q", c.ID, id).With(ToAddContact(c.ID))
	}
	has := make([]string, len(c.Contacts))
	for i := range c.Contacts {
		has[i] = c.Contacts[i].ID
	}
	return fault.Errorf(fault.NotFound, "%s has no contact %q: it has %s", c.ID, id, strings.Join(has, ", ")).With(ToAddContact(c.ID))
}
