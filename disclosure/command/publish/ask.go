package publish

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// AskApproval puts exactly these files before the second person, wherever that person decides. It approves nothing.
type AskApproval struct {
	Mode   disclosure.Mode
	Lang   string
	Digest string // of the files as they are now
	Text   string // why now, for who is asked
}

// Rule implements [command.Command].
func (AskApproval) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide records that the files wait for a second person.
func (cmd AskApproval) Decide(d *command.Frame) error {
	switch {
	case !cmd.Mode.Valid():
		return fault.Errorf(fault.Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	case cmd.Digest == "" || cmd.Lang == "":
		return fault.Errorf(fault.Invalid, "asking for an approval needs the language and the digest of the files")
	case d.Env.Rules.Solo:
		return fault.Errorf(fault.Refused, "by the rules of the team one person approves: there is no second one to ask").With(hint.ToApproveAlone(d.Case.ID, cmd.Mode, cmd.Lang))
	}
	if err := d.Known(person.Decision{}, "asking for a publication takes a person"); err != nil {
		return err
	}
	p := cmd.proposal(d)
	if by, asked := asked(d, &p); asked {
		return fault.Errorf(fault.Conflict, "%s asked for these files already: a second person has to approve them", by).With(hint.ToApprovePublication(d.Case.ID))
	}
	propose(d, p)
	return nil
}

func (cmd AskApproval) proposal(d *command.Frame) disclosure.Proposal {
	return disclosure.Proposal{
		What: disclosure.ProposesPublication, Clause: string(cmd.Mode) + " " + cmd.Lang, Name: cmd.Digest, Reason: cmd.Text,
		By: d.Env.Actor.Name, Hand: d.Env.Actor.Hand, At: d.Env.Now.UTC(),
	}
}

// asked says who asked for the same decision before, while it is open.
func asked(d *command.Frame, p *disclosure.Proposal) (by string, yes bool) {
	for _, old := range d.Case.OpenProposals(d.Env.Now) {
		if old.SameDecision(p) {
			return old.By, true
		}
	}
	return "", false
}

func propose(d *command.Frame, p disclosure.Proposal) {
	d.Emit(disclosure.Event{
		Kind: disclosure.KindProposed, Ref: p.Name, Text: fmt.Sprintf("asked for a second person by %s: %s", p.By, p.String()),
		Detail: disclosure.Detail{Proposal: &p},
	})
}
