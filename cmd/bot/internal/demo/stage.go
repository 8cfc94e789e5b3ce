package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/mail"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/emersion/go-smtp"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// The world of the demo. Only the bucket's made-up name, the domains of the documentation range and the people are
// not those of the real case.
const (
	teamDomain   = "daylight.example"
	bucketName   = "example-bucket"
	bucketRegion = "eu-west-3"
	bucketHost   = bucketName + ".s3." + bucketRegion + ".amazonaws.com"
	bucketURL    = "https://" + bucketHost + "/"
)

// login of the team at the demo's post office.
const (
	teamUser     = "team"
	teamPassword = "demo"
)

// marker says that a folder belongs to the demo and may be replaced by it.
const marker = ".daylight-demo"

// stage is everything that the story needs: servers, clock and the bot itself.
type stage struct {
	bob    *colleague
	app    *app.App
	clock  *clock
	post   *loopback.Post
	bucket *loopback.Bucket
	close  []func() error
}

func newStage(ctx context.Context, dir, version string) (_ *stage, err error) {
	s := &stage{clock: &clock{}}
	s.clock.set(at("2020-01-24T09:00:00Z"))
	defer func() {
		if err != nil {
			err = errors.Join(err, s.shut())
		}
	}()
	ca, err := loopback.NewAuthority()
	if err != nil {
		return nil, err
	}
	conf, err := ca.Server(bucketHost, "localhost")
	if err != nil {
		return nil, err
	}
	if s.post, err = loopback.NewPost(ctx, loopback.PostOptions{
		Domain: teamDomain, User: teamUser, Password: teamPassword, TLS: conf,
	}); err != nil {
		return nil, err
	}
	s.close = append(s.close, s.post.Close)
	if s.bucket, err = loopback.NewBucket(ctx, bucketName, bucketRegion, conf); err != nil {
		return nil, err
	}
	s.close = append(s.close, s.bucket.Close)
	if s.bob, err = newColleague(); err != nil {
		return nil, err
	}
	cfg, err := s.config(dir)
	if err != nil {
		return nil, err
	}
	// The same story has the same identifiers every time. Nothing secret is drawn from this source: keys come from
	// the system.
	var seed [32]byte
	copy(seed[:], "the reference case, every time")
	s.app, err = app.New(ctx, cfg, app.Options{
		Version: version, Create: true, Rehearsed: true, Clock: s.clock.Now, Random: rand.NewChaCha8(seed), RootCAs: ca.Pool(),
		AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		DialOverride: map[string]string{bucketHost + ":443": s.bucket.Addr()},
	})
	if err != nil {
		return nil, err
	}
	s.close = append(s.close, s.app.Close)
	return s, nil
}

// config is that of a small team that requires a second person for first contacts.
func (s *stage) config(dir string) (*config.Config, error) {
	smtpHost, smtpPort, err := hostPort(s.post.SMTPAddr())
	if err != nil {
		return nil, err
	}
	imapHost, imapPort, err := hostPort(s.post.IMAPAddr())
	if err != nil {
		return nil, err
	}
	cfg := config.Default()
	cfg.Team = config.Team{
		Name: "Daylight demo team", Site: "https://" + teamDomain, Policy: "https://" + teamDomain + "/policy",
		Contact: teamUser + "@" + teamDomain, Signer: "Alice, Daylight demo team", Timezone: "UTC",
		About: "This writeup was made by the demo of Daylight from the published dates of the case.",
	}
	cfg.People = []config.Person{{Name: "alice", Role: "lead", Login: "alice"}, {Name: "bob", Role: "lead", SSHKeys: []string{s.bob.line()}}}
	cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
	login := config.Server{Host: smtpHost, Port: smtpPort, Security: "starttls", User: teamUser, Password: config.NewSecret(teamPassword)}
	cfg.Mail = config.Mail{
		Mode: "live", Address: teamUser + "@" + teamDomain, Archive: "archive@" + teamDomain, Outbox: filepath.Join(dir, "outbox"),
		SMTP: login, IMAP: config.IMAP{Server: login, Mailbox: "INBOX", ArchiveMailbox: "INBOX"},
	}
	cfg.Mail.IMAP.Host, cfg.Mail.IMAP.Port, cfg.Mail.IMAP.Security = imapHost, imapPort, "tls"
	cfg.Rules.SecondPerson = []string{string(disclosure.FirstContact)}
	cfg.Probe.Vantage = "demo"
	return &cfg, nil
}

