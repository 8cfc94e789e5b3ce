package demo

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

// login of the team at the demo's post office.
const (
	teamUser     = "team"
	teamPassword = "demo"
)

// post is a post office: it takes mail by SMTP with STARTTLS and login, and keeps the team's mail for IMAP. What goes
// to others is kept as they would have received it.
type post struct {
	domain string // of the team

	smtp     *smtp.Server
	smtpLn   net.Listener
	imap     *imapserver.Server
	imapLn   net.Listener
	team     *imapmemserver.User
	mu       sync.Mutex
	received []letter
}

// letter is a mail as somebody outside received it.
type letter struct {
	to    string
	bytes []byte
}

func newPost(ctx context.Context, domain string, conf *tls.Config) (*post, error) {
	p := &post{domain: domain, team: imapmemserver.NewUser(teamUser, teamPassword)}
	if err := p.team.Create("INBOX", nil); err != nil {
		return nil, fmt.Errorf("demo: mailbox: %w", err)
	}
	var err error
	lc := &net.ListenConfig{}
	if p.smtpLn, err = lc.Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("demo: smtp: %w", err)
	}
	if p.imapLn, err = lc.Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("demo: imap: %w", err)
	}
	p.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{post: p}, nil }))
	p.smtp.Domain, p.smtp.TLSConfig = "mx."+domain, conf
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
		TLSConfig: conf,
	})
	go func() { _ = p.smtp.Serve(p.smtpLn) }()
	go func() { _ = p.imap.Serve(tls.NewListener(p.imapLn, conf)) }()
	return p, nil
}

func (p *post) close() error { return errors.Join(p.smtp.Close(), p.imap.Close()) }

// deliver puts a mail where it belongs.
func (p *post) deliver(to string, raw []byte) error {
	if strings.HasSuffix(strings.ToLower(to), "@"+p.domain) {
		raw = append([]byte("Delivered-To: "+to+"\r\n"), raw...)
		if _, err := p.team.Append("INBOX", bytes.NewReader(raw), &imap.AppendOptions{}); err != nil {
			return fmt.Errorf("demo: mailbox: %w", err)
		}
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.received = append(p.received, letter{to: to, bytes: raw})
	return nil
}

// letters returns what others received so far.
func (p *post) letters() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter(nil), p.received...)
}

// counter is one SMTP session at the post office.
type counter struct {
	post *post
	user bool
	to   []string
}

func (c *counter) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *counter) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != teamUser || password != teamPassword {
			return smtp.ErrAuthFailed
		}
		c.user = true
		return nil
	}), nil
}

func (c *counter) Mail(string, *smtp.MailOptions) error {
	c.to = nil
	return nil
}

// Rcpt takes recipients of the team from everybody and all others from the team only.
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !c.user && !strings.HasSuffix(strings.ToLower(to), "@"+c.post.domain) {
		return smtp.ErrAuthRequired
	}
	c.to = append(c.to, to)
	return nil
}

func (c *counter) Data(r io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return err
	}
	for _, to := range c.to {
		if err := c.post.deliver(to, raw); err != nil {
			return err
		}
	}
	return nil
}

func (c *counter) Reset()        { c.to = nil }
func (c *counter) Logout() error { return nil }

// silent drops the servers' logs: the demo's screen belongs to the story.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
