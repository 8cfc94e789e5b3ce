package deadline

import (
	"errors"
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// Extend gives a clock more time. A clock that has ended cannot be extended.
type Extend struct {
	At     civil.When // when it was granted; zero is now
	Clause string
	Due    civil.When
	Reason string
	Party  disclosure.Role // who asked
}

// Rule implements [command.Command].
func (Extend) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide gives a clock more time. Up to the allowance of the policy one person decides; beyond it two people have to, and
// the first call is a proposal.
func (cmd Extend) Decide(d *command.Frame) error {
	k, c, err := d.ClockOf(cmd.Clause)
	switch {
	case err != nil:
		return err
	case k.Clause == "":
		return fault.Errorf(fault.Refused, "there is no clock %q to extend: set the deadline first", cmd.Clause)
	case strings.TrimSpace(cmd.Reason) == "":
		return fault.Errorf(fault.Invalid, "an extension needs a reason")
	}
	if err := needsDay(cmd.Due, "an extension needs its new date"); err != nil {
		return err
	}
	a, err := k.AllowanceBy(&c)
	if err != nil {
		return withWay(d, &k, err)
	}
	if !a.Current.SurelyBefore(cmd.Due) {
		return fault.Errorf(fault.Refused, "%s is not later than the deadline of %s", cmd.Due, a.Current)
	}
	coApprover := ""
	if cmd.Due.Last().After(a.OneMay) {
		p := disclosure.Proposal{What: disclosure.ProposesExtension, Clause: k.Key(), Due: cmd.Due, Reason: cmd.Reason}
		if coApprover, err = d.CoApprover(p, fmt.Sprintf("the policy lets one person extend up to %s", a.OneMay)); err != nil || coApprover == "" {
			return err
		}
	}
	clockEvent(d, disclosure.KindExtensionGranted, cmd.At, setOf(&k, cmd.Clause, cmd.Due, cmd.Reason), cmd.Party, coApprover)
	return nil
}

// withWay names the way that works for a clock that has run out.
func withWay(d *command.Frame, k *clock.Deadline, err error) error {
	if refused, ok := errors.AsType[*fault.Error](err); ok && k.State == disclosure.ClockOverdue {
		return refused.With(hint.ToDecideClock(d.Case.ID))
	}
	return err
}
