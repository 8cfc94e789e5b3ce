package publish

import (
	"path"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
)

// longestReason is how many bytes the reason of an override has.
const longestReason = 1000

// Override lets pages out in spite of one finding of the gate. The first person proposes it, the second agrees. The finding is one
// that the gate shows now: its words, place and digest are the gate's, and what is added are why and the reason.
type Override struct{ Finding manuscript.Override }

// Overriding is the word of one of two people on a finding as it stands in a file now.
func Overriding(f content.Finding, why manuscript.Why, reason string) Override { //nolint:gocritic // it changes a copy
	f.File = path.Base(strings.ReplaceAll(f.File, "\\", "/")) // where it lies on somebody's machine is nothing for the record
	found := f.What
	if f.Masked != "" {
		found += " " + f.Masked
	}
	return Override{Finding: manuscript.Override{
		Check: string(f.Rule), Finding: f.Digest, Found: found, Place: f.Place(), Why: why, Reason: reason,
	}}
}

// Rule implements [command.Command]. Pages are also corrected after the work has ended.
func (Override) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Ended: true, CoApproval: command.CoApprovalAlways}
}

// Decide records the word of two people.
func (cmd Override) Decide(d *command.Frame) error {
	o := cmd.Finding
	o.Reason, o.By = strings.TrimSpace(o.Reason), nil
	switch {
	case o.Finding == "" || o.Found == "":
		return fault.Errorf(fault.Invalid, "name one finding that the gate shows")
	case !content.MayOverride(o.Check):
		return fault.Errorf(fault.Refused, "the check %q is about the case and not about a text: nothing overrides it", o.Check)
	case !o.Why.Valid():
		return fault.Errorf(fault.Invalid, "say why: %s (it is not what it looks like) or %s (it stays, and readers are told)", manuscript.FalseAlarm, manuscript.OnPurpose)
	case o.Reason == "":
		return fault.Errorf(fault.Invalid, "write the reason: whoever reads the case later has to understand it")
	case len(o.Reason) > longestReason:
		return fault.Errorf(fault.Invalid, "a reason has at most %d bytes", longestReason)
	case !content.Holds(o.Check, d.Case):
		return fault.Errorf(fault.Refused, "%s is not closed by our own probes: until then nothing that leads to it goes out. Write the text without it", d.Case.ID)
	}
	if old, ok := d.Case.Manuscript.Override(o.Finding); ok && old.Why == o.Why {
		return fault.Errorf(fault.Conflict, "%s already decided that: %s", strings.Join(old.By, " and "), old.Reason)
	}
	first, err := d.CoApprover(disclosure.Proposal{
		What: disclosure.ProposesOverride, Clause: string(o.Why), Name: o.Finding, Reason: o.Reason, Override: &o,
	}, "a finding of the gate takes two people")
	if err != nil || first == "" {
		return err
	}
	o.By = []string{first}
	if first != d.Env.Actor.Name {
		o.By = append(o.By, d.Env.Actor.Name)
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindCheckOverridden, Ref: o.Finding, Text: o.Check + ": " + o.Found + " stops no page (" + o.Reason + ")",
		Detail: disclosure.Detail{Override: &o, CoApprover: first},
	})
	return nil
}

// LiftOverride lets a finding stop pages again. One person is enough: it makes the gate stricter.
type LiftOverride struct{ Finding string }

// Rule implements [command.Command].
func (LiftOverride) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Ended: true}
}

// Decide records that the finding counts again.
func (cmd LiftOverride) Decide(d *command.Frame) error {
	o, ok := d.Case.Manuscript.Override(cmd.Finding)
	if !ok {
		return fault.Errorf(fault.NotFound, "nobody decided on the finding %.12s", cmd.Finding)
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindOverrideLifted, Ref: o.Finding, Text: o.Check + ": " + o.Found + " stops pages again",
		Detail: disclosure.Detail{Override: &o},
	})
	return nil
}
