package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"strconv"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
	"daylight/notify"
	"daylight/notify/email"
	"daylight/notify/slack"
)

// dryRunAddress is the sender in a dry run without a configured mailbox. Nothing is sent to or from it.
const dryRunAddress = "team@daylight.invalid"

// mailParts is the mail channel as configured.
type mailParts struct {
	sender    engine.Sender
	live      *email.Sender  // nil in the dry run
	team      engine.Sender  // of what members of the team are told
	fetcher   *email.Fetcher // nil without a mailbox
	tokens    *email.Tokens
	archive   *email.MailboxArchive // where copies of what left can be read; nil for none
	interpret engine.Interpreter
	reader    *email.Interpreter
	stopped   error // why no mail can leave or come in, such as a ca_file that is gone; nil for nothing
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

func (a *App) newMail(key *db.Key, o Options) error {
	m := a.cfg.Mail
	tokens, err := email.NewTokens(cmp.Or(m.Address, dryRunAddress), key.Derive("mail addresses"))
	if err != nil {
		return err
	}
	composer, err := email.NewComposer(email.ComposerOptions{
		Tokens: tokens, Name: cmp.Or(m.Name, a.cfg.Team.Name), Clock: o.Clock, Random: o.Random,
	})
	if err != nil {
		return err
	}
	a.Desk.SendsBy(disclosure.Email, func(ctx context.Context, c *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (string, string, []byte, error) {
		theirs, err := a.theirThread(ctx, c, k)
		if err != nil {
			return "", "", nil, err
		}
		in := email.ComposeInput{
			Case: c.ID, Contact: k, Subject: d.Subject, Body: body, Lang: d.Lang, Ticket: theirs.Ticket, Thread: thread(c, k.ID),
		}
		if theirs.MessageID != "" {
			in.Thread = append(in.Thread, theirs.MessageID)
		}
		return composer.Compose(in)
	})
	a.mail = &mailParts{tokens: tokens}
	if err := a.newMailSender(o); err != nil {
		a.mail.stopped, a.mail.sender = err, noSender{err}
	}
	a.notifier.mail = mailNotifier{sender: a.mail.team, composer: composer, instead: a.cfg.Ways().To(rehearse.Mail)}
	return a.newMailbox(o)
}

// thread returns the Message-IDs that went to a contact, oldest first.
func thread(c *disclosure.Case, contact string) []string {
	var ids []string
	for _, m := range c.Messages {
		if m.Contact == contact && m.Channel == disclosure.Email && m.State == disclosure.MessageSent {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// maxTheirs bounds how many mails of a party are read for its thread.
const maxTheirs = 5

// theirThread is what a mail to a contact takes up of the party's own mails, the newest first.
func (a *App) theirThread(ctx context.Context, c *disclosure.Case, k disclosure.Contact) (email.Thread, error) {
	var out email.Thread
	events, err := a.store.Events(ctx, c.ID)
	if err != nil {
		return out, err
	}
	read := 0
	for i := len(events) - 1; i >= 0 && read < maxTheirs; i-- {
		e := &events[i]
		if e.Detail.Inbox == 0 || e.Source != disclosure.SourceVendorMail || e.Party != k.Role || c.PartyName(e.Party, e.Name) != c.PartyName(k.Role, k.Name) {
			continue
		}
		_, raw, err := a.store.Inbound(ctx, e.Detail.Inbox)
		if err != nil {
			continue // what was erased is taken up no more
		}
		read++
		out.Add(raw)
	}
	return out, nil
}

func (a *App) newMailSender(o Options) error {
	m := a.cfg.Mail
	if !a.cfg.MailLeaves() {
		a.mail.sender = email.NewDryRun(m.Outbox)
		a.mail.team = a.mail.sender
		return nil
	}
	server, err := mailServer(m.SMTP, 587, 465, o.RootCAs)
	if err != nil {
		return err
	}
	opts := email.SenderOptions{
		Server: server, Tokens: a.mail.tokens, CopyTo: m.Archive, Log: a.log, Pace: notify.NewPace(time.Second, 5, o.Clock),
	}
	if m.Archive != "" && m.IMAP.Host != "" {
		box, err := mailServer(m.IMAP.Server, 143, 993, o.RootCAs)
		if err != nil {
			return err
		}
		a.mail.archive = &email.MailboxArchive{Server: box, Mailbox: m.IMAP.ArchiveMailbox}
		opts.Archive = *a.mail.archive
	}
	if a.mail.live, err = email.NewSender(opts); err != nil {
		return err
	}
	a.mail.sender = a.mail.live
	// What the team is told is never looked for, and its copy would come back to the mailbox as the mail of a stranger.
	opts.CopyTo, opts.Archive = "", nil
	a.mail.team, err = email.NewSender(opts)
	return err
}

func (a *App) newMailbox(o Options) error {
	m := a.cfg.Mail
	reader := email.NewInterpreter(a.mail.tokens, a.store)
	a.mail.reader = reader
	verify := email.Verifier{Server: m.AuthServer}
	if m.IMAP.Host != "" {
		if verify.LookupTXT = o.LookupTXT; o.LookupTXT == nil {
			verify.LookupTXT = net.DefaultResolver.LookupTXT
		}
	}
	reader.Verifies(verify)
	a.Desk.ReadsBy(disclosure.Email, reader.Assign)
	a.mail.interpret = func(ctx context.Context, in ledger.Inbound, raw []byte) (engine.Meaning, error) {
		got, err := reader.Interpret(ctx, in, raw)
		out := engine.Meaning{Case: got.Case, Command: got.Command, Inbox: got.Update, Refs: got.Refs}
		if err == nil && got.Case != "" && got.Update.State == ledger.InboundWaiting && got.Command == nil {
			out.Jobs = a.notifier.held(ctx, in.ID, got.Case, inbound.AsksToStop(got.Mail.Reply))
			if slackEnabled(a.cfg) {
				out.Jobs = append(out.Jobs, slack.WaitingJob(got.Case, in.ID).At(a.service.Now()))
			}
		}
		if err == nil && got.Case == "" && got.Update.State == ledger.InboundWaiting && got.Update.Case == "" && slackEnabled(a.cfg) {
			in.State = ledger.InboundWaiting
			ids, err := a.Desk.Suggested(ctx, in) // as the channel may see it; the thread works it out again
			if err != nil {
				return out, err
			}
			if len(ids) == 1 {
				out.Jobs = append(out.Jobs, slack.WaitingJob(ids[0], in.ID).At(a.service.Now()))
			}
		}
		return out, err
	}
	if m.IMAP.Host == "" {
		return nil
	}
	server, err := mailServer(m.IMAP.Server, 143, 993, o.RootCAs)
	if err != nil {
		a.mail.stopped = err
		return nil //nolint:nilerr // it stops mail, and nothing that needs none
	}
	a.mail.fetcher, err = email.NewFetcher(email.FetcherOptions{
		Server: server, Mailbox: m.IMAP.Mailbox, Store: inbox{a.store, a.wake}, Clock: o.Clock, Random: o.Random, Log: a.log,
	})
	return err
}

// ReadMail says what a mail is and to which case it belongs, as the intake would. It records nothing. A case that the reader of
// the desk may not see is left out.
func (a *App) ReadMail(ctx context.Context, raw []byte) (email.Reading, error) {
	got, err := a.mail.reader.Interpret(ctx, ledger.Inbound{Channel: disclosure.Email, Received: email.ReceivedAt(raw)}, raw)
	if err != nil || got.Case == "" {
		return got, err
	}
	if _, err := a.Desk.Case(ctx, got.Case); err != nil {
		got.Case, got.Matched = "", ""
	}
	return got, nil
}

// ImportMail stores a mail as if it had been fetched from the mailbox; one that is stored already is not fresh.
func (a *App) ImportMail(ctx context.Context, raw []byte) (fresh bool, err error) {
	_, fresh, err = email.Intake{Store: inbox{a.store, a.wake}, Clock: a.service.Now}.Import(ctx, raw)
	return fresh, err
}

// PollMail reads the mailbox once and returns the number of new mails. Without a mailbox it does nothing.
func (a *App) PollMail(ctx context.Context) (int, error) {
	if a.mail.fetcher == nil {
		return 0, nil
	}
	return a.mail.fetcher.PollOnce(ctx)
}

// mailServer translates a server of the configuration. Without a port it takes the standard one.
func mailServer(s config.Server, plainPort, tlsPort int, roots *x509.CertPool) (email.Server, error) {
	security, port := email.StartTLS, plainPort
	switch s.Security {
	case "tls":
		security, port = email.ImplicitTLS, tlsPort
	case "none":
		security = email.Insecure
	}
	if s.CAFile != "" {
		pem, err := os.ReadFile(s.CAFile)
		if err != nil {
			return email.Server{}, fault.Errorf(fault.Invalid, "the ca_file cannot be read: %w", err)
		}
		roots = x509.NewCertPool()
		if !roots.AppendCertsFromPEM(pem) {
			return email.Server{}, fault.Errorf(fault.Invalid, "%s holds no certificate", s.CAFile)
		}
	}
	return email.Server{
		Addr: net.JoinHostPort(s.Host, strconv.Itoa(cmp.Or(s.Port, port))), Security: security,
		Username: s.User, Password: s.Password.Reveal(),
		TLS: &tls.Config{ServerName: s.Host, RootCAs: roots, MinVersion: tls.VersionTLS12},
	}, nil
}

// inbox wakes the engine when something came in.
type inbox struct {
	*db.Store
	wake func()
}

// Receive stores an item with its job and wakes the engine.
func (i inbox) Receive(ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (int64, bool, error) {
	id, fresh, err := i.Store.Receive(ctx, in, raw, job)
	if fresh {
		i.wake()
	}
	return id, fresh, err
}

// Live reports whether mail is really sent, in a rehearsal to the team.
func (a *App) Live() bool { return a.cfg.MailLeaves() }

// examineMail logs in to the mail servers.
func (a *App) examineMail(ctx context.Context) []Finding {
	m := a.cfg.Mail
	if a.mail.stopped != nil {
		return []Finding{{"mail", Broken, a.mail.stopped.Error(), "check mail.smtp and mail.imap: host and ca_file"}}
	}
	if !a.Live() {
		return []Finding{{"mail out", Hint, "dry run: messages are written to files in " + m.Outbox, "set mail.mode: live and mail.smtp to send"}}
	}
	var out []Finding
	if err := a.mail.live.Check(ctx); err != nil {
		out = append(out, Finding{"mail out", Broken, err.Error(), "check mail.smtp: host, port, security, user and password"})
	} else {
		out = append(out, Finding{Name: "mail out", State: Good, Message: m.SMTP.Host + " accepts the login"})
	}
	if m.Archive == "" {
		out = append(out, Finding{"mail archive", Hint, "no archive address: if a connection breaks at the last byte, it is not known whether the message arrived", "set mail.archive and mail.imap"})
	}
	if a.mail.fetcher == nil {
		return append(out, Finding{"mail in", Hint, "answers are not read", "set mail.imap"})
	}
	if err := a.mail.fetcher.Check(ctx); err != nil {
		return append(out, Finding{"mail in", Broken, err.Error(), "check mail.imap: host, port, security, user, password and mailbox"})
	}
	return append(out, Finding{Name: "mail in", State: Good, Message: m.IMAP.Host + " opens " + m.IMAP.Mailbox})
}
