package loopback

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// PostOptions describe a [Post].
type PostOptions struct {
	Domain         string // of the team: mail to it lands in the team's mailbox
	User, Password string // the team's login, for SMTP and IMAP
	TLS            *tls.Config
	// These are where a test pulls the plug; each may be nil. Begun is called when the server waits for the bytes of a
	// mail, Arrived when it has read the final dot but not yet accepted the mail, Taken when it has accepted the mail but
	// the client does not know yet.
	Begun, Arrived, Taken func()
}

// Post is a post office: it takes mail by SMTP with STARTTLS and login, and keeps the team's mail for IMAP. What goes
// to others is kept as they would have received it.
type Post struct {
	o PostOptions

	smtp     *smtp.Server
	smtpLn   net.Listener
	imap     *imapserver.Server
	imapLn   net.Listener
	team     *imapmemserver.User
	mu       sync.Mutex
	received []Letter
}

// Letter is a mail as somebody outside received it.
type Letter struct {
	To    string
	Bytes []byte
}

// NewPost serves a post office until it is closed.
func NewPost(ctx context.Context, o PostOptions) (*Post, error) {
	p := &Post{o: o, team: imapmemserver.NewUser(o.User, o.Password)}
	if err := p.team.Create("INBOX", nil); err != nil {
		return nil, fmt.Errorf("loopback: mailbox: %w", err)
	}
	var err error
	lc := &net.ListenConfig{}
	if p.smtpLn, err = lc.Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("loopback: smtp: %w", err)
	}
	if p.imapLn, err = lc.Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("loopback: imap: %w", err)
	}
	p.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{post: p}, nil }))
	p.smtp.Domain, p.smtp.TLSConfig = "mx."+o.Domain, o.TLS
	p.smtp.ReadTimeout, p.smtp.WriteTimeout = 10*time.Second, 10*time.Second
	p.smtp.ErrorLog = silent{}
	mem := imapmemserver.New()
	mem.AddUser(p.team)
	p.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Caps:      imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}},
		Logger:    silent{},
		TLSConfig: o.TLS,
	})
	go func() { _ = p.smtp.Serve(p.smtpLn) }()
	go func() { _ = p.imap.Serve(tls.NewListener(p.imapLn, o.TLS)) }()
	return p, nil
}

// SMTPAddr is where mail is taken, as host:port.
func (p *Post) SMTPAddr() string { return p.smtpLn.Addr().String() }

// IMAPAddr is where the mailbox is served, with TLS from the first byte.
func (p *Post) IMAPAddr() string { return p.imapLn.Addr().String() }

// Close stops the servers.
func (p *Post) Close() error { return errors.Join(p.smtp.Close(), p.imap.Close()) }

// deliver puts a mail where it belongs.
func (p *Post) deliver(from, to string, raw []byte) error {
	if strings.HasSuffix(strings.ToLower(to), "@"+p.o.Domain) {
		raw = append([]byte("Return-Path: <"+from+">\r\nDelivered-To: "+to+"\r\n"), raw...)
		if _, err := p.team.Append("INBOX", bytes.NewReader(raw), &imap.AppendOptions{}); err != nil {
			return fmt.Errorf("loopback: mailbox: %w", err)
		}
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.received = append(p.received, Letter{To: to, Bytes: raw})
	return nil
}

// Letters returns what others received so far.
func (p *Post) Letters() []Letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Letter(nil), p.received...)
}

// session is one SMTP session at the post office.
type session struct {
	post *Post
	user bool
	from string
	to   []string
}

func (c *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != c.post.o.User || password != c.post.o.Password {
			return smtp.ErrAuthFailed
		}
		c.user = true
		return nil
	}), nil
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	c.from, c.to = from, nil
	return nil
}

// Rcpt takes recipients of the team from everybody and all others from the team only.
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !c.user && !strings.HasSuffix(strings.ToLower(to), "@"+c.post.o.Domain) {
		return smtp.ErrAuthRequired
	}
	c.to = append(c.to, to)
	return nil
}

func (c *session) Data(r io.Reader) error {
	if f := c.post.o.Begun; f != nil {
		f()
	}
	raw, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return err
	}
	if f := c.post.o.Arrived; f != nil {
		f()
	}
	for _, to := range c.to {
		if err := c.post.deliver(c.from, to, raw); err != nil {
			return err
		}
	}
	if f := c.post.o.Taken; f != nil {
		f()
	}
	return nil
}

func (c *session) Reset()        { c.to = nil }
func (c *session) Logout() error { return nil }

// silent drops the servers' logs: they report clients that hang up, which is what the tests do.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
