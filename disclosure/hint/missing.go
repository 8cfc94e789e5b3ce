package hint

import (
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// NoContact is the error about a contact that a case does not have. It names those that it has.
func NoContact(c *disclosure.Case, id string) error {
	has := ""
	for i := range c.Contacts {
		has += ", " + c.Contacts[i].ID
	}
	if has != "" {
		has = ": it has " + has[len(", "):]
	}
	return fault.Errorf(fault.NotFound, "%s has no contact %q%s", c.ID, id, has).With(ToAddContact(c.ID))
}
