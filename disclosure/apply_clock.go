package disclosure

import (
	"maps"

	"daylight/disclosure/civil"
)

// applyClock keeps what was computed for the clocks. What people decide about them is kept as a [ClockEvent], which the
// next computation reads.
func (c *Case) applyClock(e *Event) {
	if k := e.Detail.Clocks; k != nil {
		if !e.Detail.Moved || c.Clocks == nil {
			c.Clocks = make(Clocks, len(*k))
		}
		maps.Copy(c.Clocks, *k)
		maps.DeleteFunc(c.Clocks, func(_ string, k Clock) bool { return k == Clock{} })
		return
	}
	k := e.Detail.Clock
	if e.Kind != KindDeadlinePassed || k == nil {
		return
	}
	clock, ok := c.Clocks[k.Key()]
	if !ok {
		return
	}
	clock.State = ClockOverdue
	c.Clocks[k.Key()] = clock
}

// Snooze is how long nobody is reminded of a clause. The clause itself goes on, and what is due stays due.
type Snooze struct {
	Until civil.When `json:"until,omitzero"` // the day is inside
	Stop  bool       `json:"stop,omitempty"` // for good, until somebody takes it back
}

// applySnooze keeps until when nobody is reminded of a clause.
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
