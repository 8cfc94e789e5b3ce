package record

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// AddContact adds a way to reach a party, and the party itself if it is new.
type AddContact struct {
	Party   disclosure.Party
	Contact disclosure.Contact // ID is given
}

// Rule implements [command.Command].
func (AddContact) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd AddContact) Decide(d *command.Frame) error {
	k, p := cmd.Contact, cmd.Party
	if k.Role == "" {
		k.Role = p.Role
	}
	if k.Name == "" && k.Role == p.Role {
		k.Name = p.Name
	}
	switch {
	case !k.Role.Valid():
		return fault.Errorf(fault.Invalid, "unknown party %q: write one of %s", k.Role, fault.OneOf(disclosure.Roles()))
	case !k.Channel.Valid():
		return fault.Errorf(fault.Invalid, "unknown channel %q: write one of %s", k.Channel, fault.OneOf(disclosure.Channels()))
	case strings.TrimSpace(k.Address) == "" || strings.ContainsAny(k.Address, "\r\n"):
		return fault.Errorf(fault.Invalid, "a contact needs an address on one line")
	}
	i := slices.IndexFunc(d.Case.Contacts, func(old disclosure.Contact) bool {
		return old.Channel == k.Channel && old.Role == k.Role && strings.EqualFold(old.Address, k.Address)
	})
	if i >= 0 && p.DoNotContact {
		return leaveAlone(d, d.Case.Contacts[i])
	}
	if i >= 0 && d.Case.Contacts[i].Quality != disclosure.QualityBounced {
		return fault.Errorf(fault.Conflict, "%s is already contact %s", k.Address, d.Case.Contacts[i].ID)
	}
	k.Name = d.Case.PartyName(k.Role, k.Name)
	if names := namesOf(d.Case, k.Role); k.Name == "" && len(names) > 1 && !d.Imported {
		return fault.Errorf(fault.Invalid, "say whose contact it is, by name: %s", strings.Join(names, ", "))
	}
	if k.FoundAt.IsZero() && !d.Imported {
		k.FoundAt = d.Now()
	}
	k.ID = nextContactID(d.Case)
	if i >= 0 {
		k.ID = d.Case.Contacts[i].ID // mail came back once; who adds it again says that it works now
	}
	detail := disclosure.Detail{Contact: &k}
	if known, ok := d.Case.Party(k.Role, k.Name); !ok || p.Role != "" {
		if !ok {
			known = d.Case.NamelessParty(k.Role)
			known.Name = k.Name
		}
		party := mergeParty(known, p)
		detail.Party = &party
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindOwnerIdentified, Party: k.Role, Name: k.Name, Channel: k.Channel, Text: k.Found, Detail: detail,
	})
	return nil
}

// leaveAlone records that the party of a known contact asked not to be contacted.
func leaveAlone(d *command.Frame, k disclosure.Contact) error {
	party, _ := d.Case.Party(k.Role, k.Name)
	if party.DoNotContact {
		return fault.Errorf(fault.Conflict, "the %s is already recorded as not to be contacted", k.Role)
	}
	party.Role, party.DoNotContact = k.Role, true
	d.Emit(disclosure.Event{
		Kind: disclosure.KindOwnerIdentified, Party: k.Role, Name: k.Name, Channel: k.Channel, Text: "asked not to be contacted",
		Detail: disclosure.Detail{Party: &party},
	})
	return nil
}

// mergeParty completes a known party with what is newly known of it. Its name stays as it is spelled.
func mergeParty(known, more disclosure.Party) disclosure.Party {
	for _, f := range []struct{ to, from *string }{
		{&known.Country, &more.Country}, {&known.Domain, &more.Domain}, {&known.Language, &more.Language},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	known.DoNotContact = known.DoNotContact || more.DoNotContact
	return known
}
