package command

import "daylight/disclosure"

// mustSee refuses a case to somebody who may not see it as if it did not exist.
func mustSee(c *disclosure.Case, who disclosure.Actor) error {
	if c != nil && !c.VisibleTo(who.Reader()) {
		return c.ID.NotFound()
	}
	return nil
}
