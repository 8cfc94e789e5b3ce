package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"strconv"
	"time"

	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/fault"
	"daylight/notify"
	"daylight/notify/email"
)

// newSenders sets up what leaves: to a server, or to a folder in the dry run.
func (m *Mail) newSenders() (err error) {
	h, cfg := m.host, m.host.Config.Mail
	if !h.Config.MailLeaves() {
		m.sender = email.NewDryRun(cfg.Outbox)
		m.team = m.sender
		return nil
	}
	server, err := serverOf(cfg.SMTP, 587, 465, h.RootCAs)
	if err != nil {
		return err
	}
	opts := email.SenderOptions{
		Server: server, Tokens: m.tokens, CopyTo: cfg.Archive, Log: h.Log, Pace: notify.NewPace(time.Second, 5, h.Clock),
	}
	if cfg.Archive != "" && cfg.IMAP.Host != "" {
		box, err := serverOf(cfg.IMAP.Server, 143, 993, h.RootCAs)
		if err != nil {
			return err
		}
		m.archive = &email.MailboxArchive{Server: box, Mailbox: cfg.IMAP.ArchiveMailbox}
		opts.Archive = *m.archive
	}
	if m.live, err = email.NewSender(opts); err != nil {
		return err
	}
	m.sender = m.live
	// What the team is told is never looked for, and its copy would come back to the mailbox as the mail of a stranger.
	opts.CopyTo, opts.Archive = "", nil
	m.team, err = email.NewSender(opts)
	return err
}

// newReader sets up what reads mails, from the mailbox or from files.
func (m *Mail) newReader() {
	h, cfg := m.host, m.host.Config.Mail
	m.reader = email.NewInterpreter(m.tokens, h.Store)
	verify := email.Verifier{Server: cfg.AuthServer}
	if cfg.IMAP.Host != "" {
		if verify.LookupTXT = h.LookupTXT; h.LookupTXT == nil {
			verify.LookupTXT = net.DefaultResolver.LookupTXT
		}
	}
	m.reader.Verifies(verify)
}

// newFetcher sets up what fetches from the mailbox, where there is one.
func (m *Mail) newFetcher() error {
	h, cfg := m.host, m.host.Config.Mail
	if cfg.IMAP.Host == "" {
		return nil
	}
	server, err := serverOf(cfg.IMAP.Server, 143, 993, h.RootCAs)
	if err != nil {
		m.stopped = err
		return nil //nolint:nilerr // it stops mail, and nothing that needs none
	}
	m.fetcher, err = email.NewFetcher(email.FetcherOptions{
		Server: server, Mailbox: cfg.IMAP.Mailbox, Store: h.Inbox, Clock: h.Clock, Random: h.Random, Log: h.Log,
	})
	return err
}

// serverOf translates a server of the configuration. Without a port it takes the standard one.
func serverOf(s config.Server, plainPort, tlsPort int, roots *x509.CertPool) (email.Server, error) {
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

// examine logs in to the mail servers.
func (m *Mail) examine(ctx context.Context) []channel.Finding {
	cfg := m.host.Config.Mail
	if m.stopped != nil {
		return []channel.Finding{{Name: "mail", State: channel.Broken, Message: m.stopped.Error(), Fix: "check mail.smtp and mail.imap: host and ca_file"}}
	}
	if !m.host.Config.MailLeaves() {
		return []channel.Finding{{Name: "mail out", State: channel.Hint, Message: "dry run: messages are written to files in " + cfg.Outbox, Fix: "set mail.mode: live and mail.smtp to send"}}
	}
	var out []channel.Finding
	if err := m.live.Check(ctx); err != nil {
		out = append(out, channel.Finding{Name: "mail out", State: channel.Broken, Message: err.Error(), Fix: "check mail.smtp: host, port, security, user and password"})
	} else {
		out = append(out, channel.Finding{Name: "mail out", State: channel.Good, Message: cfg.SMTP.Host + " accepts the login"})
	}
	if cfg.Archive == "" {
		out = append(out, channel.Finding{Name: "mail archive", State: channel.Hint, Message: "no archive address: if a connection breaks at the last byte, it is not known whether the message arrived", Fix: "set mail.archive and mail.imap"})
	}
	if m.fetcher == nil {
		return append(out, channel.Finding{Name: "mail in", State: channel.Hint, Message: "answers are not read", Fix: "set mail.imap"})
	}
	if err := m.fetcher.Check(ctx); err != nil {
		return append(out, channel.Finding{Name: "mail in", State: channel.Broken, Message: err.Error(), Fix: "check mail.imap: host, port, security, user, password and mailbox"})
	}
	return append(out, channel.Finding{Name: "mail in", State: channel.Good, Message: cfg.IMAP.Host + " opens " + cfg.IMAP.Mailbox})
}
