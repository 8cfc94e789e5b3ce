package deadline

import (
	"cmp"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// PauseClock stops a clock while they wait for us, or as both sides agreed.
type PauseClock struct {
	At             civil.When // zero is now
	Clause, Reason string
	WaitingOn      disclosure.WaitingOn // "" is ours
}

// Rule implements [command.Command].
func (PauseClock) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command].
func (cmd PauseClock) Decide(d *command.Frame) error {
	k, c, err := d.ClockOf(cmd.Clause)
	switch {
	case err != nil:
		return err
	case c.Pause == clock.PauseNever, cmd.WaitingOn == disclosure.WaitingAgreed && k.Clause != "" && c.Pause != clock.PauseAny:
		return fault.Errorf(fault.Refused, "the policy does not allow a pause of the clock %q for this (pause: %s): extend it instead", cmd.Clause, cmp.Or(c.Pause, clock.PauseOurs))
	case k.State == disclosure.ClockOverdue:
		return fault.Errorf(fault.Refused, "the clock %q ended on %s: it can only be paused before that", cmd.Clause, k.Due)
	case !k.Runs():
		return fault.Errorf(fault.Refused, "the clock %q does not run, so it cannot be paused", cmd.Clause)
	}
	set := setOf(&k, cmd.Clause, civil.When{}, cmd.Reason)
	e := disclosure.Event{
		Kind: disclosure.KindClockPaused, At: cmd.At, Ref: set.Key(), Text: cmd.Reason,
		Detail: disclosure.Detail{Clock: &set, WaitingOn: cmd.WaitingOn},
	}
	d.Emit(e)
	return nil
}

// ResumeClock lets a paused clock run on, later by as long as it stood.
type ResumeClock struct {
	At     civil.When // zero is now
	Clause string
	Reason string
}

// Rule implements [command.Command].
func (ResumeClock) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command].
func (cmd ResumeClock) Decide(d *command.Frame) error {
	k, _, err := d.ClockOf(cmd.Clause)
	switch {
	case err != nil:
		return err
	case k.State != disclosure.ClockPaused:
		return fault.Errorf(fault.Refused, "the clock %q is not paused", cmd.Clause)
	}
	clockEvent(d, disclosure.KindClockResumed, cmd.At, setOf(&k, cmd.Clause, civil.When{}, cmd.Reason), "", "")
	return nil
}
