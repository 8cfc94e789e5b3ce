package email

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Archive answers whether the copy of a mail to our own archive address arrived. One transaction is accepted for all
// its recipients or for none, so the copy proves that the server took the vendor's mail too.
type Archive interface {
	// Find returns where the copy lies, or false when there is none (yet). The id has no angle brackets.
	Find(ctx context.Context, messageID string) (where string, found bool, err error)
}

// Timeouts bound the steps of a send. The zero value of each is its default.
type Timeouts struct {
	Connect time.Duration // connection and handshake; 30 s
	Command time.Duration // answer to a command; 2 min
	Data    time.Duration // each write of the mail's bytes; 2 min
	Reply   time.Duration // answer to the final dot; 10 min (RFC 5321 section 4.5.3.2.6)
	Quit    time.Duration // QUIT, whose result does not matter; 3 s
	// Stop is how much of Reply is left once the program is stopping: cutting the connection then would turn an
	// accepted mail into an uncertain one; 20 s.
	Stop time.Duration
}

func (t Timeouts) withDefaults() Timeouts {
	return Timeouts{
		Connect: cmp.Or(t.Connect, 30*time.Second),
		Command: cmp.Or(t.Command, 2*time.Minute),
		Data:    cmp.Or(t.Data, 2*time.Minute),
		Reply:   cmp.Or(t.Reply, 10*time.Minute),
		Quit:    cmp.Or(t.Quit, 3*time.Second),
		Stop:    cmp.Or(t.Stop, 20*time.Second),
	}
}

// SenderOptions are the parts of a [Sender].
type SenderOptions struct {
	Server   Server
	Tokens   *Tokens      // derives the envelope sender from the From of the frozen bytes
	Hello    string       // name for EHLO; "" is the domain of Tokens
	Envelope string       // fixed envelope sender, for servers that allow only one; "" is the bounce address of the case
	CopyTo   string       // archive address, second recipient of every mail; "" sends no copy
	Archive  Archive      // looks for the copy; nil leaves every uncertain mail to a person
	Pace     *notify.Pace // by domain of the recipient; nil limits nothing
	Timeouts Timeouts
	Log      *slog.Logger // nil discards
}

// Sender hands frozen mails to a mail server, each at most once. It is safe for concurrent use.
type Sender struct {
	o SenderOptions
}

// NewSender returns a sender. It refuses settings that could give a password away, with code Invalid.
func NewSender(o SenderOptions) (*Sender, error) {
	if o.Tokens == nil {
		return nil, fault.Errorf(fault.Internal, "a sender needs tokens")
	}
	if err := o.Server.check(); err != nil {
		return nil, err
	}
	for _, a := range []*string{&o.Envelope, &o.CopyTo} {
		if *a == "" {
			continue
		}
		clean, err := Address(*a)
		if err != nil {
			return nil, err
		}
		*a = clean
	}
	o.Timeouts = o.Timeouts.withDefaults()
	o.Hello = cmp.Or(o.Hello, o.Tokens.Domain())
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Sender{o: o}, nil
}

// Send makes one attempt. mark commits the name of a phase before its step; if PhaseDataEnd cannot be committed, the
// connection is cut without the final dot and nobody gets the mail. A job that is found at PhaseDataEnd must be given
// to [Sender.Find], never to Send.
func (s *Sender) Send(ctx context.Context, out ledger.Outgoing, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	env, err := s.envelope(out)
	if err != nil {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: err.Error()}
	}
	_, domain := splitAddress(env.to)
	if wait := s.o.Pace.Take(domain); wait > 0 {
		return ledger.Delivery{Kind: ledger.Retry, After: wait, Reason: "waiting because of the rate limit for " + domain}
	}
	t := &transaction{Sender: s, env: env, raw: dated(out.Bytes, out.Begun), mark: mark}
	reply, err := t.run(ctx)
	d := outcome(t.at, reply, err)
	s.o.Log.InfoContext(ctx, "mail attempt", "key", out.Key, "outcome", d.Kind.String(), "reason", d.Reason)
	return d
}

// envelope holds the SMTP parameters of a transaction.
type envelope struct{ from, to, id string }

