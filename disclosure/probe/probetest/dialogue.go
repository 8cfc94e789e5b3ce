package probetest

import (
	"bufio"
	"crypto/tls"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Peer is one connection of a [Dialogue], as its exchanges see it.
type Peer struct {
	net.Conn
	r    *bufio.Reader
	base net.Conn // below TLS
	got  *strings.Builder
}

// Exchange is one step of a scripted server, such as reading a line or sending one. An error ends the connection.
type Exchange func(p *Peer) error

// ScriptedServer is a TCP server that goes through a fixed list of exchanges. It can speak first.
type ScriptedServer struct {
	Addr     string
	mu       sync.Mutex
	received map[int]string // by the number of the connection
}

// maxReceived bounds the connections whose input is kept, for tests that make a million of them.
const maxReceived = 1000

// Received returns what came in on each connection that has ended, without TLS, in the order in which they began. Of very many
// connections it returns only those that ended first.
func (d *ScriptedServer) Received() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for _, n := range slices.Sorted(maps.Keys(d.received)) {
		out = append(out, d.received[n])
	}
	return out
}

// Dialogue starts a server on loopback that goes through the exchanges with each client, and then hangs up.
func Dialogue(t testing.TB, exchanges ...Exchange) *ScriptedServer {
	t.Helper()
	return DialogueBy(t, func(int) []Exchange { return exchanges })
}

// DialogueBy is Dialogue with different exchanges for each connection; connections are counted from 0.
func DialogueBy(t testing.TB, by func(connection int) []Exchange) *ScriptedServer {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &ScriptedServer{Addr: ln.Addr().String(), received: map[int]string{}}
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
				d.serve(conn, n, by(n))
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

func (d *ScriptedServer) serve(conn net.Conn, number int, exchanges []Exchange) {
	p := &Peer{Conn: conn, base: conn, r: bufio.NewReader(conn), got: &strings.Builder{}}
	defer func() {
		d.mu.Lock()
		if len(d.received) < maxReceived {
			d.received[number] = p.got.String()
		}
		d.mu.Unlock()
		_ = p.Close()
	}()
	for _, exchange := range exchanges {
		if exchange(p) != nil {
			return
		}
	}
	// The rest of the input is read, so that closing sends FIN and not RST.
	if tcp, ok := p.Conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
		_ = tcp.SetReadDeadline(time.Now().Add(time.Second))
		_, _ = io.Copy(io.Discard, p.r)
	}
}

// Say sends the text.
func Say(text string) Exchange {
	return func(p *Peer) error { _, err := io.WriteString(p.Conn, text); return err }
}

// Read reads n bytes.
func Read(n int) Exchange {
	return func(p *Peer) error {
		b := make([]byte, n)
		n, err := io.ReadFull(p.r, b)
		p.got.Write(b[:n])
		return err
	}
}

// ReadLine reads up to a line feed.
func ReadLine() Exchange { return ReadUntil("\n") }

// ReadUntil reads until the text came in, such as the empty line after the head of an HTTP request.
func ReadUntil(end string) Exchange {
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

// ReadSome reads what comes first.
func ReadSome() Exchange {
	return func(p *Peer) error {
		if _, err := p.r.Peek(1); err != nil {
			return err
		}
		return Read(p.r.Buffered())(p)
	}
}

// Secure starts TLS with a self-signed certificate.
func Secure(t testing.TB) Exchange {
	t.Helper()
	return SecureWith(ServerTLS(t))
}

// SecureWith starts TLS with conf.
func SecureWith(conf *tls.Config) Exchange {
	return func(p *Peer) error {
		conn := tls.Server(below{p.base, p.r}, conf)
		p.Conn, p.r = conn, bufio.NewReader(conn)
		return conn.Handshake()
	}
}

// below is the connection below TLS, together with what was already read from it: a client may start TLS before it is told to.
type below struct {
	net.Conn
	r *bufio.Reader
}

func (b below) Read(p []byte) (int, error) { return b.r.Read(p) }

// Silence reads and never answers.
func Silence() Exchange {
	return func(p *Peer) error { _, err := io.Copy(p.got, p.r); return err }
}

// Abort resets the connection.
func Abort() Exchange {
	return func(p *Peer) error {
		if tcp, ok := p.base.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
			return tcp.Close()
		}
		return nil
	}
}

// Forever sends the text for as long as somebody reads.
func Forever(text string) Exchange {
	return func(p *Peer) error {
		for {
			if _, err := io.WriteString(p.Conn, text); err != nil {
				return err
			}
		}
	}
}

// Slowly sends a byte at a time, slower than any limit allows.
func Slowly(text string) Exchange {
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