func hostPort(addr string) (string, int, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, fmt.Errorf("demo: %w", err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return "", 0, fmt.Errorf("demo: %w", err)
	}
	return host, n, nil
}

func (s *stage) shut() error {
	var errs []error
	for i := len(s.close) - 1; i >= 0; i-- {
		errs = append(errs, s.close[i]())
	}
	s.close = nil
	return errors.Join(errs...)
}

// advance lets the time pass until t: whatever falls due on the way is done when it is due, as a bot that runs
// would do it.
func (s *stage) advance(ctx context.Context, t time.Time) error {
	for {
		due, ok, err := s.app.NextDue(ctx)
		if err != nil {
			return err
		}
		if !ok || due.After(t) {
			break
		}
		s.clock.set(due)
		if err := s.runDue(ctx); err != nil {
			return err
		}
	}
	s.clock.set(t)
	return s.runDue(ctx)
}

// runDue does what is due now, reads the mailbox, and does what follows from that.
func (s *stage) runDue(ctx context.Context) error {
	for {
		ran, err := s.app.Engine.Drain(ctx)
		if err != nil {
			return err
		}
		got, err := s.app.Poll(ctx, "mail")
		if err != nil {
			return err
		}
		if ran == 0 && got == 0 {
			return nil
		}
	}
}

// vendorAnswers sends a mail from the vendor to the address that the last letter to them came from, by SMTP, as any
// mail program would.
func (s *stage) vendorAnswers(from, text string) error {
	var original *mail.Message
	for _, l := range s.post.Letters() {
		if l.To == from {
			m, err := mail.ReadMessage(bytes.NewReader(l.Bytes))
			if err != nil {
				return fmt.Errorf("demo: the vendor cannot read our mail: %w", err)
			}
			original = m
		}
	}
	if original == nil {
		return errors.New("demo: the vendor received nothing")
	}
	to, err := mail.ParseAddress(original.Header.Get("From"))
	if err != nil {
		return fmt.Errorf("demo: the vendor cannot answer: %w", err)
	}
	raw := fmt.Sprintf("From: Security <%s>\r\nTo: %s\r\nSubject: Re: %s\r\nDate: %s\r\nMessage-ID: <answer-1@vendor.example>\r\n"+
		"In-Reply-To: %s\r\nReferences: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, to.Address, original.Header.Get("Subject"), s.clock.Now().Format(time.RFC1123Z),
		original.Header.Get("Message-Id"), original.Header.Get("Message-Id"), text)
	client, err := smtp.Dial(s.post.SMTPAddr())
	if err != nil {
		return fmt.Errorf("demo: the vendor's server: %w", err)
	}
	defer client.Close()
	if err := client.SendMail(from, []string{to.Address}, bytes.NewReader([]byte(raw))); err != nil {
		return fmt.Errorf("demo: the vendor's answer: %w", err)
	}
	return client.Quit()
}

// prepare makes the demo's folder. What an earlier demo left is replaced; what is not the demo's is not touched.
func prepare(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return fmt.Errorf("the folder of the demo: %w", err)
	case len(entries) > 0:
		if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
			return fault.Errorf(fault.Invalid, "%s holds something that is not the demo's: name another folder with --dir", dir)
		}
		for _, name := range []string{"daylight.db", "daylight.db-wal", "daylight.db-shm", "daylight.db.serve", "daylight.key", "daylight.key.mark", "outbox", "mails", "writeup", "case.yaml", "timeline.json"} {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				return fmt.Errorf("the folder of the demo: %w", err)
			}
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the folder of the demo: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, marker), []byte("This folder belongs to `bot demo`, which replaces it.\n"), 0o600); err != nil {
		return fmt.Errorf("the folder of the demo: %w", err)
	}
	return nil
}

// at reads a moment of the script.
func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic("demo: the script names no moment: " + s)
	}
	return t
}
