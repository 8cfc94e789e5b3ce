package email

import (
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/notify"
)

// Lookup is what an [Interpreter] reads from the store.
type Lookup interface {
	// FindMessage returns the case and the key of one of our messages by its Message-ID, without angle brackets.
	FindMessage(ctx context.Context, messageID string) (id disclosure.CaseID, key string, found bool, err error)
	// Load returns a case, or an error with code NotFound.
	Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
}

// maxExcerpt is the length of the excerpt in an event, in runes. The inbox keeps the whole mail.
const maxExcerpt = 2000

// Interpreter finds the case of a stored mail and what the mail means for it.
type Interpreter struct {
	tokens *Tokens
	lookup Lookup
}

// NewInterpreter returns an interpreter.
func NewInterpreter(tokens *Tokens, lookup Lookup) *Interpreter {
	return &Interpreter{tokens: tokens, lookup: lookup}
}

// Reading is the meaning of a stored mail: a command for a case and a move of the inbox item, to be committed in one
// transaction; or the move alone, when a person has to look or nothing is to be done.
type Reading struct {
	Case    disclosure.CaseID
	Command command.Command // RecordInbound or ResolveMessage; nil for none
	Update  disclosure.InboxUpdate
	Mail    Mail // what was read, for surfaces that show more than the event
}

