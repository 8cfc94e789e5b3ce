package deadline

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// Extend gives a clock more time. A clock that ended cannot be extended.
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

// Decide gives a clock more time. What the policy lets one person grant takes one; everything beyond takes two, and the
// first word is a proposal.
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
		return err
	}
	if !a.Current.SurelyBefore(cmd.Due) {
		return fault.Errorf(fault.Refused, "%s is not later than the deadline of %s", cmd.Due, a.Current)
	}
	second := ""
	if cmd.Due.Last().After(a.OneMay) {
		p := disclosure.Proposal{What: disclosure.ProposesExtension, Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}
		if second, err = d.CoApprover(p, fmt.Sprintf("the policy lets one person extend up to %s", a.OneMay)); err != nil || second == "" {
			return err
		}
	}
	clockEvent(d, disclosure.KindExtensionGranted, cmd.At, disclosure.ClockSet{Clause: cmd.Clause, Due: cmd.Due, Reason: cmd.Reason}, cmd.Party, second)
	return nil
}
