package publish

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// ClearLegal says that a publication may go on after a legal threat: the word of the team's counsel, or of two leads. It
// holds until the next threat.
type ClearLegal struct{ Because string }

// Rule implements [command.Command].
func (ClearLegal) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, Counsel: true, Ended: true, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide records the counsel's word, or the second of two leads.
func (cmd ClearLegal) Decide(d *command.Frame) error {
	who, because := d.Env.Actor, strings.Join(strings.Fields(cmd.Because), " ")
	counsel := who.Counsel && who.Person().Proven()
	switch {
	case !counsel && !who.Role.AtLeast(disclosure.Lead):
		return fault.Errorf(fault.Forbidden, "nothing shows that it is %s who says so, and a counsel has to be known by more than a name", who.Name)
	case d.Case.Threatened.IsZero():
		return fault.Errorf(fault.Refused, "there is no legal threat on record in %s", d.Case.ID)
	case !d.Case.UnderThreat():
		return fault.Errorf(fault.Conflict, "%s was already cleared by %s", d.Case.ID, d.Case.ClearedBy)
	case because == "":
		return fault.Errorf(fault.Invalid, "say why a publication may go on")
	case len(because) > 500:
		return fault.Errorf(fault.Invalid, "the reason is longer than 500 bytes")
	}
	e := disclosure.Event{Kind: disclosure.KindLegalCleared, Text: "the counsel " + who.Name + ": " + because}
	if !counsel {
		p := disclosure.Proposal{What: disclosure.ProposesClearance, Reason: because}
		first, err := d.CoApprover(p, "publishing after a legal threat takes the counsel, or two leads")
		if err != nil || first == "" {
			return err
		}
		e.Text, e.Detail.CoApprover = "the leads "+first+" and "+who.Name+": "+because, first
	}
	d.Emit(e)
	return nil
}
