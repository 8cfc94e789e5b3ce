package email_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify"
	"daylight/notify/email"

	"go.uber.org/goleak"
)

// outgoing returns a composed first contact as the engine hands it to a sender.
func outgoing(t testing.TB, to string) ledger.Outgoing {
	t.Helper()
	in := firstContact()
	in.Contact.Address = to
	id, rcpt, raw, err := testComposer(t).Compose(in)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Outgoing{
		Case:    in.Case,
		Message: disclosure.Message{Key: "DL-2020-0001/first_contact/C1/1", ID: id, Contact: "C1", To: rcpt, Channel: disclosure.Email},
		Bytes:   raw,
	}
}

func quick() email.Timeouts {
	return email.Timeouts{
		Connect: 2 * time.Second, Command: 400 * time.Millisecond, Data: 400 * time.Millisecond, Reply: 500 * time.Millisecond,
		Quit: 200 * time.Millisecond, Stop: 200 * time.Millisecond,
	}
}

// marks records phases; it fails at one of them.
type marks struct {
	seen   []string
	failAt string
}

func (m *marks) mark(_ context.Context, phase string) error {
	m.seen = append(m.seen, phase)
	if phase == m.failAt {
		return ledger.ErrLeaseLost
	}
	return nil
}

const copyTo = "archive@example.org"

// scenario is one behaviour of a server and what a sender has to make of it.
type scenario struct {
	server  mailServer
	options func(*email.SenderOptions)
	marks   marks
	kind    ledger.OutcomeKind
	after   time.Duration
	text    string // part of the receipt or the reason
	stored  int    // mails that the server took
	phases  string
}

