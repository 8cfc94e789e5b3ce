package record

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/change"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// EditContact corrects a contact or drops it. A nil field stays as it is. What was approved for it has to be read and approved
// again; an address that something was sent to stays as it was.
type EditContact struct {
	ID      string // id or address
	Address *string
	Channel *disclosure.Channel
	Found   *string
	Quality *disclosure.Quality
	Drop    bool
	Text    string // why
}

// Rule implements [command.Command].
func (EditContact) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd EditContact) Decide(d *command.Frame) error {
	old, ok := d.Case.Contact(cmd.ID)
	if !ok {
		return hint.NoContact(d.Case, cmd.ID)
	}
	k, e, err := cmd.edited(d.Case, old)
	if err != nil {
		return err
	}
	_, moved := e.Get(change.Address)
	_, channel := e.Get(change.Channel)
	if moved || channel || cmd.Drop {
		if err := cmd.maySwitch(d, &old); err != nil {
			return err
		}
	}
	if cmd.Drop {
		e = change.Edit{Dropped: true}
		e.Add(change.Address, old.Address, "")
		k = old
	}
	return emitEdit(d, disclosure.Event{
		Kind: disclosure.KindContactEdited, Party: k.Role, Name: k.Name, Channel: k.Channel, Ref: k.ID, Detail: disclosure.Detail{Contact: &k},
	}, e, cmd.Text)
}

func (cmd EditContact) edited(c *disclosure.Case, k disclosure.Contact) (disclosure.Contact, change.Edit, error) {
	var e change.Edit
	if cmd.Channel != nil {
		if !cmd.Channel.Valid() {
			return k, e, fault.Errorf(fault.Invalid, "unknown channel %q: write one of %s", *cmd.Channel, fault.OneOf(disclosure.Channels()))
		}
		e.Add(change.Channel, string(k.Channel), string(*cmd.Channel))
		k.Channel = *cmd.Channel
	}
	if cmd.Address != nil {
		address := strings.TrimSpace(*cmd.Address)
		if address == "" || strings.ContainsAny(address, "\r\n") {
			return k, e, fault.Errorf(fault.Invalid, "a contact needs an address on one line")
		}
		if other, taken := c.Contact(address); taken && other.ID != k.ID && other.Role == k.Role {
			return k, e, fault.Errorf(fault.Conflict, "%s is already contact %s", address, other.ID)
		}
		e.Add(change.Address, k.Address, address)
		k.Address = address
	}
	if cmd.Found != nil {
		e.Add(change.Found, k.Found, strings.TrimSpace(*cmd.Found))
		k.Found = strings.TrimSpace(*cmd.Found)
	}
	if cmd.Quality != nil {
		e.Add(change.Quality, string(k.Quality), string(*cmd.Quality))
		k.Quality = *cmd.Quality
	}
	return k, e, nil
}

// maySwitch takes back what was approved for a contact, and refuses another address for one that was written to: the record
// would say that the old message went to the new address.
func (cmd EditContact) maySwitch(d *command.Frame, old *disclosure.Contact) error {
	if !cmd.Drop {
		for _, m := range d.Case.Messages {
			if m.Contact == old.ID && m.State == disclosure.MessageSent {
				return fault.Errorf(fault.Refused, "%s was written to at the old address: add the new one as a contact of its own, and drop %s", old.ID, old.ID).
					With(hint.ToAddContact(d.Case.ID))
			}
		}
	}
	for i := range d.Case.Drafts {
		if dr := &d.Case.Drafts[i]; cmd.Drop && dr.Contact == old.ID && dr.State == disclosure.DraftOpen {
			return fault.Errorf(fault.Refused, "draft %s goes to %s: discard it first", dr.ID, old.ID)
		}
	}
	return d.VoidApprovals(old.ID+" was corrected", func(m *disclosure.Message) bool { return m.Contact == old.ID })
}
