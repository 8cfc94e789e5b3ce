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
	"syscall"
	"time"

	"daylight/disclosure"
)

// Call says whom to talk to over TCP.
type Call struct {
	Address string // host:port
	TLS     bool   // from the start; [Conn.StartTLS] is for protocols that change over
}

// Talked is what is left of a conversation.
type Talked struct {
	Peer  string // resolved address and port
	Bytes int64  // received; all were judged and none kept
	Fault *Fault // why the conversation ended before its end, nil when it did not
}

// readAhead is how much more than the kind asked for may be taken off the wire. Lines are read through it.
const readAhead = 512

// errOverlong is an answer that goes on where no answer of the protocol does.
var errOverlong = errors.New("the answer is longer than any of the protocol")

// Conn is one conversation over TCP. Errors of its methods hold nothing of what the other side said; the function
// that talks returns them as they are.
type Conn struct {
	env     *Env
	address string
	raw     net.Conn
	r       *bufio.Reader
	journey *journey
	left    int64 // bytes that may still be received
	sent    error // why the other side takes no more
}

// Talk connects, lets f ask and hang up as soon as it knows the answer, and says what came of it. All is bounded: the
// connection by the connect limit, the whole by ctx, what is received by the talk limit.
func (e *Env) Talk(ctx context.Context, call Call, f func(ctx context.Context, c *Conn) error) Talked {
	c := &Conn{env: e, address: call.Address, journey: &journey{}, left: e.limits.Talk}
	err := c.open(ctx, call)
	if err == nil {
		defer func() { _ = c.raw.Close() }() // nothing is left to be lost in it
		// An end of ctx interrupts what is going on; the deadline of ctx is set beside it, so that a read that ran out
		// of time says so itself.
		below := c.raw // StartTLS puts another on top of it
		stop := context.AfterFunc(ctx, func() { _ = below.SetDeadline(time.Unix(1, 0)) })
		defer stop()
		err = f(ctx, c)
	}
	t := Talked{Bytes: e.limits.Talk - c.left}
	if errors.Is(ctx.Err(), context.Canceled) && err != nil {
		err = ctx.Err() // we were stopped; the other side is not slow
	}
	if err != nil {
		fault, _ := c.journey.fault(err)
		t.Fault = &fault
	}
	t.Peer = c.journey.remote()
	return t
}

func (c *Conn) open(ctx context.Context, call Call) error {
	if host, _, err := net.SplitHostPort(call.Address); err == nil {
		if err := refusedName(host); err != nil {
			return err
		}
	}
	conn, err := c.env.dial(ctx, call.Address)
	if err != nil {
		return err
	}
	c.journey.connected(conn)
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			_ = conn.Close() // it is dead already
			return err
		}
	}
	if call.TLS {
		if conn, err = c.env.handshake(ctx, conn, call.Address, true, c.journey); err != nil {
			return err
		}
	}
	c.journey.reached(Exchanging)
	c.use(conn)
	return nil
}

func (c *Conn) use(conn net.Conn) {
	c.raw = conn
	c.r = bufio.NewReaderSize(capped{c}, readAhead)
}

// capped counts what comes in and ends it at the limit.
type capped struct{ c *Conn }

func (r capped) Read(p []byte) (int, error) {
	if r.c.left <= 0 {
		return 0, errOverlong
	}
	n, err := r.c.raw.Read(p[:min(int64(len(p)), r.c.left)])
	r.c.left -= int64(n)
	return n, err
}

// Send writes b. A server that turned us away and hung up takes nothing more; what it said before that is still to
// be read, so Send leaves this to the next read.
func (c *Conn) Send(b []byte) error {
	_, err := c.raw.Write(b)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		c.sent = err
		return nil
	}
	return err
}

// Line reads up to a line feed and returns what stands before it, without a carriage return. A line of more than limit
// bytes is none of the protocol.
func (c *Conn) Line(limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := c.r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > limit+2 {
			return nil, errOverlong
		}
		if err == nil {
			return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, c.because(err)
		}
	}
}

// Bytes reads exactly n bytes.
func (c *Conn) Bytes(n int) ([]byte, error) {
	if n < 0 || int64(n) > c.left+int64(c.r.Buffered()) {
		return nil, errOverlong // the other side names the length, so it is not believed
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(c.r, b); err != nil {
		return nil, c.because(err)
	}
	return b, nil
}

// Until reads until done says that b is a whole answer, and at most limit bytes.
func (c *Conn) Until(limit int, done func(b []byte) bool) ([]byte, error) {
	var b []byte
	for {
		next, err := c.r.ReadByte()
		if err != nil {
			return nil, c.because(err)
		}
		if b = append(b, next); done(b) {
			return b, nil
		}
		if len(b) >= limit {
			return nil, errOverlong
		}
	}
}

// Leaf returns the certificate with which the other side proved who it is, nil without TLS. It was not checked: see
// [Request.AnyCertificate].
func (c *Conn) Leaf() *x509.Certificate {
	conn, ok := c.raw.(*tls.Conn)
	if !ok || len(conn.ConnectionState().PeerCertificates) == 0 {
		return nil
	}
	return conn.ConnectionState().PeerCertificates[0]
}

func (c *Conn) because(err error) error {
	if c.sent != nil {
		return c.sent
	}
	return err
}

// StartTLS changes over to TLS, after the other side agreed to it in the words of the protocol. Whatever certificate
// it has is taken: see [Request.AnyCertificate].
func (c *Conn) StartTLS(ctx context.Context) error {
	if c.r.Buffered() > 0 {
		// Words from before the change would be taken for words within it.
		return errOverlong
	}
	conn, err := c.env.handshake(ctx, c.raw, c.address, true, c.journey)
	if err != nil {
		return err
	}
	c.use(conn)
	return nil
}

// note writes what may be kept of t into o.
func (t Talked) note(o *disclosure.Observation) {
	o.Bytes += t.Bytes
	if t.Peer != "" {
		o.Peer = t.Peer
	}
	if t.Fault != nil && t.Fault.Local {
		o.Local = true
	}
}