func TestSend(t *testing.T) {
	const all = "connect rcpt data_end"
	cut := func(verbs ...string) map[string]bool {
		m := map[string]bool{}
		for _, v := range verbs {
			m[v] = true
		}
		return m
	}
	say := func(verb, reply string) map[string]string { return map[string]string{verb: reply} }
	late := func(verb string) map[string]time.Duration { return map[string]time.Duration{verb: time.Second} }
	only := func(addr, reply string) func(string) string {
		return func(a string) string {
			if a == addr {
				return reply
			}
			return ""
		}
	}
	for name, s := range map[string]*scenario{
		"accepted": {kind: ledger.Sent, text: "2.0.0 Ok: queued as 4XyZ", stored: 1, phases: all},

		"greylisted at RCPT with 450":     {server: mailServer{Rcpt: only("vendor@example.com", "450 4.2.0 greylisted")}, kind: ledger.Retry, after: 5 * time.Minute, text: "450 4.2.0", phases: "connect rcpt"},
		"greylisted at RCPT with 451":     {server: mailServer{Rcpt: only("vendor@example.com", "451 4.7.1 try later")}, kind: ledger.Retry, after: 5 * time.Minute, text: "451 4.7.1", phases: "connect rcpt"},
		"too busy in the banner":          {server: mailServer{Replies: say("BANNER", "421 4.3.2 too busy")}, kind: ledger.Retry, after: 5 * time.Minute, text: "421", phases: "connect"},
		"refused in the banner":           {server: mailServer{Replies: say("BANNER", "554 5.7.1 no service for you")}, kind: ledger.Retry, after: 15 * time.Minute, text: "554", phases: "connect"},
		"sender refused":                  {server: mailServer{Replies: say("MAIL", "550 5.7.1 not from you")}, kind: ledger.Permanent, text: "5.7.1", phases: "connect rcpt"},
		"login asked for at MAIL":         {server: mailServer{Replies: say("MAIL", "530 5.7.0 authentication required")}, kind: ledger.Retry, after: 15 * time.Minute, text: "530", phases: "connect rcpt"},
		"recipient unknown":               {server: mailServer{Rcpt: only("vendor@example.com", "550 5.1.1 user unknown")}, kind: ledger.Permanent, text: "550 5.1.1", phases: "connect rcpt"},
		"archive unknown":                 {server: mailServer{Rcpt: only(copyTo, "550 5.1.1 user unknown")}, kind: ledger.Retry, after: 15 * time.Minute, text: "archive", phases: "connect rcpt"},
		"archive greylisted":              {server: mailServer{Rcpt: only(copyTo, "450 4.2.0 later")}, kind: ledger.Retry, after: 15 * time.Minute, text: "archive", phases: "connect rcpt"},
		"refused at DATA":                 {server: mailServer{Replies: say("DATA", "554 5.5.1 no valid recipients")}, kind: ledger.Permanent, text: "554", phases: "connect rcpt"},
		"later at DATA":                   {server: mailServer{Replies: say("DATA", "452 4.3.1 out of space")}, kind: ledger.Retry, after: 5 * time.Minute, text: "452", phases: "connect rcpt"},
		"refused after the dot":           {server: mailServer{Replies: say("DOT", "554 5.7.1 looks like spam")}, kind: ledger.Permanent, text: "554 5.7.1", phases: all},
		"later after the dot":             {server: mailServer{Replies: say("DOT", "451 4.7.1 greylisted")}, kind: ledger.Retry, after: 5 * time.Minute, text: "451", phases: all},
		"shutting down after the dot":     {server: mailServer{Replies: say("DOT", "421 4.3.0 shutting down")}, kind: ledger.Retry, after: 5 * time.Minute, text: "421", phases: all},
		"another 2xx after the dot":       {server: mailServer{Replies: say("DOT", "252 taken somehow")}, kind: ledger.Sent, text: "252", stored: 1, phases: all},
		"3xx after the dot":               {server: mailServer{Replies: say("DOT", "354 more?")}, kind: ledger.Uncertain, phases: all},
		"nonsense after the dot":          {server: mailServer{Replies: say("DOT", "huh?")}, kind: ledger.Uncertain, phases: all},
		"cut after the dot":               {server: mailServer{Drop: cut("DOT")}, kind: ledger.Uncertain, text: "before the server answered", stored: 1, phases: all},
		"silent after the dot":            {server: mailServer{Delay: late("DOT")}, kind: ledger.Uncertain, text: "no answer in time", stored: 1, phases: all},
		"cut at QUIT":                     {server: mailServer{Drop: cut("QUIT")}, kind: ledger.Sent, stored: 1, phases: all},
		"error at QUIT":                   {server: mailServer{Replies: say("QUIT", "421 4.0.0 what?")}, kind: ledger.Sent, stored: 1, phases: all},
		"silent at QUIT":                  {server: mailServer{Delay: late("QUIT")}, kind: ledger.Sent, stored: 1, phases: all},
		"cut at the banner":               {server: mailServer{Drop: cut("BANNER")}, kind: ledger.Retry, phases: "connect"},
		"cut at RCPT":                     {server: mailServer{Drop: cut("RCPT")}, kind: ledger.Retry, phases: "connect rcpt"},
		"cut at DATA":                     {server: mailServer{Drop: cut("DATA")}, kind: ledger.Retry, phases: "connect rcpt"},
		"silent banner":                   {server: mailServer{Delay: late("BANNER")}, kind: ledger.Retry, text: "no answer in time", phases: "connect"},
		"silent at RCPT":                  {server: mailServer{Delay: late("RCPT")}, kind: ledger.Retry, text: "no answer in time", phases: "connect rcpt"},
		"STARTTLS not offered":            {server: mailServer{NoTLS: true, PlainAuth: true}, kind: ledger.Retry, after: 15 * time.Minute, text: "STARTTLS", phases: "connect"},
		"STARTTLS refused":                {server: mailServer{Replies: say("STARTTLS", "454 4.7.0 TLS not available")}, kind: ledger.Retry, after: 15 * time.Minute, text: "454", phases: "connect"},
		"certificate not trusted":         {options: func(o *email.SenderOptions) { o.Server.TLS = &tls.Config{MinVersion: tls.VersionTLS12} }, kind: ledger.Retry, after: 15 * time.Minute, text: "certificate is not trusted", phases: "connect"},
		"login refused":                   {server: mailServer{Replies: say("LOGIN", "535 5.7.8 wrong")}, kind: ledger.Retry, after: 15 * time.Minute, text: "535", phases: "connect"},
		"login not offered":               {server: mailServer{NoAuth: true}, kind: ledger.Retry, after: 15 * time.Minute, text: "no login", phases: "connect"},
		"lease lost before connecting":    {marks: marks{failAt: "connect"}, kind: ledger.Retry, phases: "connect"},
		"lease lost before the dot":       {marks: marks{failAt: "data_end"}, kind: ledger.Retry, text: "lease", phases: all},
		"implicit TLS":                    {server: mailServer{Implicit: true}, options: func(o *email.SenderOptions) { o.Server.Security = email.ImplicitTLS }, kind: ledger.Sent, stored: 1, phases: all},
		"implicit TLS, not trusted":       {server: mailServer{Implicit: true}, options: func(o *email.SenderOptions) { o.Server.Security, o.Server.TLS = email.ImplicitTLS, nil }, kind: ledger.Retry, after: 15 * time.Minute, text: "certificate", phases: "connect"},
		"no TLS on loopback, no password": {server: mailServer{NoTLS: true}, options: insecure, kind: ledger.Sent, stored: 1, phases: all},
		"login with LOGIN only":           {server: mailServer{Mechs: "LOGIN"}, kind: ledger.Sent, stored: 1, phases: all},
		"login with what we do not speak": {server: mailServer{Mechs: "CRAM-MD5 XOAUTH2"}, kind: ledger.Retry, after: 15 * time.Minute, text: "no login", phases: "connect"},
		"no TLS to another machine": {server: mailServer{NoTLS: true}, options: func(o *email.SenderOptions) {
			insecure(o)
			o.Server.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				c, err := new(net.Dialer).DialContext(ctx, network, addr)
				return elsewhere{c}, err
			}
		}, kind: ledger.Retry, after: 15 * time.Minute, text: "loopback", phases: "connect"},
		"no copy wanted": {options: func(o *email.SenderOptions) { o.CopyTo = "" }, kind: ledger.Sent, stored: 1, phases: all},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, srv := attempt(t, s)
			if d.Kind != s.kind || d.After != s.after || !strings.Contains(d.Receipt+d.Reason, s.text) {
				t.Errorf("got %s after %s, receipt %q, reason %q; want %s after %s with %q", d.Kind, d.After, d.Receipt, d.Reason, s.kind, s.after, s.text)
			}
			if got := strings.Join(s.marks.seen, " "); got != s.phases {
				t.Errorf("phases %q, want %q", got, s.phases)
			}
			if got := len(srv.Mails()); got != s.stored {
				t.Errorf("the server took %d mails, want %d", got, s.stored)
			}
			for _, secret := range srv.Secrets() {
				if strings.HasPrefix(secret, "plain ") {
					t.Errorf("a password went out without TLS: %s", secret)
				}
			}
			if strings.Contains(d.Receipt+d.Reason, "hunter2") {
				t.Errorf("a secret in %q", d.Receipt+d.Reason)
			}
		})
	}
}

