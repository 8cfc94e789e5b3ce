package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/proxy"

	"daylight/disclosure/fault"
)

// maxConnectHead bounds the answer of an HTTP proxy to CONNECT, in bytes.
const maxConnectHead = 8 << 10

// Egress is a proxy through which probes leave, so that the asset sees another address than ours. It is the simple
// form of another vantage point. The proxy gets an IP address that we resolved and that the guard judged, never a name:
// what a name means is not the proxy's to say.
type Egress struct {
	socks   bool
	address string // host:port of the proxy
}

// ParseEgress reads socks5://host:port or http://host:port. Proxies with a login are not supported.
func ParseEgress(raw string) (*Egress, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "" || u.Port() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, fault.Errorf(fault.Invalid, "a proxy is written socks5://host:port or http://host:port")
	case u.User != nil:
		return nil, fault.Errorf(fault.Invalid, "a proxy with a login is not supported: run one on this machine that logs in for us")
	case u.Scheme != "socks5" && u.Scheme != "http":
		return nil, fault.Errorf(fault.Invalid, "a proxy is written socks5://host:port or http://host:port")
	}
	return &Egress{socks: u.Scheme == "socks5", address: u.Host}, nil
}

// Check reports whether the proxy takes connections at all.
func (g *Egress) Check(ctx context.Context) error {
	conn, err := g.reach(ctx)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the proxy does not answer: %w", err)
	}
	return conn.Close()
}

// OnThisMachine reports whether the proxy is on loopback. Where its connections leave from cannot be seen from here.
func (g *Egress) OnThisMachine() bool {
	host, _, err := net.SplitHostPort(g.address)
	if err != nil {
		return false
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && (addr.Unmap().IsLoopback() || addr.IsUnspecified())
}

// egressError is trouble with the proxy, or its word that it could not connect. Neither is a word of the asset: a proxy
// also says "refused" for what its own rules forbid.
type egressError struct{ err error }

func (e *egressError) Error() string { return "proxy: " + e.err.Error() }
func (e *egressError) Unwrap() error { return e.err }

// reach connects to the proxy itself. The operator named it, so the guard is not asked.
func (g *Egress) reach(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1}
	return d.DialContext(ctx, "tcp", g.address)
}

// dial connects to an address that the guard judged.
func (g *Egress) dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	open := g.connect
	if g.socks {
		open = g.socks5
	}
	conn, err := open(ctx, to)
	if err != nil {
		return nil, &egressError{err}
	}
	return &tunnel{Conn: conn, peer: net.TCPAddrFromAddrPort(to)}, nil
}

// reacher lets the SOCKS5 client reach its proxy.
type reacher struct{ g *Egress }

func (r reacher) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	return r.g.reach(ctx)
}

// Dial is there because the interface asks for it; the client prefers the one with a context.
func (r reacher) Dial(string, string) (net.Conn, error) { return r.g.reach(context.Background()) }

func (g *Egress) socks5(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	d, err := proxy.SOCKS5("tcp", g.address, nil, reacher{g})
	if err != nil {
		return nil, err
	}
	dialer, ok := d.(proxy.ContextDialer)
	if !ok {
		return nil, errors.New("the SOCKS5 client takes no context")
	}
	return dialer.DialContext(ctx, "tcp", to.String())
}

// connect asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6).
func (g *Egress) connect(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	conn, err := g.reach(ctx)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // a dead connection says so at the next step
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err = tunnelThrough(conn, to)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close() // the first error is the one that counts
		return nil, err
	}
	return conn, conn.SetDeadline(time.Time{})
}

// tunnelThrough asks for the tunnel and reads the answer byte by byte: what follows the empty line belongs to the asset.
func tunnelThrough(conn net.Conn, to netip.AddrPort) error {
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", to, to); err != nil {
		return err
	}
	var head []byte
	for b := make([]byte, 1); !strings.HasSuffix(string(head[max(0, len(head)-4):]), "\r\n\r\n"); {
		if len(head) >= maxConnectHead {
			return errOverlong
		}
		if _, err := conn.Read(b); err != nil {
			return err
		}
		head = append(head, b[0])
	}
	status, _, _ := strings.Cut(string(head), "\r\n")
	if version, rest, _ := strings.Cut(status, " "); !strings.HasPrefix(version, "HTTP/1.") || !strings.HasPrefix(rest, "2") {
		return errors.New("it opens no tunnel")
	}
	return nil
}

// tunnel is a connection through a proxy. Its other end is the asset.
type tunnel struct {
	net.Conn
	peer net.Addr
}

// RemoteAddr is the asset's address, not that of the proxy.
func (t *tunnel) RemoteAddr() net.Addr { return t.peer }
