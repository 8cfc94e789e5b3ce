package disclosure

func (c *Case) applyClock(e *Event) {
	k := e.Detail.Clock
	if k == nil {
		return
	}
	clock := c.Clocks[k.Clause]
	clock.Was = ""
	switch e.Kind {
	case KindDeadlineSet:
		clock.State, clock.Due = ClockRunning, k.Due
	case KindExtensionGranted:
		clock.State, clock.Due = ClockExtended, k.Due
		clock.Extended++
	case KindClockPaused:
		clock.State = ClockPaused
	case KindClockResumed:
		clock.State, clock.Due = ClockRunning, k.Due
	case KindDeadlinePassed:
		clock.State = ClockOverdue
	default:
		return
	}
	if c.Clocks == nil {
		c.Clocks = map[string]Clock{}
	}
	c.Clocks[k.Clause] = clock
}

// settleClocks ends every clock that still runs once the exposure or the work on the case has ended, and lets it go
// on, as it was, when that turns out not to be the end.
func (c *Case) settleClocks() {
	over := c.AllClosed() || (c.Work != WorkDraft && c.Work != WorkActive)
	for _, clause := range sortedKeys(c.Clocks) {
		k := c.Clocks[clause]
		switch k.State {
		case ClockRunning, ClockExtended, ClockPaused, ClockDue:
			if over {
				k.State, k.Was = ClockTerminated, k.State
			}
		case ClockTerminated:
			if !over {
				k.State, k.Was = k.Was, ""
				if k.State == "" {
					k.State = ClockRunning
				}
			}
		case ClockNotStarted, ClockOverdue, ClockWaived:
		}
		c.Clocks[clause] = k
	}
}
