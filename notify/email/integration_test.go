//go:build integration

package email_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// The tests of this file talk to a real Postfix and a real Dovecot: scripts/peers-mail.sh starts both.

// peers are the settings of the running servers.
type peers struct {
	smtp, smtps, imaps string
	vendor             string // takes mails of others without a login
	tls                *tls.Config
}

func realPeers(t *testing.T) peers {
	t.Helper()
	dir := os.Getenv("DAYLIGHT_MAIL_PEERS")
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "daylight-mail-peers")
	}
	b, err := os.ReadFile(filepath.Join(dir, "settings"))
	if err != nil {
		t.Skip("Postfix and Dovecot are not running: start them with scripts/peers-mail.sh start")
	}
	set := map[string]string{}
	for line := range strings.Lines(string(b)) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), "=")
		set[k] = v
	}
	if c, err := net.DialTimeout("tcp", set["smtp"], time.Second); err != nil {
		t.Fatal("Postfix was started and does not answer: run scripts/peers-mail.sh stop, then start")
	} else {
		_ = c.Close()
	}
	ca, err := os.ReadFile(set["ca"])
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatal("no certificate in the settings")
	}
	return peers{set["smtp"], set["smtps"], set["imaps"], set["vendor"], &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}}
}

func (p peers) box(user string) email.Server {
	return email.Server{Addr: p.imaps, Security: email.ImplicitTLS, Username: user, Password: user + "-password", TLS: p.tls}
}

func (p peers) options(t *testing.T, addr string, sec email.Security) email.SenderOptions {
	return email.SenderOptions{
		Server: email.Server{Addr: addr, Security: sec, Username: "team", Password: "team-password", TLS: p.tls},
		Tokens: testTokens(t), CopyTo: "team@example.org", Archive: email.MailboxArchive{Server: p.box("team")},
	}
}

