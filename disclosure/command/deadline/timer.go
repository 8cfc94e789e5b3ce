package deadline

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/outreach"
)

// TimerFired is sent by a timer when a clock may have run out. Recomputing the clocks shows which one did, if any.
type TimerFired struct{ Clause string }

// Rule implements [command.Command].
func (TimerFired) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide recomputes the clocks, to record what changed only because time has passed.
func (cmd TimerFired) Decide(d *command.Frame) error {
	if cmd.Clause == outreach.UntoldClause {
		remindUntold(d)
		return nil
	}
	if d.Case.Clocks[cmd.Clause].State == disclosure.ClockOverdue {
		return nil // the timer of another clock that ended then has put all of them on record
	}
	d.TimerFired()
	return nil
}

// remindUntold puts on record that nobody was told in time, from which the channels tell people. It changes nothing if somebody was
// told since.
func remindUntold(d *command.Frame) {
	day, ends, untold := outreach.Untold(d.Case, d.Env.Rules.Zone())
	if !untold || d.Env.Now.Before(ends) {
		return
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindReminded, Source: disclosure.SourceSystem, Ref: outreach.UntoldClause,
		Text:   fmt.Sprintf("overdue since %s: nobody was told of what was discovered on %s. Write the first contact", day, d.Case.Discovered),
		Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: outreach.UntoldClause, Due: day.When(), Reason: "nobody was told"}},
	})
}
