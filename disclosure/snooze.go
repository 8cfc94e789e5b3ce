package disclosure

import (
	"daylight/disclosure/civil"
)

// Snooze is how long nobody is reminded of a clause. The clause itself goes on, and what is due stays due.
type Snooze struct {
	Until civil.When `json:"until,omitzero"` // the day is inside
	Stop  bool       `json:"stop,omitempty"` // for good, until somebody takes it back
}

// applySnooze keeps who is not to be reminded of what.
func (c *Case) applySnooze(clause string, q Snooze) {
	if c.Snoozed == nil {
		c.Snoozed = map[string]Snooze{}
	}
	if !q.Stop && q.Until.IsZero() {
		delete(c.Snoozed, clause)
		return
	}
	c.Snoozed[clause] = q
}
