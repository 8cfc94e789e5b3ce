package deadline

import (
	"daylight/disclosure/command"
)

// TimerFired is the timer's word that a clock may have run out. The clocks themselves say which.
type TimerFired struct{ Clause string }

// Rule implements [command.Command].
func (TimerFired) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide lets the clocks say what time alone has changed.
func (TimerFired) Decide(d *command.Frame) error {
	d.TimerFired()
	return nil
}
