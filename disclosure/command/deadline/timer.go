package deadline

import (
	"daylight/disclosure/command"
)

// TimerFired is sent by a timer when a clock may have run out. Recomputing the clocks shows which one did, if any.
type TimerFired struct{ Clause string }

// Rule implements [command.Command].
func (TimerFired) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide recomputes the clocks, to record what changed only because time has passed.
func (TimerFired) Decide(d *command.Frame) error {
	d.TimerFired()
	return nil
}
