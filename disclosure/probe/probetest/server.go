package probetest

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Secret is in every body that the fixtures send. It must never appear outside the function that judges an answer.
const Secret = "SENTINEL-patient-0042.jpg"

// Script answers one connection. head is the request that was read: everything up to the empty line, and the body if the
// request has a Content-Length.
type Script func(conn net.Conn, head string)

// Server is a TCP server that follows a script after each HTTP request. It implements nothing else of HTTP, so a script can
// break the protocol in any way.
type Server struct {
	Addr  string
	mu    sync.Mutex
	heads []string
}

// Serve starts a server on loopback that runs until the test ends.
func Serve(t testing.TB, script Script) *Server {
	t.Helper()
	return ServeTLS(t, nil, script)
}

// ServeTLS is Serve over TLS when conf is not nil.
func ServeTLS(t testing.TB, conf *tls.Config, script Script) *Server {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: ln.Addr().String()}
	var open sync.Map
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			raw, err := ln.Accept()
			if err != nil {
				return
			}
			open.Store(raw, true)
			wg.Go(func() {
				defer open.Delete(raw)
				defer func() { _ = raw.Close() }()
				conn := raw
				if conf != nil {
					conn = tls.Server(raw, conf)
				}
				if head, ok := s.readHead(conn); ok {
					script(conn, head)
				}
				if c, ok := conn.(*tls.Conn); ok {
					_ = c.CloseWrite()
				}
			})
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		open.Range(func(c, _ any) bool { _ = c.(net.Conn).Close(); return true })
		wg.Wait()
	})
	return s
}

// readHead reads the head of one request. Without one (the peer hung up, or speaks another protocol), there is
// nothing to answer.
func (s *Server) readHead(conn net.Conn) (string, bool) {
	head := make([]byte, 0, 512)
	for {
		n, err := conn.Read(head[len(head):cap(head)])
		head = head[:len(head)+n]
		if whole := wholeLength(head); whole >= 0 && len(head) >= whole {
			text := string(head[:whole])
			s.mu.Lock()
			defer s.mu.Unlock()
			s.heads = append(s.heads, text)
			return text, true
		}
		if err != nil {
			return "", false
		}
		head = slices.Grow(head, 512)
	}
}

// wholeLength returns the length of a request with its body, -1 while its head has no end.
func wholeLength(b []byte) int {
	end := bytes.Index(b, []byte("\r\n\r\n"))
	if end < 0 {
		return -1
	}
	body := 0
	for line := range bytes.Lines(b[:end]) {
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			body, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
	}
	return end + 4 + body
}

// Heads returns the requests that came in, in order.
func (s *Server) Heads() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.heads...)
}

// Write sends the parts, one after the other.
func Write(parts ...string) Script {
	return func(conn net.Conn, _ string) {
		for _, p := range parts {
			if _, err := io.WriteString(conn, p); err != nil {
				return
			}
		}
	}
}

// Hang accepts, reads and never answers.
func Hang(conn net.Conn, _ string) { _, _ = io.Copy(io.Discard, conn) }

// EOF closes without an answer.
func EOF(net.Conn, string) {}

// Reset aborts the connection.
func Reset(conn net.Conn, _ string) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
}

// Drip sends head at once and then one byte of body at a time, slower than any limit allows.
func Drip(head, body string) Script {
	return func(conn net.Conn, _ string) {
		if _, err := io.WriteString(conn, head); err != nil {
			return
		}
		for i := range len(body) {
			if _, err := conn.Write([]byte{body[i]}); err != nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// Endless sends head and then line for as long as somebody reads.
func Endless(head, line string) Script {
	return func(conn net.Conn, _ string) {
		_, err := io.WriteString(conn, head)
		for err == nil {
			_, err = io.WriteString(conn, line)
		}
	}
}

// Answer sends one whole HTTP answer. header lines end in CRLF each.
func Answer(status, header, body string) Script {
	return func(conn net.Conn, head string) {
		length, sent := "Content-Length: "+strconv.Itoa(len(body))+"\r\n", body
		if strings.HasPrefix(head, "HEAD ") {
			sent = ""
		}
		if strings.Contains(header, "Content-Length:") {
			length = ""
		}
		Write("HTTP/1.1 "+status+"\r\n"+header+length+"\r\n"+sent)(conn, head)
	}
}

// ByPath answers each request by its method and path, as in "GET /a"; "" is for all others.
func ByPath(answers map[string]Script) Script {
	return func(conn net.Conn, head string) {
		line, _, _ := strings.Cut(head, " HTTP/1.1\r\n")
		if s, ok := answers[line]; ok {
			s(conn, head)
			return
		}
		answers[""](conn, head)
	}
}
