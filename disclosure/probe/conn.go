package probe

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/guard"
)

// Call says where to connect for a conversation over TCP.
type Call struct {
	Address string // host:port
	TLS     bool   // from the start; [Conn.StartTLS] is for protocols that upgrade a connection
}

// CallResult is what is kept of a conversation.
type CallResult struct {
	Peer  string      // resolved address and port
	Bytes int64       // received; none of them are kept
	Fault *dial.Fault // why the conversation ended early, nil when it did not
}

// readAhead is how many bytes more than the kind asked for may be read from the wire. Lines are read through it.
const readAhead = 512

// errTooLong is an answer that is longer than any answer of the protocol.
var errTooLong = errors.New("the answer is too long for the protocol")

// Conn is one conversation over TCP. The errors of its methods hold nothing of what the server said, and the function that
// talks should return them unchanged: [Env.Talk] turns them into a fault.
type Conn struct {
	env      *Env
	address  string
	raw      net.Conn
	r        *bufio.Reader
	progress *dial.Progress
	left     int64 // bytes that may still be received
	sendErr  error // why the server accepts nothing more
}

// Talk connects, lets f send and receive, and hangs up when f returns. f should return as soon as it knows the verdict.
// Everything is bounded: connecting by the connect limit, the whole conversation by ctx, what is received by the talk limit.
func (e *Env) Talk(ctx context.Context, call Call, f func(ctx context.Context, c *Conn) error) CallResult {
	c := &Conn{env: e, address: call.Address, progress: &dial.Progress{}, left: e.limits.Talk}
	err := c.open(ctx, call)
	if err == nil {
		defer func() { _ = c.raw.Close() }() // everything that was needed has been read
		// When ctx ends, a deadline in the past interrupts the read or write that is under way. The deadline of ctx is also
		// set on the connection (see open), so that a read that runs out of time reports a timeout of its own.
		below := c.raw // StartTLS replaces c.raw by a TLS connection on top of it
		stop := context.AfterFunc(ctx, func() { _ = below.SetDeadline(time.Unix(1, 0)) })
		defer stop()
		err = f(ctx, c)
	}
	t := CallResult{Bytes: e.limits.Talk - c.left}
	if errors.Is(ctx.Err(), context.Canceled) && err != nil {
		err = ctx.Err() // we were stopped; it is not the server that is slow
	}
	if err != nil {
		fault, _ := c.progress.Fault(err)
		t.Fault = &fault
	}
	t.Peer = c.progress.Peer()
	return t
}

// open connects and, where the call says so, starts TLS. The name is checked before anything is resolved.
func (c *Conn) open(ctx context.Context, call Call) error {
	if host, _, err := net.SplitHostPort(call.Address); err == nil {
		if err := guard.CheckName(host); err != nil {
			return err
		}
	}
	conn, err := c.env.dialer.Dial(ctx, call.Address)
	if err != nil {
		return err
	}
	c.progress.Connected(conn)
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			_ = conn.Close() // it is already dead
			return err
		}
	}
	if call.TLS {
		if conn, err = c.env.dialer.Handshake(ctx, conn, call.Address, true, c.progress); err != nil {
			return err
		}
	}
	c.progress.Reached(dial.Exchanging)
	c.setConn(conn)
	return c.heedDemand(ctx)
}

// alertWait is how long a server may take to refuse a client that brought no certificate.
const alertWait = 400 * time.Millisecond

// heedDemand waits for the refusal of a server that requested a certificate. In TLS 1.3 it comes after the handshake, and is lost
// where something was sent meanwhile.
func (c *Conn) heedDemand(ctx context.Context) error {
	if !c.progress.WantsCertificate() {
		return nil
	}
	timer := time.AfterFunc(alertWait, func() { _ = c.raw.SetReadDeadline(time.Unix(1, 0)) })
	_, err := c.r.Peek(1)
	timer.Stop()
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	deadline, _ := ctx.Deadline() // none is the zero time, which is none here too
	return c.raw.SetReadDeadline(deadline)
}

// setConn makes conn the connection that is read from and written to, with a fresh buffer on top of the byte limit.
func (c *Conn) setConn(conn net.Conn) {
	c.raw = conn
	c.r = bufio.NewReaderSize(capped{c}, readAhead)
}

// capped counts the bytes that come in, and fails at the limit.
type capped struct{ c *Conn }

func (r capped) Read(p []byte) (int, error) {
	if r.c.left <= 0 {
		return 0, errTooLong
	}
	n, err := r.c.raw.Read(p[:min(int64(len(p)), r.c.left)])
	r.c.left -= int64(n)
	return n, err
}

// Send writes b. A server may refuse us and hang up before it reads b. Its refusal is still there to be read, so Send then
// returns nil, and the next read returns the refusal or, without one, the error of the write.
func (c *Conn) Send(b []byte) error {
	_, err := c.raw.Write(b)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		c.sendErr = err
		return nil
	}
	return err
}

// Line reads up to a line feed and returns what comes before it, without a carriage return. A line of more than limit bytes
// is an error.
func (c *Conn) Line(limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := c.r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > limit+2 {
			return nil, errTooLong
		}
		if err == nil {
			return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, c.orSendError(err)
		}
	}
}

// Bytes reads exactly n bytes.
func (c *Conn) Bytes(n int) ([]byte, error) {
	if n < 0 || int64(n) > c.left+int64(c.r.Buffered()) {
		return nil, errTooLong // n mostly comes from the server, so it must not decide what we allocate
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(c.r, b); err != nil {
		return nil, c.orSendError(err)
	}
	return b, nil
}

// Until reads byte by byte until done reports that b is a complete answer. It reads at most limit bytes.
func (c *Conn) Until(limit int, done func(b []byte) bool) ([]byte, error) {
	var b []byte
	for {
		next, err := c.r.ReadByte()
		if err != nil {
			return nil, c.orSendError(err)
		}
		if b = append(b, next); done(b) {
			return b, nil
		}
		if len(b) >= limit {
			return nil, errTooLong
		}
	}
}

// Leaf returns the certificate that the server showed, nil without TLS. The server proved that it holds the key, but who
// signed the certificate was not checked: see [Request.AnyCertificate].
func (c *Conn) Leaf() *x509.Certificate {
	conn, ok := c.raw.(*tls.Conn)
	if !ok || len(conn.ConnectionState().PeerCertificates) == 0 {
		return nil
	}
	return conn.ConnectionState().PeerCertificates[0]
}

// orSendError returns the error of an earlier Send, if there was one, because it came first. Otherwise it returns err.
func (c *Conn) orSendError(err error) error {
	if c.sendErr != nil {
		return c.sendErr
	}
	return err
}

// StartTLS upgrades the connection to TLS, after the server agreed to it in the protocol. Every certificate is accepted: see
// [Request.AnyCertificate].
func (c *Conn) StartTLS(ctx context.Context) error {
	if c.r.Buffered() > 0 {
		// Plain bytes from before the upgrade would be taken for bytes from inside TLS. Attackers inject commands that way.
		return errTooLong
	}
	conn, err := c.env.dialer.Handshake(ctx, c.raw, c.address, true, c.progress)
	if err != nil {
		return err
	}
	c.setConn(conn)
	return nil
}

// recordIn writes what may be kept of t into o.
func (t CallResult) recordIn(o *observed.Observation) {
	o.Bytes += t.Bytes
	if t.Peer != "" {
		o.Peer = t.Peer
	}
	if t.Fault != nil && t.Fault.Local {
		o.Local = true
	}
}
