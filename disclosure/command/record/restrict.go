package record

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// Restrict says who may see the case. Only somebody who may see it can change that, so that nobody lets themselves in.
type Restrict struct {
	Names []string // of the configuration, as the caller has checked
	Lift  bool     // the whole team may see it again
	Text  string
}

// Rule implements [command.Command]. A lead decides alone, others as two.
func (Restrict) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Ended: true, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide records to whom the case is restricted from now on.
func (cmd Restrict) Decide(d *command.Frame) error {
	circle, err := cmd.circle(d)
	if err != nil {
		return err
	}
	e := disclosure.Event{Kind: disclosure.KindRestricted, Text: restrictedText(circle, cmd.Text), Detail: disclosure.Detail{Circle: &circle}}
	if !d.Env.Actor.Role.AtLeast(disclosure.Lead) {
		p := disclosure.Proposal{What: disclosure.ProposesReaders, Clause: strings.Join(circle.Names, ", "), Reason: cmd.Text}
		first, err := d.CoApprover(p, "who may see a case takes a lead who may see it, or two people")
		if err != nil || first == "" {
			return err
		}
		if circle.Restricted() && !circle.Has(first) {
			return fault.Errorf(fault.Invalid, "%s proposed this and would not see the case any more: name them too", first)
		}
		e.Detail.CoApprover = first
	}
	d.Emit(e)
	return nil
}

// circle is what the command asks for, in one spelling.
func (cmd Restrict) circle(d *command.Frame) (person.Circle, error) {
	names := tidyNames(cmd.Names)
	out := person.Circle{Names: names, Lifted: cmd.Lift}
	switch {
	case cmd.Lift && len(names) > 0:
		return out, fault.Errorf(fault.Invalid, "either name who may see the case, or lift the restriction")
	case cmd.Lift && !d.Case.Circle.Restricted():
		return out, fault.Errorf(fault.Conflict, "%s is not restricted", d.Case.ID)
	case cmd.Lift:
		return out, nil
	case len(names) == 0:
		return out, fault.Errorf(fault.Invalid, "say who may see the case, by their names in the configuration")
	case !out.Has(d.Env.Actor.Name):
		return out, fault.Errorf(fault.Invalid, "you would not see the case any more: name yourself too, as %q", d.Env.Actor.Name)
	case slices.EqualFunc(names, d.Case.Circle.Names, person.Same):
		return out, fault.Errorf(fault.Conflict, "%s is restricted to exactly these people", d.Case.ID)
	}
	return out, nil
}

// tidyNames are names in one spelling and order, each once.
func tidyNames(given []string) []string {
	var names []string
	for _, name := range given {
		name = strings.Join(strings.Fields(name), " ")
		if name != "" && !slices.ContainsFunc(names, func(n string) bool { return person.Same(n, name) }) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names
}

func restrictedText(circle person.Circle, why string) string {
	text := "the whole team may see the case again"
	if circle.Restricted() {
		text = "restricted to " + strings.Join(circle.Names, ", ")
	}
	if why = strings.TrimSpace(why); why != "" {
		text += ": " + why
	}
	return text
}
