package mail

import (
	"cmp"
	"context"
	"time"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// dryRunAddress is the sender in a dry run without a configured mailbox. Nothing is sent to or from it.
const dryRunAddress = "team@daylight.invalid"

// Mail is the channel as configured.
type Mail struct {
	host    *channel.Host
	sender  engine.Sender
	live    *email.Sender  // nil in the dry run
	team    engine.Sender  // of what members of the team are told
	fetcher *email.Fetcher // nil without a mailbox
	tokens  *email.Tokens
	archive *email.MailboxArchive // where copies of what left can be read; nil for none
	reader  *email.Interpreter
	stopped error // why no mail can leave or come in, such as a ca_file that is gone; nil for nothing
}

func open(h *channel.Host) (*channel.Channel, error) {
	cfg := h.Config.Mail
	tokens, err := email.NewTokens(cmp.Or(cfg.Address, dryRunAddress), h.Key.Derive("mail addresses"))
	if err != nil {
		return nil, err
	}
	composer, err := email.NewComposer(email.ComposerOptions{
		Tokens: tokens, Name: cmp.Or(cfg.Name, h.Config.Team.Name), Clock: h.Clock, Random: h.Random,
	})
	if err != nil {
		return nil, err
	}
	m := &Mail{host: h, tokens: tokens}
	if err := m.newSenders(); err != nil {
		m.stopped, m.sender, m.team = err, noSender{err}, noSender{err}
	}
	m.newReader()
	if err := m.newFetcher(); err != nil {
		return nil, err
	}
	out := &channel.Channel{
		Carrier: carrier.Carrier{Compose: m.compose(composer), Read: m.reader.Assign},
		Sender:  m.sender, Tell: teller{sender: m.team, composer: composer, instead: h.Config.Ways().To(config.WayMail)},
		Handlers: []engine.Handler{engine.InboundHandler[email.Inbound](h.Store, m.interpret)},
		Stopped:  m.stopped, Doctor: m.examine, Poll: m.poll, Own: m,
	}
	if m.live != nil {
		out.Asks = m.live
	}
	if m.fetcher != nil {
		out.Part, out.Run = "mailbox", m.fetcher.Run
	}
	if m.archive != nil {
		out.Compare = m.compare
	}
	return out, nil
}

// noSender stands in where mail cannot be set up. What was going to leave waits.
type noSender struct{ why error }

// Send implements [engine.Sender].
func (n noSender) Send(context.Context, ledger.Outgoing, func(context.Context, string) error) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Retry, Reason: n.why.Error(), After: time.Hour}
}

// Find implements [engine.Sender].
func (n noSender) Find(context.Context, ledger.Outgoing) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Retry, Reason: n.why.Error(), After: time.Hour}
}

// compose freezes a draft, as an answer to the newest mail of the party where there is one.
func (m *Mail) compose(by *email.Composer) carrier.Compose {
	return func(ctx context.Context, c *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (string, string, []byte, error) {
		theirs, err := m.theirThread(ctx, c, k)
		if err != nil {
			return "", "", nil, err
		}
		in := email.ComposeInput{
			Case: c.ID, Contact: k, Subject: d.Subject, Body: body, Lang: d.Lang, Ticket: theirs.Ticket, Thread: thread(c, k.ID),
		}
		if theirs.MessageID != "" {
			in.Thread = append(in.Thread, theirs.MessageID)
		}
		return by.Compose(in)
	}
}

// thread returns the Message-IDs that went to a contact, oldest first.
func thread(c *disclosure.Case, contact string) []string {
	var ids []string
	for _, sent := range c.Messages {
		if sent.Contact == contact && sent.Channel == disclosure.Email && sent.State == disclosure.MessageSent {
			ids = append(ids, sent.ID)
		}
	}
	return ids
}

// maxTheirs bounds how many mails of a party are read for its thread.
const maxTheirs = 5

// theirThread is what a mail to a contact takes up of the party's own mails, the newest first.
func (m *Mail) theirThread(ctx context.Context, c *disclosure.Case, k disclosure.Contact) (email.Thread, error) {
	var out email.Thread
	events, err := m.host.Store.Events(ctx, c.ID)
	if err != nil {
		return out, err
	}
	read := 0
	for i := len(events) - 1; i >= 0 && read < maxTheirs; i-- {
		e := &events[i]
		if e.Detail.Inbox == 0 || e.Source != disclosure.SourceVendorMail || e.Party != k.Role || c.PartyName(e.Party, e.Name) != c.PartyName(k.Role, k.Name) {
			continue
		}
		_, raw, err := m.host.Store.Inbound(ctx, e.Detail.Inbox)
		if err != nil {
			continue // what was erased is taken up no more
		}
		read++
		out.Add(raw)
	}
	return out, nil
}

// interpret says what a mail is for the engine.
func (m *Mail) interpret(ctx context.Context, in ledger.Inbound, raw []byte) (engine.Meaning, error) {
	got, err := m.reader.Interpret(ctx, in, raw)
	out := engine.Meaning{Case: got.Case, Command: got.Command, Inbox: got.Update, Refs: got.Refs}
	if err != nil || got.Update.State != ledger.InboundWaiting {
		return out, err
	}
	switch {
	case got.Case != "" && got.Command == nil:
		out.Jobs = append(m.host.Held(ctx, got.Case, in.ID, inbound.AsksToStop(got.Mail.Reply)), m.host.Waits(got.Case, in.ID)...)
	case got.Case == "" && got.Update.Case == "":
		in.State = ledger.InboundWaiting
		ids, err := m.host.Desk.Suggested(ctx, in) // as a channel of the team may see it; it works it out again
		if err != nil {
			return out, err
		}
		if len(ids) == 1 {
			out.Jobs = m.host.Waits(ids[0], in.ID)
		}
	}
	return out, nil
}

// poll reads the mailbox once and returns the number of new mails. Without a mailbox it does nothing.
func (m *Mail) poll(ctx context.Context) (int, error) {
	if m.fetcher == nil {
		return 0, nil
	}
	return m.fetcher.PollOnce(ctx)
}

// Classify says what a mail is and to which case it belongs, as the intake would. It records nothing.
func (m *Mail) Classify(ctx context.Context, raw []byte) (email.Reading, error) {
	return m.reader.Interpret(ctx, ledger.Inbound{Channel: disclosure.Email, Received: email.ReceivedAt(raw)}, raw)
}

// Import stores a mail as if it had been fetched from the mailbox; one that is stored already is not fresh.
func (m *Mail) Import(ctx context.Context, raw email.Raw) (fresh bool, err error) {
	_, fresh, err = email.Intake{Store: m.host.Inbox, Clock: m.host.Service.Now}.Import(ctx, raw)
	return fresh, err
}
