package command

import "daylight/disclosure"

// Finder is a command that somebody may give about a restricted case which they may not see.
type Finder interface {
	Command
	// Finds reports whether the actor may give it about the case. Whoever may not is answered as if there were none.
	Finds(c *disclosure.Case, who disclosure.Actor) bool
}

// mustSee refuses a case to somebody who may not see it as if it did not exist.
func mustSee(c *disclosure.Case, who disclosure.Actor, cmd Command) error {
	if c == nil || c.VisibleTo(who.Reader()) {
		return nil
	}
	if f, ok := cmd.(Finder); ok && f.Finds(c, who) {
		return nil
	}
	return c.ID.NotFound()
}
