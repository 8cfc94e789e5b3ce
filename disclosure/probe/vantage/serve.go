package vantage

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// Limits of the listener of an agent. A job takes seconds; when it takes longer, the peer does not read.
const (
	headTimeout  = 3 * time.Second // for the handshake, and again for the header with the token: a client with a token needs no longer
	readTimeout  = 10 * time.Second
	writeTimeout = 60 * time.Second
	maxHeader    = 16 << 10
	maxConns     = 64
	maxPerPeer   = 2 * parallel // connections from one address
	grace        = 20 * time.Second
)

// Listen opens the socket of an agent. Without a certificate it has to be on loopback, behind a proxy that has one: the token
// and the targets must not cross a network in the clear.
func Listen(ctx context.Context, address string, certificate *tls.Certificate) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fault.Errorf(fault.Unavailable, "the agent cannot listen on %s: %w", address, err)
	}
	if certificate != nil {
		return tls.NewListener(limited(l), &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12}), nil
	}
	if at, err := netip.ParseAddrPort(l.Addr().String()); err != nil || !at.Addr().Unmap().IsLoopback() {
		return nil, errors.Join(fault.Errorf(fault.Refused,
			"without a certificate the agent listens on this machine only, at 127.0.0.1 behind a proxy with TLS").With(hint.ToGiveCertificate()), l.Close())
	}
	return limited(l), nil
}

// limited bounds the connections at a time, in all and from one peer.
func limited(l net.Listener) net.Listener {
	return &limitedListener{Listener: l, held: map[netip.Prefix]int{}}
}

type limitedListener struct {
	net.Listener
	mu   sync.Mutex
	all  int
	held map[netip.Prefix]int // by peer
}

// Accept accepts a connection. One that exceeds a bound is closed at once: a queue would be one more thing to fill up.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if peer, ok := l.take(c.RemoteAddr()); ok {
			return &limitedConn{Conn: c, release: sync.OnceFunc(func() { l.release(peer) })}, nil
		}
		_ = c.Close() // an error would concern nobody
	}
}

// take counts a connection in, and reports whether that is within the bounds.
func (l *limitedListener) take(from net.Addr) (netip.Prefix, bool) {
	peer := peerOf(from)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= maxConns || l.held[peer] >= maxPerPeer && !peer.Addr().IsLoopback() {
		return peer, false
	}
	l.all++
	l.held[peer]++
	return peer, true
}

func (l *limitedListener) release(peer netip.Prefix) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.held[peer]--; l.held[peer] == 0 {
		delete(l.held, peer)
	}
}

// peerOf returns what counts as one peer: an IPv4 address, or the /64 network that one IPv6 host has to itself. A loopback
// address is that of the proxy in front of us and stands for every client, so take does not bound it: otherwise one client
// could lock out all others. All peers without an address count as one.
func peerOf(from net.Addr) netip.Prefix {
	at, err := netip.ParseAddrPort(from.String())
	if err != nil {
		return netip.Prefix{}
	}
	addr := at.Addr().Unmap().WithZone("")
	bits := addr.BitLen()
	if addr.Is6() && !addr.IsLoopback() {
		bits = 64
	}
	peer, _ := addr.Prefix(bits) // the length always fits
	return peer
}

type limitedConn struct {
	net.Conn
	release func()
}

// Close counts the connection out, once.
func (c *limitedConn) Close() error {
	err := c.Conn.Close()
	c.release()
	return err
}

// Serve answers requests until ctx ends, and then lets jobs finish.
func (a *Agent) Serve(ctx context.Context, l net.Listener) error {
	base := context.WithoutCancel(ctx)
	server := &http.Server{
		Handler: a, ReadHeaderTimeout: headTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: readTimeout,
		MaxHeaderBytes: maxHeader, BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog: slog.NewLogLogger(a.o.Logger.Handler(), slog.LevelDebug), // a handshake that a scanner aborts is not worth a warning
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fault.Errorf(fault.Unavailable, "the agent stopped: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(base, grace)
	defer cancel()
	err := server.Shutdown(end)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
