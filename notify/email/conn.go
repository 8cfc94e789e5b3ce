package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"daylight/disclosure/fault"
)

// Security says how a connection to a mail server is protected.
type Security string

// The ways to protect a connection. There is no "TLS if available", because an attacker could strip the offer.
const (
	ImplicitTLS Security = "tls"      // from the first byte: ports 465 and 993
	StartTLS    Security = "starttls" // ports 587 and 143; required, not tried
	Insecure    Security = "insecure" // none: loopback addresses only, never with a password
)

// Server is how to reach a mail server.
type Server struct {
	Addr     string // host:port
	Security Security
	Username string // "" means no login
	Password string
	TLS      *tls.Config // nil trusts the machine's authorities
	// Dial opens the connection; nil is a plain net.Dialer.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// LogValue keeps the password out of every log.
func (s Server) LogValue() slog.Value {
	return slog.GroupValue(slog.String("addr", s.Addr), slog.String("security", string(s.Security)), slog.String("user", s.Username))
}

// String keeps the password out of every message.
func (s Server) String() string { return s.Addr + " (" + string(s.Security) + ")" }

// check refuses settings that could expose a password.
func (s Server) check() error {
	host, _, err := net.SplitHostPort(s.Addr)
	switch {
	case err != nil || host == "":
		return fault.Errorf(fault.Invalid, "the mail server %.80q is not host:port", s.Addr)
	case s.Security == Insecure && s.Username != "":
		return fault.Errorf(fault.Invalid, "a password is not sent without TLS: use starttls or tls for %s", s.Addr)
	case s.Security != ImplicitTLS && s.Security != StartTLS && s.Security != Insecure:
		return fault.Errorf(fault.Invalid, "%.20q is not a way to protect a connection: write tls, starttls or insecure", s.Security)
	case (s.Username == "") != (s.Password == ""):
		return fault.Errorf(fault.Invalid, "the mail server %s needs both a user name and a password, or neither", s.Addr)
	}
	return nil
}

// errNotLoopback refuses a connection without TLS to another machine.
var errNotLoopback = errors.New("a connection without TLS is allowed to a loopback address only")

// dial connects and, for implicit TLS, shakes hands. The handshake of STARTTLS follows later.
func (s Server) dial(ctx context.Context, limit time.Duration) (*guardedConn, net.Conn, error) {
	dctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	dial := s.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	raw, err := dial(dctx, "tcp", s.Addr)
	if err != nil {
		return nil, nil, err
	}
	g := &guardedConn{Conn: raw}
	g.Allow(limit)
	if s.Security == Insecure && !loopback(raw.RemoteAddr()) {
		_ = raw.Close()
		return nil, nil, errNotLoopback
	}
	if s.Security != ImplicitTLS {
		return g, g, nil
	}
	t := tls.Client(g, s.tlsConfig())
	if err := t.HandshakeContext(dctx); err != nil {
		_ = raw.Close()
		return nil, nil, err
	}
	return g, t, nil
}

func (s Server) tlsConfig() *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		c = s.TLS.Clone()
	}
	if c.ServerName == "" {
		c.ServerName, _, _ = net.SplitHostPort(s.Addr)
	}
	return c
}

func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// untrusted reports whether err is about the certificate of the other side.
func untrusted(err error) bool {
	_, verify := errors.AsType[*tls.CertificateVerificationError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	_, host := errors.AsType[x509.HostnameError](err)
	return verify || authority || host
}

// guardedConn is a connection that bounds every read and write by the currently allowed time. The deadlines of the mail
// libraries leave gaps (a mail's data, an idle mailbox, a peer that froze before the first byte of an answer), so only
// ours count.
type guardedConn struct {
	net.Conn
	limit atomic.Int64
}

// Allow sets how long each read and write may take from now on, including one that is already waiting; 0 means no
// limit.
func (g *guardedConn) Allow(d time.Duration) {
	g.limit.Store(int64(d))
	_ = g.Conn.SetDeadline(g.deadline())
}

func (g *guardedConn) deadline() time.Time {
	d := time.Duration(g.limit.Load())
	if d <= 0 {
		return time.Time{}
	}
	return time.Now().Add(d) //nolint:forbidigo // a socket's deadline is in real time, not in the time of the cases
}

// Read reads within the allowed time.
func (g *guardedConn) Read(b []byte) (int, error) {
	if err := g.Conn.SetReadDeadline(g.deadline()); err != nil {
		return 0, err
	}
	return g.Conn.Read(b)
}

// Write writes within the allowed time.
func (g *guardedConn) Write(b []byte) (int, error) {
	if err := g.Conn.SetWriteDeadline(g.deadline()); err != nil {
		return 0, err
	}
	return g.Conn.Write(b)
}

// SetDeadline does nothing: see [guardedConn].
func (g *guardedConn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: see [guardedConn].
func (g *guardedConn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: see [guardedConn].
func (g *guardedConn) SetWriteDeadline(time.Time) error { return nil }