// elsewhere pretends to be a connection to another machine.
type elsewhere struct{ net.Conn }

func (elsewhere) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 25), Port: 25} }

func insecure(o *email.SenderOptions) {
	o.Server.Security, o.Server.Username, o.Server.Password = email.Insecure, "", ""
}

// attempt starts the server and sends one mail.
func attempt(t *testing.T, s *scenario) (ledger.Delivery, *mailServer) {
	t.Helper()
	serverTLS, clientTLS := certificates(t)
	srv := &s.server
	srv.TLS = serverTLS
	srv.start(t)
	o := email.SenderOptions{
		Server: email.Server{Addr: srv.Addr, Security: email.StartTLS, Username: "team", Password: "hunter2", TLS: clientTLS},
		Tokens: testTokens(t), CopyTo: copyTo, Timeouts: quick(),
	}
	if s.options != nil {
		s.options(&o)
	}
	sender, err := email.NewSender(o)
	if err != nil {
		t.Fatal(err)
	}
	return sender.Send(t.Context(), outgoing(t, "vendor@example.com"), s.marks.mark), srv
}

func TestSentMailIsTheFrozenOne(t *testing.T) {
	s := scenario{server: mailServer{Caps: []string{"DSN", "8BITMIME", "SIZE 10000000"}}}
	d, srv := attempt(t, &s)
	if d.Kind != ledger.Sent {
		t.Fatal(d)
	}
	out, mail := outgoing(t, "vendor@example.com"), srv.Mails()[0]
	if mail.Data != string(out.Bytes) {
		t.Errorf("got\n%s\nwant\n%s", mail.Data, out.Bytes)
	}
	if !slices.Equal(mail.To, []string{"vendor@example.com", copyTo}) {
		t.Errorf("recipients %v", mail.To)
	}
	if id, contact, ok := testTokens(t).Parse(mail.From); !ok || id != "DL-2020-0001" || contact != "C1" || !strings.HasPrefix(mail.From, "team+b-") {
		t.Errorf("envelope sender %q", mail.From)
	}
	all := strings.Join(srv.Commands(), "\n")
	for _, want := range []string{
		"EHLO example.org", "RET=HDRS", "ENVID=" + out.ID, "RCPT TO:<vendor@example.com> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=RFC822;vendor@example.com",
		"RCPT TO:<" + copyTo + "> NOTIFY=NEVER",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if strings.Contains(all, "SMTPUTF8") {
		t.Error("SMTPUTF8 was asked for")
	}
	if got := srv.Secrets(); !slices.Equal(got, []string{"|team|hunter2"}) {
		t.Errorf("login %v", got)
	}
}

func TestNoNoticesAreAskedForWhereTheServerHasNone(t *testing.T) {
	_, srv := attempt(t, &scenario{})
	if all := strings.Join(srv.Commands(), "\n"); strings.Contains(all, "NOTIFY") || strings.Contains(all, "ENVID") {
		t.Error(all)
	}
}

func TestSenderStopped(t *testing.T) {
	serverTLS, clientTLS := certificates(t)
	for name, tc := range map[string]struct {
		verb string
		kind ledger.OutcomeKind
	}{
		"before the dot: nothing was sent":        {"RCPT", ledger.Retry},
		"at the dot: the answer is still awaited": {"DOT", ledger.Sent},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			srv := (&mailServer{TLS: serverTLS, Delay: map[string]time.Duration{tc.verb: 50 * time.Millisecond}, Hook: func(verb string) {
				if verb == tc.verb {
					cancel()
				}
			}}).start(t)
			sender, err := email.NewSender(email.SenderOptions{
				Server: email.Server{Addr: srv.Addr, Security: email.StartTLS, TLS: clientTLS}, Tokens: testTokens(t), Timeouts: quick(),
			})
			if err != nil {
				t.Fatal(err)
			}
			if d := sender.Send(ctx, outgoing(t, "vendor@example.com"), new(marks).mark); d.Kind != tc.kind {
				t.Errorf("got %s: %s", d.Kind, d.Reason)
			}
		})
	}
}