func (p peers) sender(t *testing.T) *email.Sender {
	t.Helper()
	s, err := email.NewSender(p.options(t, p.smtp, email.StartTLS))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fresh composes a first contact with a Message-ID of its own.
func fresh(t *testing.T, to string) ledger.Outgoing {
	t.Helper()
	c, err := email.NewComposer(email.ComposerOptions{Tokens: testTokens(t), Name: "Daylight", Clock: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	in := firstContact()
	in.Contact.Address = to
	id, rcpt, raw, err := c.Compose(in)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Outgoing{Case: in.Case, Message: disclosure.Message{Key: id, ID: id, Contact: "C1", To: rcpt}, Bytes: raw}
}

// await polls a mailbox until a mail fits.
func await(t *testing.T, p peers, user string, fits func(raw []byte, m email.Mail) bool) ([]byte, ledger.Inbound) {
	t.Helper()
	s := &inbox{}
	f, err := email.NewFetcher(email.FetcherOptions{Server: p.box(user), Store: s, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for range 120 {
		if _, err := f.PollOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, raw := range s.raw {
			if m, err := email.Read(raw); err == nil && fits(raw, m) {
				return raw, s.items[i]
			}
		}
		time.Sleep(250 * time.Millisecond)
	}
	t.Fatal("the mail did not come")
	return nil, ledger.Inbound{}
}

// posted is a lookup that knows one message.
type posted struct {
	book
	id string
}

func (b *posted) FindMessage(_ context.Context, id string) (disclosure.CaseID, string, bool, error) {
	return "DL-2020-0001", "DL-2020-0001/first_contact/C1/1", id == b.id, nil
}

func TestRealMailGoesOutAndItsAnswerComesBack(t *testing.T) {
	p := realPeers(t)
	out := fresh(t, "security@vendor.example")
	d := p.sender(t).Send(t.Context(), out, new(marks).mark)
	if d.Kind != ledger.Sent || !strings.Contains(d.Receipt, "queued as") {
		t.Fatalf("%+v", d)
	}
	isOurs := func(_ []byte, m email.Mail) bool { return m.MessageID == out.ID }
	raw, _ := await(t, p, "security", isOurs)
	if !bytes.HasSuffix(raw, out.Bytes) {
		t.Errorf("the vendor has other bytes than those that were frozen:\n%s", raw)
	}
	// The archive copy proves the acceptance, whatever became of the answer to the dot.
	if rec := p.sender(t).Find(t.Context(), out); rec.Kind != ledger.Sent {
		t.Errorf("reconcile: %+v", rec)
	}
	// The vendor answers the address that it sees, over the same server.
	m, err := email.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprintf("%d@vendor.example", time.Now().UnixNano())
	answer := "From: Jane <security@vendor.example>\r\nTo: " + strings.ToUpper(m.From) + "\r\nSubject: Re: x\r\nMessage-ID: <" + id + ">\r\n\r\nThe bucket has been closed.\r\n"
	deliver(t, p, "security@vendor.example", m.From, answer)
	got, in := await(t, p, "team", func(_ []byte, m email.Mail) bool { return m.MessageID == id })
	r, err := email.NewInterpreter(testTokens(t), &posted{id: out.ID}).Interpret(t.Context(), in, got)
	if cmd, ok := r.Command.(incoming.RecordInbound); err != nil || !ok || cmd.Kind != disclosure.KindFixClaimed || r.Case != "DL-2020-0001" {
		t.Errorf("%+v, %v", r, err)
	}
}

// deliver hands a mail of somebody else to Postfix, over the port that asks for no login.
func deliver(t *testing.T, p peers, from, to, raw string) {
	t.Helper()
	c, err := net.DialTimeout("tcp", p.vendor, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	buf := make([]byte, 4096)
	for _, line := range []string{"", "HELO vendor.example\r\n", "MAIL FROM:<" + from + ">\r\n", "RCPT TO:<" + to + ">\r\n", "DATA\r\n", raw + ".\r\n"} {
		if _, err := io.WriteString(c, line); err != nil {
			t.Fatal(err)
		}
		n, err := c.Read(buf)
		if err != nil || buf[0] > '3' {
			t.Fatalf("%q: %q, %v", line, buf[:n], err)
		}
	}
}

func TestRealBounceOfAnUnknownUser(t *testing.T) {
	p := realPeers(t)
	const to = "nobody@unknown.example"
	out := fresh(t, to)
	if d := p.sender(t).Send(t.Context(), out, new(marks).mark); d.Kind != ledger.Sent {
		t.Fatal(d)
	}
	raw, in := await(t, p, "team", func(_ []byte, m email.Mail) bool {
		return m.Bounce != nil && m.Bounce.EnvelopeID == out.ID
	})
	r, err := email.NewInterpreter(testTokens(t), &posted{id: out.ID}).Interpret(t.Context(), in, raw)
	cmd, ok := r.Command.(incoming.RecordInbound)
	if err != nil || !ok || cmd.Kind != disclosure.KindBounced || r.Mail.Bounce.Class != email.AddressDead || r.Mail.Bounce.Address() != to {
		t.Errorf("%+v %+v, %v", r, r.Mail.Bounce, err)
	}
}

func TestRealRefusalAtRcpt(t *testing.T) {
	p := realPeers(t)
	for to, code := range map[string]string{"nobody@vendor.example": "5.1.1", "x@policy.example": "5.7.1"} {
		d := p.sender(t).Send(t.Context(), fresh(t, to), new(marks).mark)
		if d.Kind != ledger.Permanent || !strings.Contains(d.Reason, code) {
			t.Errorf("%s: %+v", to, d)
		}
	}
}

func TestRealSuccessNotice(t *testing.T) {
	p := realPeers(t)
	out := fresh(t, "security@vendor.example")
	if d := p.sender(t).Send(t.Context(), out, new(marks).mark); d.Kind != ledger.Sent {
		t.Fatal(d)
	}
	_, _ = await(t, p, "team", func(_ []byte, m email.Mail) bool {
		return m.Class == email.Delivered && m.Bounce.EnvelopeID == out.ID && m.Bounce.Original == "security@vendor.example"
	})
}

func TestRealSecurityOfTheConnection(t *testing.T) {
	p := realPeers(t)
	for name, tc := range map[string]struct {
		addr   string
		sec    email.Security
		change func(*email.Server)
		kind   ledger.OutcomeKind
		text   string
	}{
		"implicit TLS":                 {p.smtps, email.ImplicitTLS, func(*email.Server) {}, ledger.Sent, "queued"},
		"STARTTLS without our CA":      {p.smtp, email.StartTLS, func(s *email.Server) { s.TLS = nil }, ledger.Retry, "not trusted"},
		"implicit TLS without our CA":  {p.smtps, email.ImplicitTLS, func(s *email.Server) { s.TLS = nil }, ledger.Retry, "not trusted"},
		"wrong password":               {p.smtp, email.StartTLS, func(s *email.Server) { s.Password = "wrong" }, ledger.Retry, "535"},
		"no login where one is needed": {p.smtp, email.StartTLS, func(s *email.Server) { s.Username, s.Password = "", "" }, ledger.Permanent, "5.7.1"},
	} {
		o := p.options(t, tc.addr, tc.sec)
		tc.change(&o.Server)
		s, err := email.NewSender(o)
		if err != nil {
			t.Fatal(err)
		}
		if d := s.Send(t.Context(), fresh(t, "security@vendor.example"), new(marks).mark); d.Kind != tc.kind || !strings.Contains(d.Receipt+d.Reason, tc.text) {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

// TestRealReplyLost cuts the line right after the final dot: the vendor has the mail, the sender does not know, and
// the archive copy tells.
func TestRealReplyLost(t *testing.T) {
	p := realPeers(t)
	o := p.options(t, p.smtp, email.StartTLS)
	var cut *oneWay
	var mu sync.Mutex
	o.Server.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		mu.Lock()
		defer mu.Unlock()
		cut = &oneWay{Conn: c}
		return cut, err
	}
	s, err := email.NewSender(o)
	if err != nil {
		t.Fatal(err)
	}
	out := fresh(t, "security@vendor.example")
	d := s.Send(t.Context(), out, func(_ context.Context, phase string) error {
		mu.Lock()
		defer mu.Unlock()
		if cut != nil {
			cut.deaf.Store(phase == email.PhaseDataEnd)
		}
		return nil
	})
	if d.Kind != ledger.Uncertain {
		t.Fatalf("%+v", d)
	}
	if rec := p.sender(t).Find(t.Context(), out); rec.Kind != ledger.Sent {
		t.Errorf("reconcile: %+v", rec)
	}
	count := 0
	_, _ = await(t, p, "security", func(_ []byte, m email.Mail) bool {
		if m.MessageID == out.ID {
			count++
		}
		return count > 0
	})
	if count != 1 {
		t.Errorf("the vendor has %d copies", count)
	}
}

// oneWay hears nothing any more once it is deaf.
type oneWay struct {
	net.Conn
	deaf atomic.Bool
}

func (c *oneWay) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.deaf.Load() {
		return 0, io.EOF
	}
	return n, err
}

func TestRealIdleWakesTheFetcher(t *testing.T) {
	p := realPeers(t)
	s := &inbox{}
	f, err := email.NewFetcher(email.FetcherOptions{Server: p.box("team"), Store: s, Clock: time.Now, Poll: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	time.Sleep(time.Second)
	before := s.len()
	deliver(t, p, "a@vendor.example", "team@example.org", fmt.Sprintf("From: a@vendor.example\r\nSubject: wake %d\r\n\r\nx\r\n", time.Now().UnixNano()))
	eventually(t, func() bool { return s.len() > before })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
