package dial

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

// maxConnectHead bounds the response head of an HTTP proxy to CONNECT, in bytes.
const maxConnectHead = 8 << 10

// errHeadTooLong is the response head of a proxy that does not end.
var errHeadTooLong = errors.New("its response head is too long")

// Egress is a proxy through which probes leave, so that the asset sees another address than ours. It is the simple form of
// a second vantage point. The proxy gets an IP address that we resolved and that the guard checked, never a name: a proxy
// that resolves names itself could be led to an address that the guard refuses.
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
	conn, err := g.connectProxy(ctx)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the proxy does not answer: %w", err)
	}
	return conn.Close()
}

// OnThisMachine reports whether the proxy listens on loopback. It may still tunnel elsewhere (ssh -D, for example); from
// which address its connections leave cannot be seen from here.
func (g *Egress) OnThisMachine() bool {
	host, _, err := net.SplitHostPort(g.address)
	if err != nil {
		return false
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && (addr.Unmap().IsLoopback() || addr.IsUnspecified())
}

// egressError is trouble with the proxy, or its report that it could not connect. Neither says anything about the asset: a
// proxy also reports "refused" for what its own rules forbid.
type egressError struct{ err error }

func (e *egressError) Error() string { return "proxy: " + e.err.Error() }
func (e *egressError) Unwrap() error { return e.err }

// connectProxy connects to the proxy itself. The operator configured it, so the guard does not check its address.
func (g *Egress) connectProxy(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1}
	return d.DialContext(ctx, "tcp", g.address)
}

// dial connects to an address that the guard has checked.
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

// proxyForward is the dialer with which the SOCKS5 client reaches its proxy.
type proxyForward struct{ g *Egress }

func (r proxyForward) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	return r.g.connectProxy(ctx)
}

// Dial exists because the interface requires it. The client prefers DialContext.
func (r proxyForward) Dial(string, string) (net.Conn, error) {
	return r.g.connectProxy(context.Background())
}

// socks5 opens a tunnel through a SOCKS5 proxy (RFC 1928).
func (g *Egress) socks5(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	d, err := proxy.SOCKS5("tcp", g.address, nil, proxyForward{g})
	if err != nil {
		return nil, err
	}
	dialer, ok := d.(proxy.ContextDialer)
	if !ok {
		return nil, errors.New("the SOCKS5 client takes no context")
	}
	return dialer.DialContext(ctx, "tcp", to.String())
}

// connect opens a tunnel through an HTTP proxy (RFC 9110, section 9.3.6).
func (g *Egress) connect(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	conn, err := g.connectProxy(ctx)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // a dead connection fails at the next step
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err = tunnelThrough(conn, to)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close() // the first error is the one that matters
		return nil, err
	}
	return conn, conn.SetDeadline(time.Time{})
}

// tunnelThrough sends CONNECT and reads the response byte by byte. A buffered reader would take bytes past the empty line,
// and those belong to the asset: a server may speak first.
func tunnelThrough(conn net.Conn, to netip.AddrPort) error {
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", to, to); err != nil {
		return err
	}
	var head []byte
	for b := make([]byte, 1); !strings.HasSuffix(string(head[max(0, len(head)-4):]), "\r\n\r\n"); {
		if len(head) >= maxConnectHead {
			return errHeadTooLong
		}
		if _, err := conn.Read(b); err != nil {
			return err
		}
		head = append(head, b[0])
	}
	status, _, _ := strings.Cut(string(head), "\r\n")
	if version, rest, _ := strings.Cut(status, " "); !strings.HasPrefix(version, "HTTP/1.") || !strings.HasPrefix(rest, "2") {
		return errors.New("it does not open a tunnel")
	}
	return nil
}

// tunnel is a connection through a proxy to the asset.
type tunnel struct {
	net.Conn
	peer net.Addr
}

// RemoteAddr returns the address of the asset, not that of the proxy.
func (t *tunnel) RemoteAddr() net.Addr { return t.peer }