func TestSenderSettingsAreChecked(t *testing.T) {
	for name, s := range map[string]email.Server{
		"a password without TLS":   {Addr: "mx.example.org:25", Security: email.Insecure, Username: "u", Password: "p"},
		"no port":                  {Addr: "mx.example.org", Security: email.StartTLS},
		"unknown protection":       {Addr: "mx.example.org:25", Security: "opportunistic"},
		"no protection named":      {Addr: "mx.example.org:25"},
		"a user without password":  {Addr: "mx.example.org:587", Security: email.StartTLS, Username: "u"},
		"a password without a use": {Addr: "mx.example.org:587", Security: email.StartTLS, Password: "p"},
	} {
		_, err := email.NewSender(email.SenderOptions{Server: s, Tokens: testTokens(t)})
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s := (email.Server{Addr: "a:1", Username: "u", Password: "hunter2"}); strings.Contains(s.String()+s.LogValue().String(), "hunter2") {
		t.Error("the password is shown")
	}
}

func TestSenderIsGentleWithADomain(t *testing.T) {
	serverTLS, clientTLS := certificates(t)
	srv := (&mailServer{TLS: serverTLS}).start(t)
	sender, err := email.NewSender(email.SenderOptions{
		Server: email.Server{Addr: srv.Addr, Security: email.StartTLS, TLS: clientTLS}, Tokens: testTokens(t), Timeouts: quick(),
		Pace: notify.NewPace(time.Minute, 1, testClock),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []ledger.OutcomeKind{ledger.Sent, ledger.Retry} {
		if d := sender.Send(t.Context(), outgoing(t, "vendor@example.com"), new(marks).mark); d.Kind != want {
			t.Errorf("got %s %s, want %s", d.Kind, d.Reason, want)
		}
	}
}

// archiveStub answers like an archive after some questions.
type archiveStub struct {
	empty int // questions answered with "not there" before it is
	err   error
	asked int
}

func (a *archiveStub) Find(context.Context, string) (string, bool, error) {
	a.asked++
	if a.err != nil {
		return "", false, a.err
	}
	return "Archive 7:12", a.asked > a.empty, nil
}

func TestFind(t *testing.T) {
	for name, tc := range map[string]struct {
		archive *archiveStub
		copyTo  string
		kind    ledger.OutcomeKind
		text    string
	}{
		"copy is there":           {&archiveStub{}, copyTo, ledger.Sent, "archive copy: Archive 7:12"},
		"there is no copy yet":    {&archiveStub{empty: 1}, copyTo, ledger.Retry, "no archive copy has arrived"},
		"archive does not answer": {&archiveStub{err: errors.New("down")}, copyTo, ledger.Retry, "could not be searched"},
		"no copy was asked for":   {&archiveStub{}, "", ledger.Uncertain, "no archive copy could prove it"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := email.NewSender(email.SenderOptions{
				Server: email.Server{Addr: "127.0.0.1:1", Security: email.StartTLS}, Tokens: testTokens(t), CopyTo: tc.copyTo, Archive: tc.archive,
			})
			if err != nil {
				t.Fatal(err)
			}
			d := s.Find(t.Context(), outgoing(t, "vendor@example.com"))
			if d.Kind != tc.kind || !strings.Contains(d.Receipt+d.Reason, tc.text) {
				t.Errorf("got %+v", d)
			}
		})
	}
}

func TestSendLeavesNothingRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Run("send", func(t *testing.T) {
		if d, _ := attempt(t, &scenario{}); d.Kind != ledger.Sent {
			t.Error(d)
		}
	})
}

func TestCheckSendsNothing(t *testing.T) {
	serverTLS, clientTLS := certificates(t)
	srv := (&mailServer{TLS: serverTLS}).start(t)
	o := email.SenderOptions{
		Server: email.Server{Addr: srv.Addr, Security: email.StartTLS, Username: "team", Password: "hunter2", TLS: clientTLS}, Tokens: testTokens(t), Timeouts: quick(),
	}
	good, err := email.NewSender(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := good.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if all := strings.Join(srv.Commands(), " "); strings.Contains(all, "MAIL") || !strings.Contains(all, "AUTH") {
		t.Error(all)
	}
	o.Server.TLS = nil
	bad, err := email.NewSender(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := bad.Check(t.Context()); fault.CodeOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "not trusted") {
		t.Error(err)
	}
}
