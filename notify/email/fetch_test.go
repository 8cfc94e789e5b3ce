package email_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/email"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"go.uber.org/goleak"
)

// imapPeer is a mailbox on loopback behind a connection that can freeze.
type imapPeer struct {
	Addr   string
	TLS    *tls.Config
	user   *imapmemserver.User
	frozen atomic.Bool
}

// frozenConn swallows what is written while the peer is frozen.
type frozenConn struct {
	net.Conn
	peer *imapPeer
}

func (c frozenConn) Write(b []byte) (int, error) {
	if c.peer.frozen.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

type frozenListener struct {
	net.Listener
	peer *imapPeer
}

func (l frozenListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return frozenConn{c, l.peer}, err
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

func newPeer(t testing.TB) *imapPeer {
	t.Helper()
	serverTLS, clientTLS := certificates(t)
	p := &imapPeer{TLS: clientTLS, user: imapmemserver.NewUser("team", "hunter2")}
	if err := p.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(p.user)
	srv := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Caps:   imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIdle: {}},
		Logger: log.New(io.Discard, "", 0),
	})
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.Addr = ln.Addr().String()
	var wg sync.WaitGroup
	wg.Go(func() { _ = srv.Serve(tls.NewListener(frozenListener{ln, p}, serverTLS)) })
	t.Cleanup(func() {
		_ = srv.Close()
		wg.Wait()
	})
	return p
}

func (p *imapPeer) add(t testing.TB, raw string) {
	t.Helper()
	raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
	when := time.Date(2020, 1, 27, 8, 0, 0, 0, time.UTC)
	if _, err := p.user.Append("INBOX", literal{bytes.NewReader([]byte(raw))}, &imap.AppendOptions{Time: when}); err != nil {
		t.Fatal(err)
	}
}

func (p *imapPeer) server() email.Server {
	return email.Server{Addr: p.Addr, Security: email.ImplicitTLS, Username: "team", Password: "hunter2", TLS: p.TLS}
}

