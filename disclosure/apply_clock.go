package disclosure

import "maps"

// applyClock keeps what was computed of the clocks. What people decide about them is a turn, from which the next
// computation follows.
func (c *Case) applyClock(e *Event) {
	if k := e.Detail.Clocks; k != nil {
		c.Clocks = maps.Clone(*k)
		return
	}
	k := e.Detail.Clock
	if e.Kind != KindDeadlinePassed || k == nil {
		return
	}
	clock, ok := c.Clocks[k.Clause]
	if !ok {
		return
	}
	clock.State = ClockOverdue
	c.Clocks[k.Clause] = clock
}