// Interpret reads and matches one mail. It changes nothing. An error comes from the lookup and is worth a retry. A mail
// that cannot be read is not an error: its Reading sets the item to failed.
//
// Matching, in this order: a token in any address by which the mail reached us; our Message-ID in In-Reply-To or
// References; what a delivery notice says about the mail that it is about. Everything else waits for a person: a
// subject or a sender proves nothing.
func (p *Interpreter) Interpret(ctx context.Context, in disclosure.Inbound, raw []byte) (Reading, error) {
	out := Reading{Update: disclosure.InboxUpdate{ID: in.ID, State: disclosure.InboundWaiting}}
	if in.Meta[MetaUnread] != "" {
		out.Update.State, out.Update.Note = disclosure.InboundFailed, "this mail could not be fetched: look for UID "+in.Meta[MetaUID]+" in the mailbox"
		return out, nil
	}
	m, err := Read(raw)
	if err != nil {
		out.Update.State, out.Update.Note = disclosure.InboundFailed, notify.Cap(notify.Line(err.Error()), 200)
		return out, nil
	}
	out.Mail = m
	if own, err := p.ownCopy(ctx, m, &out); own || err != nil {
		return out, err
	}
	hit, err := p.match(ctx, m)
	if err != nil {
		return out, err
	}
	if hit.id == "" {
		out.Update.Note = note(in, m, "no case matches")
		return out, nil
	}
	c, err := p.lookup.Load(ctx, hit.id)
	if fault.CodeOf(err) == fault.NotFound {
		out.Update.Note = note(in, m, "it names a case that does not exist here")
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Case = hit.id
	if _, domain := splitAddress(m.From); m.Class == Person && strings.EqualFold(domain, p.tokens.Domain()) {
		// A colleague wrote with a copy to the case. If that counted as a reply, it would stop the clock of a silent
		// vendor.
		out.Update.Case, out.Update.Note = hit.id, note(in, m, "written from our own domain, matched by "+hit.how)
		return out, nil
	}
	out.Update = disclosure.InboxUpdate{ID: in.ID, State: disclosure.InboundMatched, Case: hit.id, Note: note(in, m, "matched by "+hit.how)}
	switch m.Class {
	case Delayed:
		// A server is still trying: nothing has happened yet that the case should record.
		return out, nil
	case Person, Automatic, Bounced, Delivered:
	}
	out.Command = p.command(in, m, c, hit)
	return out, nil
}

// ownCopy recognises a copy of a mail that we sent ourselves, such as the one in the archive. Its Message-ID cannot be
// guessed, so the copy proves that the mail was sent and resolves an uncertain message.
func (p *Interpreter) ownCopy(ctx context.Context, m Mail, out *Reading) (bool, error) {
	if m.MessageID == "" || m.Class != Person || m.Froms != 1 {
		return false, nil
	}
	from, _, ok := p.tokens.Parse(m.From)
	if !ok {
		return false, nil
	}
	id, key, found, err := p.lookup.FindMessage(ctx, m.MessageID)
	if err != nil || !found || id != from {
		return false, err
	}
	c, err := p.lookup.Load(ctx, id)
	if err != nil {
		return false, err
	}
	out.Case = id
	out.Update.State, out.Update.Case, out.Update.Note = disclosure.InboundIgnored, id, "a copy of our own mail"
	if msg, ok := c.Message(key); ok && msg.State == disclosure.MessageUncertain {
		out.Update.State = disclosure.InboundMatched
		out.Command = message.ResolveMessage{Message: key, Arrived: true, Text: "the archive copy arrived"}
	}
	return true, nil
}

// hit is where a mail belongs.
type hit struct {
	id      disclosure.CaseID
	contact string // id of the contact, "" if not known
	key     string // message that it answers, "" if not known
	how     string
}

// match finds the case. A token and a Message-ID can name different cases if somebody answers the wrong mail. The token
// wins, because the sender chose that address.
func (p *Interpreter) match(ctx context.Context, m Mail) (hit, error) {
	var h hit
	if id, contact, ok := p.token(m.Recipients); ok {
		h = hit{id: id, contact: contact, how: "address"}
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
		h.key = key
		return h, nil
	}
	return h, nil
}

func reversed(s []string) []string {
	out := slices.Clone(s)
	slices.Reverse(out)
	return out
}

// command turns the mail into a command for the case.
func (p *Interpreter) command(in disclosure.Inbound, m Mail, c *disclosure.Case, h hit) incoming.RecordInbound {
	cmd := incoming.RecordInbound{
		Inbox: in.ID, Kind: kindOf(m), Channel: disclosure.Email, At: civil.At(in.Received), Source: disclosure.SourceVendorMail,
		Ref: m.MessageID, Answers: h.key, Text: excerpt(m), Body: in.Raw,
	}
	contact := h.contact
	if msg, ok := c.Message(h.key); ok && h.key != "" && contact == "" {
		contact = msg.Contact
	}
	if cmd.Answers == "" {
		cmd.Answers = newest(c, contact)
	}
	if k, ok := c.Contact(contact); ok && contact != "" {
		cmd.Party, cmd.Name = k.Role, k.Name
		if m.Class == Bounced {
			cmd.Contact = k.Address
		}
	}
	if m.Class == Bounced && cmd.Contact == "" {
		cmd.Contact = m.Bounce.Address()
	}
	if cmd.Party == "" {
		cmd.Party = disclosure.Vendor
	}
	return cmd
}

// newest returns the key of the newest mail that went to a contact.
func newest(c *disclosure.Case, contact string) string {
	for _, m := range slices.Backward(c.Messages) {
		if m.Contact == contact && m.Channel == disclosure.Email && m.State != disclosure.MessageCancelled {
			return m.Key
		}
	}
	return ""
}

func kindOf(m Mail) disclosure.Kind {
	switch m.Class {
	case Bounced:
		return disclosure.KindBounced
	case Delivered:
		return disclosure.KindDelivered
	case Automatic:
		return disclosure.KindAutoReplied
	case Person, Delayed:
	}
	if m.ClaimsFixed {
		return disclosure.KindFixClaimed
	}
	return disclosure.KindReplied
}

// excerpt is the text for the timeline, made safe. Each surface escapes it again for its own format.
func excerpt(m Mail) string {
	if b := m.Bounce; b != nil {
		s := string(b.Class)
		if b.Status != "" {
			s += " " + b.Status
		}
		if b.Diagnostic != "" {
			s += ": " + b.Diagnostic
		}
		return notify.Cap(s, maxExcerpt)
	}
	return notify.Cap(strings.TrimSpace(notify.Plain(m.Reply)), maxExcerpt)
}

// note sums up in one line how the mail was classified and matched.
func note(in disclosure.Inbound, m Mail, how string) string {
	s := string(m.Class) + ", " + string(m.Trust) + ", " + how
	if m.Ticket != "" {
		s += ", their reference " + m.Ticket
	}
	if m.Froms != 1 {
		s += ", not exactly one author"
	}
	if in.Meta[MetaOversize] != "" {
		s += ", too large: only the beginning was read"
	}
	if len(m.Evidence) > 0 {
		s += " (" + strings.Join(m.Evidence[:min(len(m.Evidence), 3)], "; ") + ")"
	}
	return notify.Cap(notify.Line(s), 500)
}
