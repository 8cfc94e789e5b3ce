package email_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A mailServer is an SMTP server that behaves as a test wants it to. It is written by hand, line by line, so that it
// shares no code and no misunderstanding with the client under test.
type mailServer struct {
	Addr string

	// Replies by verb; "" is the normal one. A verb is also BANNER, DOT (answer to the mail) and LOGIN (to AUTH).
	Replies map[string]string
	// Rcpt answers a recipient; "" takes it.
	Rcpt func(addr string) string
	// Drop cuts the connection instead of answering the verb.
	Drop map[string]bool
	// Delay waits before the answer to a verb.
	Delay map[string]time.Duration
	// Hook is called when a verb has been read, before the answer; "DOT" once the mail is stored.
	Hook func(verb string)
	// Caps are the lines of EHLO beside STARTTLS and AUTH.
	Caps      []string
	TLS       *tls.Config
	NoTLS     bool // do not offer STARTTLS
	Implicit  bool // TLS from the first byte
	PlainAuth bool // offer AUTH before TLS
	NoAuth    bool
	Mechs     string // what AUTH offers; "" is PLAIN LOGIN

	mu       sync.Mutex
	once     [2]string // what is answered to a verb the next time, see Once
	ln       net.Listener
	mails    []storedMail
	commands []string // every line, AUTH without what follows
	secrets  []string // credentials seen, with "plain " before them when they came without TLS
	wg       sync.WaitGroup
}

type storedMail struct {
	From string
	To   []string
	Args string
	Data string
}

// start listens on loopback.
func (s *mailServer) start(t testing.TB) *mailServer {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.ln, s.Addr = ln, ln.Addr().String()
	s.wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s.wg.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		s.wg.Wait()
	})
	return s
}

// Once answers a verb in another way the next time that it comes; "" cuts the connection instead.
func (s *mailServer) Once(verb, reply string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once = [2]string{verb, reply}
}

// odd returns what Once set for a verb.
func (s *mailServer) odd(verb string) (reply string, set bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.once[0] != verb {
		return "", false
	}
	reply, s.once = s.once[1], [2]string{}
	return reply, true
}

func (s *mailServer) Mails() []storedMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

func (s *mailServer) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

func (s *mailServer) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.secrets)
}

func (s *mailServer) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	secure := false
	if s.Implicit {
		c, secure = tls.Server(c, s.TLS), true
	}
	r := bufio.NewReader(c)
	say := func(verb, normal string) bool {
		if s.Hook != nil {
			s.Hook(verb)
		}
		time.Sleep(s.Delay[verb])
		if s.Drop[verb] {
			return false
		}
		reply := s.Replies[verb]
		if odd, set := s.odd(verb); set {
			if odd == "" {
				return false
			}
			reply = odd
		}
		if reply == "" {
			reply = normal
		}
		_, err := fmt.Fprintf(c, "%s\r\n", strings.ReplaceAll(reply, "\n", "\r\n"))
		return err == nil
	}
	if !say("BANNER", "220 mx.example.net ready") {
		return
	}
	var m storedMail
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, arg, _ := strings.Cut(line, " ")
		verb = strings.ToUpper(verb)
		s.note(verb, line)
		var ok bool
		switch verb {
		case "EHLO":
			ok = say(verb, s.ehlo(secure))
		case "STARTTLS":
			if ok = say(verb, "220 go ahead"); ok && s.Replies[verb] == "" {
				c, secure = tls.Server(c, s.TLS), true
				r = bufio.NewReader(c)
			}
		case "AUTH":
			s.login(c, r, arg, secure)
			ok = say("LOGIN", "235 2.7.0 welcome")
		case "MAIL":
			m = storedMail{From: angle(arg), Args: arg}
			ok = say(verb, "250 2.1.0 ok")
		case "RCPT":
			reply := "250 2.1.5 ok"
			if s.Rcpt != nil && s.Rcpt(angle(arg)) != "" {
				reply = s.Rcpt(angle(arg))
			} else {
				m.To = append(m.To, angle(arg))
			}
			ok = say(verb, reply)
		case "DATA":
			if ok = say(verb, "354 go on"); !ok || s.Replies[verb] != "" {
				break
			}
			if m.Data, ok = readData(r); !ok {
				return // no final dot: nothing was handed over
			}
			if code := s.Replies["DOT"]; code == "" || code[0] == '2' {
				s.mu.Lock()
				s.mails = append(s.mails, m)
				s.mu.Unlock()
			}
			ok = say("DOT", "250 2.0.0 Ok: queued as 4XyZ")
		case "QUIT":
			say(verb, "221 2.0.0 bye")
			return
		default:
			ok = say(verb, "250 2.0.0 ok")
		}
		if !ok || strings.HasPrefix(s.Replies[verb], "421") {
			return
		}
	}
}

func (s *mailServer) note(verb, line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if verb == "AUTH" {
		line = verb
	}
	s.commands = append(s.commands, line)
}

func (s *mailServer) ehlo(secure bool) string {
	lines := []string{"mx.example.net"}
	lines = append(lines, s.Caps...)
	if !secure && !s.NoTLS && s.TLS != nil {
		lines = append(lines, "STARTTLS")
	}
	if !s.NoAuth && (secure || s.PlainAuth) {
		mechs := s.Mechs
		if mechs == "" {
			mechs = "PLAIN LOGIN"
		}
		lines = append(lines, "AUTH "+mechs)
	}
	for i := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		lines[i] = "250" + sep + lines[i]
	}
	return strings.Join(lines, "\n")
}

func (s *mailServer) login(c net.Conn, r *bufio.Reader, arg string, secure bool) {
	mech, initial, _ := strings.Cut(arg, " ")
	got, _ := base64.StdEncoding.DecodeString(initial)
	if mech == "LOGIN" {
		for range 2 {
			_, _ = fmt.Fprintf(c, "334 UGFzc3dvcmQ6\r\n")
			line, _ := r.ReadString('\n')
			part, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
			got = append(append(got, 0), part...)
		}
	}
	prefix := ""
	if !secure {
		prefix = "plain "
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets = append(s.secrets, prefix+strings.ReplaceAll(string(got), "\x00", "|"))
}

func readData(r *bufio.Reader) (string, bool) {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", false
		}
		if line == ".\r\n" {
			return b.String(), true
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func angle(arg string) string {
	_, rest, _ := strings.Cut(arg, "<")
	addr, _, _ := strings.Cut(rest, ">")
	return addr
}

// certificates returns a server's TLS settings for 127.0.0.1 and the client's that trust them.
func certificates(t testing.TB) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}
}
