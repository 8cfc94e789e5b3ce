package record

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// lostReaders marks the proposal of a [Recover] among those about readers.
const lostReaders = "nobody named is in the team any more"

// Recover restricts a case to other people, once nobody of those who may see it is in the team any more. It takes a lead and a
// second person, who need not see the case themselves.
type Recover struct {
	Names []string           // of the configuration, as the caller has checked
	Team  []disclosure.Actor // who is in the configuration; nobody: then nothing is known of who left
	Text  string             // why
}

// Rule implements [command.Command].
func (Recover) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Ended: true, CoApproval: command.CoApprovalAlways}
}

// Finds implements [command.Finder]: a lead finds a case that nobody sees, and so does who agrees to what a lead proposed.
func (cmd Recover) Finds(c *disclosure.Case, who disclosure.Actor) bool {
	if len(cmd.seeing(c)) > 0 || len(cmd.Team) == 0 || !c.Circle.Restricted() {
		return false
	}
	return who.Role.AtLeast(disclosure.Lead) || who.Role.AtLeast(disclosure.Researcher) && slices.ContainsFunc(c.Proposals, IsRecovery)
}

// IsRecovery reports whether a proposal is that of a [Recover].
func IsRecovery(p disclosure.Proposal) bool {
	return p.What == disclosure.ProposesReaders && p.Name == lostReaders
}

// seeing are the names of those of the team who may see the case.
func (cmd Recover) seeing(c *disclosure.Case) []string {
	var out []string
	for i := range cmd.Team {
		if c.Circle.Has(cmd.Team[i].Name) {
			out = append(out, cmd.Team[i].Name)
		}
	}
	return out
}

// Decide records to whom the case is restricted from now on.
func (cmd Recover) Decide(d *command.Frame) error {
	circle, err := cmd.circle(d)
	if err != nil {
		return err
	}
	p := disclosure.Proposal{What: disclosure.ProposesReaders, Clause: strings.Join(circle.Names, ", "), Name: lostReaders, Reason: cmd.Text}
	if !d.Env.Actor.Role.AtLeast(disclosure.Lead) && !slices.ContainsFunc(d.Case.OpenProposals(d.Env.Now), func(old disclosure.Proposal) bool {
		return old.SameDecision(&p) && old.First().Proven() && !d.SameAs(old.First())
	}) {
		return fault.Errorf(fault.Forbidden, "a lead has to propose exactly these people first")
	}
	first, err := d.CoApprover(p, "nobody who may see the case is in the team any more, so it takes a lead and a second person")
	if err != nil || first == "" {
		return err
	}
	why := lostReaders + " (" + strings.Join(d.Case.Circle.Names, ", ") + "): " + strings.TrimSpace(cmd.Text)
	d.Emit(disclosure.Event{
		Kind: disclosure.KindRestricted, Text: restrictedText(circle, why), Detail: disclosure.Detail{Circle: &circle, CoApprover: first},
	})
	return nil
}

// circle are the people named, where the case has lost its readers.
func (cmd Recover) circle(d *command.Frame) (person.Circle, error) {
	out := person.Circle{Names: tidyNames(cmd.Names)}
	switch seeing := cmd.seeing(d.Case); {
	case !d.Case.Circle.Restricted():
		return out, fault.Errorf(fault.Conflict, "%s is not restricted", d.Case.ID)
	case len(cmd.Team) == 0:
		return out, fault.Errorf(fault.Refused, "nobody is listed under people, so it is not known who has left")
	case len(seeing) > 0:
		return out, fault.Errorf(fault.Conflict, "%s may see %s and can restrict it to others", strings.Join(seeing, ", "), d.Case.ID)
	case strings.TrimSpace(cmd.Text) == "":
		return out, fault.Errorf(fault.Invalid, "say why, such as who has left")
	case len(out.Names) == 0:
		return out, fault.Errorf(fault.Invalid, "say who may see the case, by their names in the configuration")
	}
	for _, name := range out.Names {
		if !slices.ContainsFunc(cmd.Team, func(p disclosure.Actor) bool { return person.Same(p.Name, name) }) {
			return out, fault.Errorf(fault.Invalid, "%.40q is not in the team: nobody would see the case again", name)
		}
	}
	return out, nil
}