// envelope derives the envelope from the frozen message, so that a restart or a changed configuration sends the same.
func (s *Sender) envelope(out ledger.Outgoing) (envelope, error) {
	m, err := mail.ReadMessage(bytes.NewReader(out.Bytes))
	if err != nil {
		return envelope{}, fault.Errorf(fault.Internal, "the frozen bytes of message %s cannot be read", out.Key)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || len(from) != 1 {
		return envelope{}, fault.Errorf(fault.Internal, "the frozen bytes of message %s have no single sender", out.Key)
	}
	to, err := Address(out.To)
	if err != nil {
		return envelope{}, err
	}
	return envelope{from: cmp.Or(s.o.Envelope, s.o.Tokens.Bounce(from[0].Address)), to: to, id: out.ID}, nil
}

// transaction is one attempt; at is the step that is being taken.
type transaction struct {
	*Sender
	env  envelope
	raw  []byte
	mark func(ctx context.Context, phase string) error
	at   step
	conn *guardedConn
}

// run goes through one SMTP transaction and returns the server's answer to the final dot.
func (t *transaction) run(ctx context.Context) (reply string, err error) {
	to := t.o.Timeouts
	if err := t.note(ctx, PhaseConnect); err != nil {
		return "", err
	}
	conn, link, err := t.o.Server.dial(ctx, to.Connect)
	if err != nil {
		return "", err
	}
	t.conn = conn
	// The connection is closed, never ended with QUIT, unless the server answered the dot: the client library writes
	// the final dot by itself before any command that follows DATA.
	defer func() { _ = link.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()

	c, err := t.connect(link)
	if err == nil {
		err = t.address(ctx, c)
	}
	if err != nil {
		return "", cmp.Or(ctx.Err(), err)
	}
	t.at = stepData
	w, err := c.Data()
	if err != nil {
		return "", cmp.Or(ctx.Err(), err)
	}
	conn.Allow(to.Data)
	if _, err := io.Copy(w, bytes.NewReader(t.raw)); err != nil {
		return "", cmp.Or(ctx.Err(), err)
	}
	if !stop() { // the connection is being cut
		return "", cmp.Or(ctx.Err(), errStopped)
	}
	if err := t.note(ctx, PhaseDataEnd); err != nil {
		return "", err
	}
	return t.dot(ctx, c, w)
}

// note commits a phase before its step.
func (t *transaction) note(ctx context.Context, phase string) error {
	before := t.at
	t.at = stepMark
	if err := t.mark(ctx, phase); err != nil {
		return err
	}
	t.at = before
	return nil
}

// dot writes the final dot and waits for the answer. From here on a stop of the program shortens the wait only.
func (t *transaction) dot(ctx context.Context, c *smtp.Client, w *smtp.DataCommand) (string, error) {
	t.at = stepDot
	to := t.o.Timeouts
	t.conn.Allow(to.Reply)
	hurry := context.AfterFunc(ctx, func() { t.conn.Allow(to.Stop) })
	resp, err := w.CloseWithResponse()
	hurry()
	if err != nil {
		return "", err
	}
	t.conn.Allow(to.Quit)
	if err := c.Quit(); err != nil {
		t.o.Log.DebugContext(ctx, "the mail was accepted, the farewell was not", "reason", what(err))
	}
	return resp.StatusText, nil
}

// connect greets, protects and logs in.
func (t *transaction) connect(link net.Conn) (*smtp.Client, error) {
	t.conn.Allow(t.o.Timeouts.Command)
	c := smtp.NewClient(link)
	if t.o.Server.Security == StartTLS {
		var err error
		if c, err = t.startTLS(link); err != nil {
			return nil, err
		}
	}
	// The handshake of STARTTLS happens with the first command: only an answer to EHLO says that the certificate
	// was good.
	if err := c.Hello(t.o.Hello); err != nil {
		if untrusted(err) {
			t.at = stepTLS
		}
		return nil, err
	}
	if t.o.Server.Username == "" {
		return c, nil
	}
	t.at = stepAuth
	if _, secure := c.TLSConnectionState(); !secure {
		return nil, errNoStartTLS
	}
	login, err := t.login(c)
	if err != nil {
		return nil, err
	}
	return c, c.Auth(login)
}

func (t *transaction) startTLS(link net.Conn) (*smtp.Client, error) {
	c, err := smtp.NewClientStartTLS(link, t.o.Server.tlsConfig())
	if err == nil {
		return c, nil
	}
	if _, answered := errors.AsType[*smtp.SMTPError](err); answered {
		return nil, err
	}
	if _, network := errors.AsType[net.Error](err); network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	t.at = stepTLS
	return nil, errNoStartTLS
}

func (t *transaction) login(c *smtp.Client) (sasl.Client, error) {
	s := t.o.Server
	switch {
	case c.SupportsAuth(sasl.Plain):
		return sasl.NewPlainClient("", s.Username, s.Password), nil
	case c.SupportsAuth(sasl.Login):
		return sasl.NewLoginClient(s.Username, s.Password), nil
	default:
		return nil, errNoAuth
	}
}

// address names the sender and the recipients. The vendor comes first: its refusal says more than that of the archive.
func (t *transaction) address(ctx context.Context, c *smtp.Client) error {
	if err := t.note(ctx, PhaseRcpt); err != nil {
		return err
	}
	t.at = stepMail
	// Notices come back with ENVID (RFC 3461 section 4.4) and headers only; without the extension both are left out.
	if err := c.Mail(t.env.from, &smtp.MailOptions{Size: int64(len(t.raw)), Return: smtp.DSNReturnHeaders, EnvelopeID: t.env.id}); err != nil {
		return err
	}
	t.at = stepRcpt
	vendor := &smtp.RcptOptions{
		Notify:                []smtp.DSNNotify{smtp.DSNNotifySuccess, smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed},
		OriginalRecipientType: smtp.DSNAddressTypeRFC822, OriginalRecipient: t.env.to,
	}
	if err := c.Rcpt(t.env.to, vendor); err != nil {
		return err
	}
	if t.o.CopyTo == "" {
		return nil
	}
	t.at = stepArchive
	return c.Rcpt(t.o.CopyTo, &smtp.RcptOptions{Notify: []smtp.DSNNotify{smtp.DSNNotifyNever}})
}
