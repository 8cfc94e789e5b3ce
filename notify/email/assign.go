package email

import (
	"cmp"
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/inbound"
)

// Assign says what a mail is for a case that a person chose, and whose word it is: that of a party whom the case knows to
// write so, else of the party that was written to. party overrides this where it is not empty. The kind is the one that
// was read, "" where the mail is no news. A mail that cannot be read is an error with code Invalid.
//
// The writer of the command is the address that the person takes for the party's by assigning the mail: that of whoever
// wrote or handed in what a person or the party's mailbox answered, unless it is known already.
func (p *Interpreter) Assign(ctx context.Context, in disclosure.Inbound, raw []byte, c *disclosure.Case, party disclosure.Role) (incoming.RecordInbound, error) {
	m, err := Read(raw)
	if err != nil {
		return incoming.RecordInbound{}, err
	}
	h, err := p.match(ctx, m)
	if err != nil {
		return incoming.RecordInbound{}, err
	}
	if h.id != c.ID {
		h = hit{}
	}
	known := inbound.Acquaintances(c, mailboxOf)
	a := p.addressed(c, m, h)
	a = a.by(c, p.writer(m, h.proof).Judge(a.party(c), known))
	if party != "" && party != a.role {
		a = addressee{role: party}
	}
	cmd := a.command(in, m)
	cmd.Ref = cmp.Or(cmd.Ref, in.Key)
	if m.Bounce == nil && m.Robot == "" && m.Froms == 1 {
		cmd.Writer = p.newcomer(append([]string{m.From}, m.Senders...), a.party(c), known)
	}
	return cmd, nil
}

// newcomer returns the first address that is not known to be the party's, nor ours.
func (p *Interpreter) newcomer(addresses []string, party disclosure.PartyKey, known []inbound.Acquaintance) string {
next:
	for _, address := range addresses {
		box := mailboxOf(address)
		if p.own(address) || !strings.Contains(box.Address, "@") {
			continue
		}
		for _, k := range known {
			if k.Party == party && k.Same(box) {
				continue next
			}
		}
		return box.Address
	}
	return ""
}
