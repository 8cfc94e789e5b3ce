package deadline

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// SetDeadline sets a date, instead of the one that the policy gives or in addition to its clauses.
type SetDeadline struct {
	At     civil.When // when it was set; zero is now
	Clause string
	Due    civil.When
	Reason string
}

// Rule implements [command.Command].
func (SetDeadline) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide implements [command.Command].
func (cmd SetDeadline) Decide(d *command.Frame) error {
	if err := needsDay(cmd.Due, "a deadline needs its date"); err != nil {
		return err
	}
	if cmd.Clause == "" {
		cmd.Clause = disclosure.PublicationClause
	}
	k, c, err := d.ClockOf(cmd.Clause)
	if err != nil {
		return err
	}
	if k.Clause == "" && clock.SplitKey(cmd.Clause).Role != "" {
		return noClock(d, cmd.Clause) // a date of the team's own belongs to the case
	}
	ofPolicy, lead := k.Clause != "" && !c.Own, d.Env.Actor.Role.AtLeast(disclosure.Lead)
	later := k.Due.Last().Before(cmd.Due.Last()) || k.Due.SurelyBefore(cmd.Due)
	past := cmd.Due.Passed(d.Env.Now, d.Env.Rules.Zone())
	two := "" // why it takes two
	switch {
	case past && !lead:
		return fault.Errorf(fault.Forbidden, "%s has already passed: setting such a date requires the role %s or higher; ask a lead of the team", cmd.Due, disclosure.Lead)
	case k.State == disclosure.ClockOverdue && ofPolicy && later:
		two = fmt.Sprintf("the clock ended on %s", k.Due)
	case k.Runs() && k.State != disclosure.ClockOverdue || k.State == disclosure.ClockPaused:
		if later {
			return fault.Errorf(fault.Refused, "the deadline is %s: a later one is an extension and needs a reason", k.Due)
		}
		if !lead {
			// It takes days from the other side that they were told of, and may open the way to a publication.
			return fault.Errorf(fault.Forbidden, "the deadline is %s: bringing it forward requires the role %s or higher; ask a lead of the team", k.Due, disclosure.Lead)
		}
		if cmd.Due.Last().Before(k.Due.Last()) || cmd.Due.SurelyBefore(k.Due) {
			two = fmt.Sprintf("the deadline is %s, and bringing it forward takes two people", k.Due)
		}
	case ofPolicy && !lead:
		return fault.Errorf(fault.Forbidden, "the policy gives the date of %s: setting another one requires the role %s or higher; ask a lead of the team", cmd.Clause, disclosure.Lead)
	}
	if past && two == "" {
		two = fmt.Sprintf("%s has already passed, and setting such a date takes two people", cmd.Due)
	}
	coApprover := ""
	if two != "" {
		p := disclosure.Proposal{What: disclosure.ProposesDate, Clause: keyOr(&k, cmd.Clause), Due: cmd.Due, Reason: cmd.Reason}
		if coApprover, err = d.CoApprover(p, two); err != nil || coApprover == "" {
			return err
		}
	}
	clockEvent(d, disclosure.KindDeadlineSet, cmd.At, setOf(&k, cmd.Clause, cmd.Due, cmd.Reason), "", coApprover)
	return nil
}

// setOf is a decision about one clock. A date of the team's own has no clock yet.
func setOf(k *clock.Deadline, clause string, due civil.When, reason string) disclosure.ClockSet {
	if k.Clause == "" {
		return disclosure.ClockSet{Clause: clause, Due: due, Reason: reason}
	}
	return disclosure.ClockSet{Clause: k.Clause, Role: k.Role, Name: k.Name, Due: due, Reason: reason}
}

// keyOr is the key of a clock, so that two people decide about the same one, however each of them typed it.
func keyOr(k *clock.Deadline, clause string) string {
	if k.Clause == "" {
		return clause
	}
	return k.Key()
}

// needsDay refuses a date that names no day: "2020" would be the last day of that year.
func needsDay(due civil.When, what string) error {
	if due.IsZero() || due.Precision() < civil.PrecisionDay {
		return fault.Errorf(fault.Invalid, "%s, to the day", what).With(hint.ToGiveNewDate())
	}
	return nil
}

// noClock says that a case has no clock of a clause.
func noClock(d *command.Frame, clause string) error {
	return fault.Errorf(fault.NotFound, "%s has no clock %q", d.Case.ID, clause).With(hint.ToSeeClocks(d.Case.ID))
}

func clockEvent(d *command.Frame, kind disclosure.Kind, at civil.When, set disclosure.ClockSet, party disclosure.Role, coApprover string) {
	d.Emit(disclosure.Event{
		Kind: kind, At: at, Until: set.Due, Party: party, Ref: set.Key(), Text: set.Reason,
		Detail: disclosure.Detail{Clock: &set, CoApprover: coApprover},
	})
}