func (p *imapPeer) fetcher(t testing.TB, s email.Store, change func(*email.FetcherOptions)) *email.Fetcher {
	t.Helper()
	o := email.FetcherOptions{
		Server: p.server(), Store: s, Clock: testClock, Poll: 50 * time.Millisecond, Backoff: 5 * time.Millisecond,
		Waits: email.Waits{Step: 300 * time.Millisecond, Whole: 3 * time.Second},
	}
	if change != nil {
		change(&o)
	}
	f, err := email.NewFetcher(o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// inbox is a store in memory. It fails while fail is set.
type inbox struct {
	mu     sync.Mutex
	items  []ledger.Inbound
	raw    [][]byte
	jobs   []ledger.Job
	cursor map[string]string
	fail   error
	calls  int
}

func (s *inbox) Receive(_ context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (int64, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if s.fail != nil {
		return 0, false, s.fail
	}
	for _, have := range s.items {
		if have.Key == in.Key {
			return have.ID, false, nil
		}
	}
	in.ID = int64(len(s.items) + 1)
	s.items, s.raw, s.jobs = append(s.items, in), append(s.raw, raw.Plain), append(s.jobs, job)
	return in.ID, true, nil
}

func (s *inbox) Cursor(_ context.Context, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursor[name], nil
}

func (s *inbox) SetCursor(_ context.Context, name, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cursor == nil {
		s.cursor = map[string]string{}
	}
	s.cursor[name] = value
	return nil
}

func (s *inbox) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items)
}

func mailNumber(n int) string {
	return fmt.Sprintf("From: Sec <sec%d@example.com>\nTo: team@example.org\nSubject: =?utf-8?q?n=C2=B0_%d?=\nMessage-ID: <m%d@example.com>\n\nHello %d\n", n, n, n, n)
}

func poll(t *testing.T, f *email.Fetcher, want int) {
	t.Helper()
	n, err := f.PollOnce(t.Context())
	if err != nil || n != want {
		t.Fatalf("PollOnce = %d, %v; want %d", n, err, want)
	}
}

func TestFetchStoresEachMailOnceAndInOrder(t *testing.T) {
	p, s := newPeer(t), &inbox{}
	f := p.fetcher(t, s, nil)
	poll(t, f, 0)
	for i := range 3 {
		p.add(t, mailNumber(i))
	}
	poll(t, f, 3)
	poll(t, f, 0)
	p.add(t, mailNumber(3))
	poll(t, f, 1)
	if s.calls != 4 {
		t.Errorf("Receive was called %d times: mails behind the cursor were asked for again", s.calls)
	}
	in := s.items[3]
	if in.From != "Sec <sec3@example.com>" || in.Subject != "n° 3" || in.Channel != disclosure.Email || in.State != ledger.InboundNew ||
		!strings.HasPrefix(in.Key, "mail/") || len(in.Key) != 5+64 || in.Meta[email.MetaUID] == "" {
		t.Errorf("item %+v", in)
	}
	if want := time.Date(2020, 1, 27, 8, 0, 0, 0, time.UTC); !in.Received.Equal(want) {
		t.Errorf("received %s, want the server's time %s", in.Received, want)
	}
	if j := s.jobs[3]; j.Task() != email.TaskInbound || j.Queue != ledger.QueueInbound || j.Key != in.Key || !j.Due.Equal(testClock()) {
		t.Errorf("job %+v", j)
	}
	if !bytes.HasSuffix(s.raw[3], []byte("\r\n\r\nHello 3\r\n")) {
		t.Errorf("raw %q", s.raw[3])
	}
}

func TestFetchLeavesThePastOfAMailboxAlone(t *testing.T) {
	p, s := newPeer(t), &inbox{}
	old := mailNumber(1)
	if _, err := p.user.Append("INBOX", literal{bytes.NewReader([]byte(old))}, &imap.AppendOptions{Time: testClock().Add(-25 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	p.add(t, mailNumber(2))
	f := p.fetcher(t, s, nil)
	poll(t, f, 1)
	if !strings.HasPrefix(s.items[0].From, "Sec <sec2@") {
		t.Errorf("the wrong mail was taken: %s", s.items[0].From)
	}
	// Once the mailbox is known, nothing is too old: a server may deliver late.
	if _, err := p.user.Append("INBOX", literal{bytes.NewReader([]byte(mailNumber(3)))}, &imap.AppendOptions{Time: testClock().Add(-48 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	poll(t, f, 1)
}

func TestFetchMovesTheCursorOnlyAfterTheMailIsStored(t *testing.T) {
	p, s := newPeer(t), &inbox{fail: errors.New("disk full")}
	f := p.fetcher(t, s, nil)
	p.add(t, mailNumber(1))
	if _, err := f.PollOnce(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if len(s.cursor) != 0 {
		t.Fatalf("cursor %v", s.cursor)
	}
	s.fail = nil
	poll(t, f, 1)
}

func TestFetchAfterUIDValidityChangedFindsOnlyWhatIsNew(t *testing.T) {
	p, s := newPeer(t), &inbox{}
	f := p.fetcher(t, s, nil)
	p.add(t, mailNumber(1))
	p.add(t, mailNumber(2))
	poll(t, f, 2)
	before := s.cursor["mail/INBOX"]
	// A mailbox that was made anew has other numbers for the same mails.
	if err := p.user.Delete("INBOX"); err != nil {
		t.Fatal(err)
	}
	if err := p.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{3, 2, 1} {
		p.add(t, mailNumber(n))
	}
	poll(t, f, 1)
	if s.len() != 3 || s.items[2].Subject != "n° 3" {
		t.Errorf("%d items, the last is %+v", s.len(), s.items[s.len()-1])
	}
	if after := s.cursor["mail/INBOX"]; strings.Split(before, ":")[0] == strings.Split(after, ":")[0] {
		t.Skipf("the server kept its UIDVALIDITY: %s, %s", before, after)
	}
}

func TestFetchKeepsTheBeginningOfAnOversizeMail(t *testing.T) {
	p, s := newPeer(t), &inbox{}
	p.add(t, mailNumber(1)+strings.Repeat("0123456789\n", 60_000))
	p.add(t, mailNumber(2))
	poll(t, p.fetcher(t, s, func(o *email.FetcherOptions) { o.MaxSize = 400 << 10 }), 2)
	if got := len(s.raw[0]); got != 256<<10 {
		t.Errorf("%d bytes were stored", got)
	}
	if s.items[0].Meta[email.MetaOversize] == "" || s.items[0].Subject != "n° 1" || s.items[1].Meta[email.MetaOversize] != "" {
		t.Errorf("items %+v", s.items)
	}
}

func TestFetchIsNotStoppedByPoison(t *testing.T) {
	p, s := newPeer(t), &inbox{}
	for _, raw := range []string{
		"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/global\n\nFrom: <\n--b--\n", // breaks BODYSTRUCTURE parsers
		"From: <<<>>>\nTo: @@@\nSubject: =?x?q?=ZZ?=\n\n\xff\xfe",                                             // breaks ENVELOPE parsers
		"no header at all",
		": empty name\n\n",
		strings.Repeat("X: y\n", 5000) + "\n",
	} {
		p.add(t, raw)
	}
	p.add(t, mailNumber(1))
	poll(t, p.fetcher(t, s, nil), 6)
	if s.items[5].Subject != "n° 1" {
		t.Errorf("the mail behind the poison is %+v", s.items[5])
	}
}

func TestFetchLeavesAFrozenPeer(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Run("frozen", func(t *testing.T) {
		p, s := newPeer(t), &inbox{}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.fetcher(t, s, nil).Run(ctx) }()
		p.add(t, mailNumber(1))
		eventually(t, func() bool { return s.len() == 1 })
		p.frozen.Store(true)
		p.add(t, mailNumber(2))
		time.Sleep(500 * time.Millisecond) // longer than a step
		if s.len() != 1 {
			t.Fatal("the peer was not frozen")
		}
		p.frozen.Store(false)
		eventually(t, func() bool { return s.len() == 2 })
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(3 * time.Second):
			t.Error("Run does not end")
		}
	})
}

func TestFetchIdlesAndWakes(t *testing.T) {
	p, s := newPeer(t), &inbox{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- p.fetcher(t, s, func(o *email.FetcherOptions) { o.Poll = time.Hour; o.Waits.Step = 5 * time.Second }).Run(ctx)
	}()
	time.Sleep(200 * time.Millisecond)
	p.add(t, mailNumber(1))
	eventually(t, func() bool { return s.len() == 1 })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("it did not happen")
}

func TestFetchOverSTARTTLS(t *testing.T) {
	serverTLS, clientTLS := certificates(t)
	user := imapmemserver.NewUser("team", "hunter2")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(user)
	srv := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		TLSConfig: serverTLS, Logger: log.New(io.Discard, "", 0),
	})
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() { _ = srv.Serve(ln) })
	t.Cleanup(func() {
		_ = srv.Close()
		wg.Wait()
	})
	p, s := &imapPeer{Addr: ln.Addr().String(), TLS: clientTLS, user: user}, &inbox{}
	p.add(t, mailNumber(1))
	poll(t, p.fetcher(t, s, func(o *email.FetcherOptions) { o.Server.Security = email.StartTLS }), 1)
	_, err = p.fetcher(t, s, func(o *email.FetcherOptions) { o.Server.Security, o.Server.TLS = email.StartTLS, nil }).PollOnce(t.Context())
	if fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("an untrusted certificate: %v", err)
	}
}

func TestFetchRefusals(t *testing.T) {
	p := newPeer(t)
	for name, change := range map[string]func(*email.FetcherOptions){
		"wrong password":     func(o *email.FetcherOptions) { o.Server.Password = "hunter3" },
		"no such mailbox":    func(o *email.FetcherOptions) { o.Mailbox = "Nowhere" },
		"untrusted":          func(o *email.FetcherOptions) { o.Server.TLS = nil },
		"nobody there":       func(o *email.FetcherOptions) { o.Server.Addr = "127.0.0.1:1" },
		"STARTTLS on TLS":    func(o *email.FetcherOptions) { o.Server.Security = email.StartTLS },
		"frozen at greeting": func(*email.FetcherOptions) { p.frozen.Store(true) },
	} {
		_, err := p.fetcher(t, &inbox{}, change).PollOnce(t.Context())
		p.frozen.Store(false)
		if fault.CodeOf(err) != fault.Unavailable || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := email.NewFetcher(email.FetcherOptions{Store: &inbox{}, Clock: testClock, Server: email.Server{Addr: "x:1", Security: email.Insecure, Username: "a", Password: "b"}}); err == nil {
		t.Error("a password without TLS is taken")
	}
}

func TestArchiveIsFoundByMessageID(t *testing.T) {
	p := newPeer(t)
	p.add(t, mailNumber(1))
	a := email.MailboxArchive{Server: p.server(), Waits: email.Waits{Step: time.Second}}
	for id, want := range map[string]bool{"m1@example.com": true, "m2@example.com": false, "<m1@example.com>": true} {
		where, found, err := a.Find(t.Context(), id)
		if err != nil || found != want || found && !strings.HasPrefix(where, "INBOX ") {
			t.Errorf("Find(%s) = %q, %v, %v", id, where, found, err)
		}
	}
	a.Mailbox = "Nowhere"
	if _, _, err := a.Find(t.Context(), "m1@example.com"); err == nil {
		t.Error("no error for a mailbox that is not there")
	}
}
