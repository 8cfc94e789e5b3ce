package email

import (
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
)

// hit is where a mail belongs.
type hit struct {
	id      disclosure.CaseID
	contact string // id of the contact, "" if not known
	key     string // message that it answers, "" if not known
	how     string
	// proof says that the mail holds our envelope sender or a Message-ID of ours, which nobody knows who only saw the
	// address of the case in a Cc.
	proof bool
}

// match finds the case. A token and a Message-ID can name different cases if somebody answers the wrong mail. The token
// wins, because the sender chose that address.
func (p *Interpreter) match(ctx context.Context, m Mail) (hit, error) {
	var h hit
	if id, contact, ok := p.token(m.Recipients); ok {
		h = hit{id: id, contact: contact, how: "address", proof: p.envelope(m.Recipients, id)}
	}
	var err error
	ids := slices.Concat(m.InReplyTo, reversed(m.References))
	if h, err = p.thread(ctx, h, ids, "thread"); err != nil || m.Bounce == nil {
		return h, err
	}
	b := m.Bounce
	if h.id == "" {
		if id, contact, ok := p.token(b.Mentions); ok {
			h = hit{id: id, contact: contact, how: "address in the notice"}
		}
	}
	h.proof = h.proof || h.id != "" && p.envelope(b.Mentions, h.id)
	if h.key != "" {
		return h, nil
	}
	return p.thread(ctx, h, slices.Concat([]string{b.EnvelopeID, b.MessageID}, b.Mentions), "delivery notice")
}

func (p *Interpreter) token(addresses []string) (disclosure.CaseID, string, bool) {
	for _, a := range addresses {
		if id, contact, ok := p.tokens.Parse(a); ok {
			return id, contact, true
		}
	}
	return "", "", false
}

// envelope reports whether the envelope sender of a mail of the case is among addresses.
func (p *Interpreter) envelope(addresses []string, id disclosure.CaseID) bool {
	return slices.ContainsFunc(addresses, func(a string) bool {
		of, _, ok := p.tokens.Parse(a)
		return ok && of == id && p.tokens.IsEnvelope(a)
	})
}

// maxLookups bounds the lookups for one mail, because its headers are foreign input.
const maxLookups = 40

// thread looks for one of our messages among Message-IDs. Only those of our own domain can be ours.
func (p *Interpreter) thread(ctx context.Context, h hit, ids []string, how string) (hit, error) {
	asked := 0
	for _, id := range ids {
		if _, domain := splitAddress(id); !strings.EqualFold(domain, p.tokens.Domain()) || strings.Contains(id, "+") {
			continue
		}
		if asked++; asked > maxLookups {
			break
		}
		found, key, ok, err := p.lookup.FindMessage(ctx, id)
		if err != nil {
			return h, err
		}
		if !ok || h.id != "" && h.id != found {
			continue
		}
		if h.id == "" {
			h.id, h.how = found, how
		}
		h.key, h.proof = key, true
		return h, nil
	}
	return h, nil
}

func reversed(s []string) []string {
	out := slices.Clone(s)
	slices.Reverse(out)
	return out
}
