package record

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/change"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// EditParty corrects who a party is. A nil field stays as it is. Its country moves the clocks (days off, which coordinator
// and which regulator), its language the drafts that are written from now on.
type EditParty struct {
	Role disclosure.Role // "" is the vendor
	Name string          // which one; "" is the only one of the role

	NewName, Country, Language, Domain *string
	Text                               string // why
}

// Rule implements [command.Command].
func (EditParty) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd EditParty) Decide(d *command.Frame) error {
	if cmd.Role == "" {
		cmd.Role = disclosure.Vendor
	}
	if !cmd.Role.Valid() {
		return fault.Errorf(fault.Invalid, "unknown party %q: write one of %s", cmd.Role, fault.OneOf(disclosure.Roles()))
	}
	old, err := cmd.party(d.Case)
	if err != nil {
		return err
	}
	p := old
	var e change.Edit
	for _, f := range []struct {
		field change.Field
		value *string
		at    *string
	}{
		{change.Name, cmd.NewName, &p.Name},
		{change.Country, cmd.Country, &p.Country},
		{change.Language, cmd.Language, &p.Language},
		{change.Domain, cmd.Domain, &p.Domain},
	} {
		if f.value != nil {
			value := strings.TrimSpace(*f.value)
			e.Add(f.field, *f.at, value)
			*f.at = value
		}
	}
	if other, taken := d.Case.Party(cmd.Role, p.Name); taken && p.Name != "" && !strings.EqualFold(other.Name, old.Name) {
		return fault.Errorf(fault.Conflict, "%s is another party of %s already", disclosure.PartyLabel(cmd.Role, other.Name), d.Case.ID)
	}
	if len(e.Fields) == 0 {
		return emitEdit(d, disclosure.Event{}, e, cmd.Text)
	}
	_, renamed := e.Get(change.Name)
	what := disclosure.PartyLabel(cmd.Role, old.Name) + " was corrected"
	if err := d.VoidApprovals(what, func(m *disclosure.Message) bool {
		return m.Role == cmd.Role && strings.EqualFold(d.Case.PartyName(m.Role, m.Name), old.Name) || renamed && cmd.Role == disclosure.Vendor
	}); err != nil {
		return err
	}
	return emitEdit(d, disclosure.Event{
		Kind: disclosure.KindPartyEdited, Party: cmd.Role, Name: old.Name, Detail: disclosure.Detail{Party: &p},
	}, e, cmd.Text)
}

// party finds whom the correction is about. Where there are several of a role somebody has to say which.
func (cmd EditParty) party(c *disclosure.Case) (disclosure.Party, error) {
	var names []string
	for _, p := range c.Parties {
		if p.Role == cmd.Role {
			names = append(names, p.Name)
		}
	}
	switch {
	case cmd.Name != "":
		p, ok := c.Party(cmd.Role, cmd.Name)
		if !ok {
			return p, fault.Errorf(fault.NotFound, "%s has no %s", c.ID, disclosure.PartyLabel(cmd.Role, cmd.Name))
		}
		return p, nil
	case len(names) > 1:
		return disclosure.Party{}, fault.Errorf(fault.Invalid, "%s has %d parties of that role (%s): say which one", c.ID, len(names), strings.Join(names, ", "))
	case len(names) == 1:
		p, _ := c.Party(cmd.Role, names[0])
		return p, nil
	case cmd.NewName == nil && cmd.Role != disclosure.Vendor:
		return disclosure.Party{}, fault.Errorf(fault.Invalid, "%s has no %s yet: say what it is called", c.ID, cmd.Role)
	default:
		return disclosure.Party{Role: cmd.Role}, nil
	}
}
