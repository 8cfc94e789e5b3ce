package app_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
)

// withArchive is a bot that mails by a post office on this machine and keeps a copy of each mail there.
func withArchive(t *testing.T, archive bool) (func(*config.Config, *app.Options), *loopback.Post) {
	t.Helper()
	ca, err := loopback.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	conf, err := ca.Server("127.0.0.1", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	post, err := loopback.NewPost(t.Context(), loopback.PostOptions{Domain: "daylight.example", User: "team", Password: "secret", TLS: conf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = post.Close() })
	server := func(addr, security string) config.Server {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(port)
		if err != nil {
			t.Fatal(err)
		}
		return config.Server{Host: host, Port: n, Security: security, User: "team", Password: config.NewSecret("secret")}
	}
	return func(cfg *config.Config, o *app.Options) {
		cfg.Mail.Mode, cfg.Mail.Address, cfg.Mail.SMTP = "live", "team@daylight.example", server(post.SMTPAddr(), "starttls")
		if archive {
			cfg.Mail.Archive, cfg.Mail.IMAP.Server, cfg.Mail.IMAP.ArchiveMailbox = "archive@daylight.example", server(post.IMAPAddr(), "tls"), "INBOX"
		}
		o.RootCAs = ca.Pool()
	}, post
}

// starts runs the bot for a moment and says why it waits for a person; "" for no reason.
func (b *bench) starts() string {
	b.t.Helper()
	ctx, stop := context.WithCancel(b.t.Context())
	done := make(chan error, 1)
	ready := app.Part{Name: "test", Run: func(ctx context.Context) error { stop(); <-ctx.Done(); return nil }}
	go func() { done <- b.Run(ctx, ready) }()
	select {
	case err := <-done:
		if err != nil {
			b.t.Fatal(err)
		}
	case <-time.After(time.Minute):
		b.t.Fatal("it does not end")
	}
	w, err := b.Waiting(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	if w == nil {
		return ""
	}
	return w.Entry.Text
}

// folder closes the bot and keeps a copy of all that belongs to it, or puts one back, and opens it again.
func (b *bench) folder(from, to string) {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(from, "daylight.*"))
	if err != nil || len(files) < 3 {
		b.t.Fatal(files, err)
	}
	old, err := filepath.Glob(filepath.Join(to, "daylight.*"))
	for _, f := range old { // a log of writes that is left would be put on top
		err = errors.Join(err, os.Remove(f))
	}
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, filepath.Base(f)), raw, 0o600)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	b.opts.Create = false
	b.App = b.another()
}

// TestAFolderThatWasPutBackAsAWholeIsNoticedByTheArchive puts back database, key and mark of before a mail was sent.
func TestAFolderThatWasPutBackAsAWholeIsNoticedByTheArchive(t *testing.T) {
	t.Parallel()
	for name, archive := range map[string]bool{"with an archive": true, "without one nothing tells": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, _ := withArchive(t, archive)
			b := newBench(t, change)
			snapshot := t.TempDir()
			id := b.record(nil)
			if why := b.starts(); why != "" {
				t.Fatalf("it waits: %s", why)
			}
			b.folder(b.dir, snapshot)
			b.send(id, b.draft(id))
			if why := b.starts(); why != "" {
				t.Fatalf("it knows its own mail, and waits: %s", why)
			}
			b.folder(snapshot, b.dir)
			if len(b.load(id).Messages) != 0 {
				t.Fatal("nothing was put back")
			}
			switch why := b.starts(); {
			case !archive && why != "":
				t.Errorf("it waits: %s", why)
			case archive && !strings.Contains(why, "the archive holds a mail of ours that it does not know"):
				t.Errorf("it works on an old copy: %q", why)
			case archive:
				if _, err := b.Resume(t.Context(), b.who("alice")); err != nil {
					t.Fatal(err)
				}
				if why := b.starts(); why != "" {
					t.Errorf("a person has answered, and it waits again: %s", why)
				}
			}
		})
	}
}

// TestWhatOthersPutIntoTheArchiveUnderOurNameStopsNobody sends mails to the archive that claim to be ours.
func TestWhatOthersPutIntoTheArchiveUnderOurNameStopsNobody(t *testing.T) {
	t.Parallel()
	change, post := withArchive(t, true)
	b := newBench(t, change)
	id := b.record(nil)
	b.send(id, b.draft(id))
	letter := post.Letters()
	if len(letter) != 1 {
		t.Fatalf("%d letters", len(letter))
	}
	// Whoever reads our mail knows the address of the case, and not the envelope sender of another contact.
	for _, sender := range []string{"x@attacker.example", "", "team@daylight.example", fromOf(t, letter[0].Bytes)} {
		forged := strings.Replace(string(letter[0].Bytes), "Message-ID: <", "Message-ID: <forged.", 1)
		hands(t, post.SMTPAddr(), sender, forged)
	}
	if why := b.starts(); why != "" {
		t.Errorf("strangers keep it from working: %s", why)
	}
}

// hands gives a mail to the archive as anybody can.
func hands(t *testing.T, addr, sender, raw string) {
	t.Helper()
	c, err := smtp.Dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := errors.Join(c.Mail(sender), c.Rcpt("archive@daylight.example")); err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, raw); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), c.Quit()); err != nil {
		t.Fatal(err)
	}
}

func fromOf(t *testing.T, raw []byte) string {
	t.Helper()
	for line := range strings.Lines(string(raw)) {
		if addr, ok := strings.CutPrefix(line, "From: "); ok {
			_, addr, _ = strings.Cut(addr, "<")
			addr, _, _ = strings.Cut(addr, ">")
			return addr
		}
	}
	t.Fatal("no sender")
	return ""
}
