package email

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/notify"
)

// Lookup is what an [Interpreter] reads from the store.
type Lookup interface {
	// FindMessage returns the case and the key of one of our messages by its Message-ID, without angle brackets.
	FindMessage(ctx context.Context, messageID string) (id disclosure.CaseID, key string, found bool, err error)
	// Load returns a case, or an error with code NotFound.
	Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
	// Blob returns stored bytes, such as those of a message of ours.
	Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error)
	// Ref returns what is kept for a case under a name.
	Ref(ctx context.Context, id disclosure.CaseID, owner, name string) (value string, found bool, err error)
}

// refOwner owns the references of this package.
const refOwner = "mail"

// maxExcerpt is the length of the excerpt in an event, in runes. The inbox keeps the whole mail.
const maxExcerpt = 2000

// Interpreter finds the case of a stored mail and what the mail means for it.
type Interpreter struct {
	tokens *Tokens
	lookup Lookup
	verify Verifier
}

// Verifies lets the interpreter check where mails come from. Without it all are unverified.
func (p *Interpreter) Verifies(v Verifier) { p.verify = v }

// NewInterpreter returns an interpreter.
func NewInterpreter(tokens *Tokens, lookup Lookup) *Interpreter {
	return &Interpreter{tokens: tokens, lookup: lookup}
}

// Reading is the meaning of a stored mail: a command for a case and a move of the inbox item, to be committed in one
// transaction; or the move alone, when a person has to look or nothing is to be done.
type Reading struct {
	Case    disclosure.CaseID
	Command command.Command // RecordInbound or ResolveMessage; nil for none
	Update  ledger.InboxUpdate
	Refs    []ledger.Ref
	Mail    Mail // what was read, for surfaces that show more than the event
	// Matched says by what the case was found: address, thread, delivery notice, address in the notice; "" where none was.
	Matched string
}

// Interpret reads and matches one mail. It changes nothing. An error comes from the lookup and is worth a retry. A mail
// that cannot be read is not an error: its Reading sets the item to failed.
//
// Matching, in this order: a token in any address by which the mail reached us; our Message-ID in In-Reply-To or
// References; what a delivery notice says about the mail that it is about. Everything else waits for a person: a
// subject or a sender proves nothing. So does a mail that names a case and whose writer no party of it is known to have:
// the address of a case stands in every Cc (see [inbound.Writer.Judge]).
func (p *Interpreter) Interpret(ctx context.Context, in ledger.Inbound, raw []byte) (Reading, error) {
	out := Reading{Update: ledger.InboxUpdate{ID: in.ID, State: ledger.InboundWaiting}}
	if in.Meta[MetaUnread] != "" {
		out.Update.State, out.Update.Note = ledger.InboundFailed, "this mail could not be fetched: look for UID "+in.Meta[MetaUID]+" in the mailbox"
		return out, nil
	}
	m, err := Read(raw)
	if err != nil {
		out.Update.State, out.Update.Note = ledger.InboundFailed, notify.Cap(notify.Line(err.Error()), 200)
		return out, nil
	}
	m.Trust = p.verify.Trust(ctx, raw, m)
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
	out.Case, out.Matched = hit.id, hit.how
	addressed := p.addressed(c, m, hit)
	if m.Bounce == nil {
		m.leaveOut(p.ownTexts(ctx, c))
		m.since(c, hit.key, in.Received)
		out.Mail = m
	}
	j := p.writer(m, hit.proof).Judge(addressed.party(c), inbound.Acquaintances(c, mailboxOf))
	if j.Standing != inbound.Known && j.Standing != inbound.Machine {
		out.Update.Case, out.Update.Note = hit.id, held(in, m, j, hit.how)
		return out, nil
	}
	if again, err := p.secondCopy(ctx, in, m, &out); again || err != nil {
		return out, err
	}
	out.Update = ledger.InboxUpdate{ID: in.ID, State: ledger.InboundMatched, Case: hit.id, Note: note(in, m, "matched by "+hit.how)}
	if m.Class == Delayed {
		// A server is still trying: nothing has happened yet that the case should record.
		return out, nil
	}
	cmd := addressed.by(c, j).command(in, m)
	cmd.Trust = string(m.Trust)
	out.Command = cmd
	if cmd.Kind == disclosure.KindUnclear {
		out.Update.State = ledger.InboundWaiting // until a person says who wrote it
	}
	return out, nil
}

