package probetest

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Peer is one connection of a [Dialogue], as its turns see it.
type Peer struct {
	net.Conn
	r    *bufio.Reader
	base net.Conn // below TLS
	got  *strings.Builder
}

// Turn is one thing that a scripted server does. An error ends the connection.
type Turn func(p *Peer) error

// Talker is a TCP server that takes turns. It can speak first.
type Talker struct {
	Addr     string
	mu       sync.Mutex
	received []string
}

// maxReceived bounds the connections whose words are kept, for tests that make a million of them.
const maxReceived = 1000

// Received returns what came in on each connection that has ended, TLS removed; of the first ones where there were many.
func (d *Talker) Received() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.received...)
}

// Dialogue starts a server on loopback that takes turns with everybody who connects, and then hangs up.
func Dialogue(t testing.TB, turns ...Turn) *Talker {
	t.Helper()
	return DialogueBy(t, func(int) []Turn { return turns })
}

// DialogueBy is Dialogue with turns of its own for each connection, counted from 0.
func DialogueBy(t testing.TB, by func(connection int) []Turn) *Talker {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &Talker{Addr: ln.Addr().String()}
	var open sync.Map
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := 0; ; n++ {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			open.Store(conn, true)
			wg.Go(func() {
				defer open.Delete(conn)
				d.serve(conn, by(n))
			})
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		open.Range(func(c, _ any) bool { _ = c.(net.Conn).Close(); return true })
		wg.Wait()
	})
	return d
}

func (d *Talker) serve(conn net.Conn, turns []Turn) {
	p := &Peer{Conn: conn, base: conn, r: bufio.NewReader(conn), got: &strings.Builder{}}
	defer func() {
		d.mu.Lock()
		if len(d.received) < maxReceived {
			d.received = append(d.received, p.got.String())
		}
		d.mu.Unlock()
		_ = p.Close()
	}()
	for _, turn := range turns {
		if turn(p) != nil {
			return
		}
	}
	// Whatever still comes is taken, so that the end is an end and no reset.
	if tcp, ok := p.Conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
		_ = tcp.SetReadDeadline(time.Now().Add(time.Second))
		_, _ = io.Copy(io.Discard, p.r)
	}
}

// Say sends the text.
func Say(text string) Turn {
	return func(p *Peer) error { _, err := io.WriteString(p.Conn, text); return err }
}

// Take reads n bytes.
func Take(n int) Turn {
	return func(p *Peer) error {
		b := make([]byte, n)
		n, err := io.ReadFull(p.r, b)
		p.got.Write(b[:n])
		return err
	}
}

// TakeLine reads up to a line feed.
func TakeLine() Turn { return TakeUntil("\n") }

// TakeUntil reads until the text came in, such as the empty line after the head of an HTTP request.
func TakeUntil(end string) Turn {
	return func(p *Peer) error {
		var s strings.Builder
		for !strings.HasSuffix(s.String(), end) {
			b, err := p.r.ReadByte()
			if err != nil {
				return err
			}
			s.WriteByte(b)
			p.got.WriteByte(b)
		}
		return nil
	}
}

// TakeSome reads what comes first.
func TakeSome() Turn {
	return func(p *Peer) error {
		if _, err := p.r.Peek(1); err != nil {
			return err
		}
		return Take(p.r.Buffered())(p)
	}
}

// Secure changes over to TLS with a certificate of the test's own.
func Secure(t testing.TB) Turn {
	t.Helper()
	return SecureWith(ServerTLS(t))
}

// SecureWith changes over to TLS with conf.
func SecureWith(conf *tls.Config) Turn {
	return func(p *Peer) error {
		conn := tls.Server(below{p.base, p.r}, conf)
		p.Conn, p.r = conn, bufio.NewReader(conn)
		return conn.Handshake()
	}
}

// below is the connection below TLS, with what was read ahead of it: clients may begin TLS unasked.
type below struct {
	net.Conn
	r *bufio.Reader
}

func (b below) Read(p []byte) (int, error) { return b.r.Read(p) }

// Silence reads and never answers.
func Silence() Turn {
	return func(p *Peer) error { _, err := io.Copy(p.got, p.r); return err }
}

// Abort resets the connection.
func Abort() Turn {
	return func(p *Peer) error {
		if tcp, ok := p.base.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
			return tcp.Close()
		}
		return nil
	}
}

// Forever sends the text for as long as somebody reads.
func Forever(text string) Turn {
	return func(p *Peer) error {
		for {
			if _, err := io.WriteString(p.Conn, text); err != nil {
				return err
			}
		}
	}
}

// Slowly sends a byte at a time, slower than any limit allows.
func Slowly(text string) Turn {
	return func(p *Peer) error {
		for i := range len(text) {
			if _, err := p.Write([]byte{text[i]}); err != nil {
				return err
			}
			time.Sleep(50 * time.Millisecond)
		}
		return nil
	}
}
