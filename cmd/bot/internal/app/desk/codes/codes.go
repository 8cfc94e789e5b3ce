// Package codes reads the codes of countries and languages in what surfaces ask of the desk.
package codes

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/locale"
)

// Read reads the countries and languages of a command, whichever surface it came from, so that no wrong code gets on
// record.
func Read(cmd command.Command) (command.Command, error) {
	switch c := cmd.(type) {
	case command.Batch:
		out := make(command.Batch, len(c))
		for i := range c {
			var err error
			if out[i], err = Read(c[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	case record.AddContact:
		err := readParty(&c.Party)
		return c, err
	case record.EditParty:
		var p disclosure.Party
		if c.Country != nil {
			p.Country = *c.Country
		}
		if c.Language != nil {
			p.Language = *c.Language
		}
		if err := readParty(&p); err != nil {
			return nil, err
		}
		if c.Country != nil {
			c.Country = &p.Country
		}
		if c.Language != nil {
			c.Language = &p.Language
		}
		return c, nil
	default:
		return cmd, nil
	}
}

// readParty reads the codes of a party.
func readParty(p *disclosure.Party) (err error) {
	if p.Country, err = locale.Country(p.Country); err != nil {
		return err
	}
	p.Language, err = locale.Language(p.Language)
	return err
}

// Parties returns parties with their codes read. The given ones stay as they are.
func Parties(parties []disclosure.Party) ([]disclosure.Party, error) {
	out := append([]disclosure.Party(nil), parties...)
	for i := range out {
		if err := readParty(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