// ownCopy recognises a copy of a mail that we sent ourselves, such as the one in the archive. Its Message-ID cannot be
// guessed, so the copy proves that the mail was sent and resolves an uncertain message.
func (p *Interpreter) ownCopy(ctx context.Context, m Mail, out *Reading) (bool, error) {
	if m.MessageID == "" || m.Bounce != nil || m.Froms != 1 {
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
	out.Case, out.Matched = id, "own copy"
	out.Update.State, out.Update.Case, out.Update.Note = ledger.InboundIgnored, id, "a copy of our own mail"
	if msg, ok := c.Message(key); ok && msg.State == disclosure.MessageUncertain {
		out.Update.State = ledger.InboundMatched
		out.Command = message.ResolveMessage{Message: key, Arrived: true, Text: "the archive copy arrived"}
	}
	return true, nil
}

// secondCopy recognises a mail that came twice, as through a list that adds a footer: the same author gave it the same
// Message-ID. It is one answer, and the copy is kept in the inbox.
func (p *Interpreter) secondCopy(ctx context.Context, in ledger.Inbound, m Mail, out *Reading) (bool, error) {
	if m.MessageID == "" || m.Bounce != nil {
		return false, nil
	}
	sum := sha256.Sum256([]byte(strings.ToLower(m.From) + " " + m.MessageID))
	name, item := "answer/"+hex.EncodeToString(sum[:16]), strconv.FormatInt(in.ID, 10)
	first, found, err := p.lookup.Ref(ctx, out.Case, refOwner, name)
	if err != nil {
		return false, err
	}
	if found && first != item {
		out.Update.State, out.Update.Case, out.Update.Note = ledger.InboundIgnored, out.Case, "a second copy of item "+first
		return true, nil
	}
	out.Refs = []ledger.Ref{{Case: out.Case, Owner: refOwner, Name: name, Value: item}}
	return false, nil
}

// addressee is the party whose word a mail would be, by the address or the message that it answers.
type addressee struct {
	role    disclosure.Role
	name    string
	answers string // key of a message
	contact string // address
}

// addressed says whom a mail was written by if it was written by whoever got ours. It is the vendor where nothing says
// more. What a notice is about is the message that it names, else the contact of its address.
func (p *Interpreter) addressed(c *disclosure.Case, m Mail, h hit) addressee {
	a := addressee{role: disclosure.Vendor, answers: h.key}
	contact := h.contact
	if msg, ok := c.Message(h.key); ok && h.key != "" && (contact == "" || m.Bounce != nil) {
		contact = msg.Contact
	}
	if a.answers == "" {
		a.answers = newest(c, contact)
	}
	if k, ok := c.Contact(contact); ok && contact != "" {
		a.role, a.name, a.contact = k.Role, k.Name, k.Address
	}
	return a
}

func (a addressee) party(c *disclosure.Case) disclosure.PartyKey {
	return disclosure.KeyOf(a.role, c.PartyName(a.role, a.name))
}

// by is the party that really wrote, if that is known to be another one. It answers no message that went to the first.
func (a addressee) by(c *disclosure.Case, j inbound.Judgement) addressee {
	if j.Standing != inbound.Known || j.Party == a.party(c) {
		return a
	}
	role, name, _ := strings.Cut(string(j.Party), "/")
	return addressee{role: disclosure.Role(role), name: name}
}

// command turns the mail into a command for the case.
func (a addressee) command(in ledger.Inbound, m Mail) incoming.RecordInbound {
	cmd := incoming.RecordInbound{
		Inbox: in.ID, Kind: kindOf(m), Party: a.role, Name: a.name, Channel: disclosure.Email, At: civil.At(in.Received),
		Source: disclosure.SourceVendorMail, Ref: m.MessageID, Answers: a.answers, Text: excerpt(m), Body: in.Raw,
		Says: m.Says.Words(),
	}
	if m.Class == Bounced {
		cmd.Contact, cmd.Soft = cmp.Or(a.contact, m.Bounce.Address()), !m.Bounce.Hard()
	}
	return cmd
}

// Assign says what a mail is for a case that a person chose, and whose word it is: that of a party whom the case knows to
// write so, else of the party that was written to. party overrides this where it is not empty. The kind is the one that
// was read, "" where the mail is no news. A mail that cannot be read is an error with code Invalid.
//
// The writer of the command is the address that the person takes for the party's by assigning the mail: that of whoever
// wrote or handed in what a person or the party's mailbox answered, unless it is known already.
func (p *Interpreter) Assign(ctx context.Context, in ledger.Inbound, raw []byte, c *disclosure.Case, party disclosure.Role) (incoming.RecordInbound, error) {
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
	if m.Bounce == nil {
		m.leaveOut(p.ownTexts(ctx, c))
		m.since(c, h.key, in.Received)
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

// newest returns the key of the newest mail that went to a contact.
func newest(c *disclosure.Case, contact string) string {
	for _, m := range slices.Backward(c.Messages) {
		if m.Contact == contact && m.Channel == disclosure.Email && m.State != disclosure.MessageCancelled {
			return m.Key
		}
	}
	return ""
}

// kindOf is what a mail is for a case; "" where it is no news, because a server is still trying.
func kindOf(m Mail) disclosure.Kind {
	switch m.Class {
	case Bounced:
		return disclosure.KindBounced
	case Delivered:
		return disclosure.KindDelivered
	case Automatic, Report:
		return disclosure.KindAutoReplied
	case Unclear:
		return disclosure.KindUnclear
	case Person:
		return m.Says.Kind()
	case Delayed:
	}
	return ""
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
	return notify.Cap(strings.TrimSpace(notify.Plain(m.Words())), maxExcerpt)
}

// held sums up why a mail that names a case waits for a person.
func held(in ledger.Inbound, m Mail, j inbound.Judgement, how string) string {
	s := "held: " + notify.Cap(j.Because, 150) + "; it reads as " + cmp.Or(string(kindOf(m)), "no news")
	if inbound.AsksToStop(m.Reply) {
		s += " and asks to STOP"
	}
	return notify.Cap(notify.Line(s+"; "+note(in, m, "matched by "+how)), 500)
}

// note sums up in one line how the mail was classified and matched.
func note(in ledger.Inbound, m Mail, how string) string {
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
