package vantage

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections the test makes.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn, 2*maxConns), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return peer("127.0.0.1:1") }

// dial makes a connection that seems to come from an address.
func (p *pipes) dial(from string) net.Conn {
	here, there := net.Pipe()
	p.conns <- addressed{there, peer(from)}
	return here
}

type addressed struct {
	net.Conn
	from net.Addr
}

func (a addressed) RemoteAddr() net.Addr { return a.from }

type peer string

func (peer) Network() string  { return "tcp" }
func (p peer) String() string { return string(p) }

func TestOneAddressCannotTakeAllConnections(t *testing.T) {
	for name, c := range map[string]struct {
		from func(i int) string
		want int
	}{
		"one address":              {func(i int) string { return fmt.Sprintf("192.0.2.1:%d", 1000+i) }, maxPerPeer},
		"one address, mapped":      {func(i int) string { return fmt.Sprintf("[::ffff:192.0.2.1]:%d", 1000+i) }, maxPerPeer},
		"one network of a host":    {func(i int) string { return fmt.Sprintf("[2001:db8::%x]:1000", i+1) }, maxPerPeer},
		"no address":               {func(int) string { return "pipe" }, maxPerPeer},
		"two addresses":            {func(i int) string { return fmt.Sprintf("192.0.2.%d:1000", i%2) }, 2 * maxPerPeer},
		"an address each":          {func(i int) string { return fmt.Sprintf("192.0.2.%d:1000", i) }, maxConns},
		"the proxy in front of us": {func(i int) string { return fmt.Sprintf("127.0.0.1:%d", 1000+i) }, maxConns},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPipes()
				l := limited(p)
				taken := make(chan net.Conn, 2*maxConns)
				go func() {
					for {
						c, err := l.Accept()
						if err != nil {
							return
						}
						taken <- c
					}
				}()
				for round := range 2 { // what was given back can be taken again
					for i := range maxConns + 10 {
						defer p.dial(c.from(i)).Close()
					}
					synctest.Wait()
					if got := len(taken); got != c.want {
						t.Errorf("round %d: %d connections, want %d", round, got, c.want)
					}
					for len(taken) > 0 {
						c := <-taken
						_, _ = c.Close(), c.Close() // twice counts once
					}
				}
				_ = l.Close()
			})
		})
	}
}

// TestAStrangerIsNotWaitedFor runs on the fake clock of synctest, so it takes no time.
func TestAStrangerIsNotWaitedFor(t *testing.T) {
	s := newStand(t, change{})
	for name, c := range map[string]struct {
		says   string
		within time.Duration
		gets   string
	}{
		"who says nothing":            {"", headTimeout, ""},
		"who does not end the header": {"POST /v1/probe HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n", headTimeout, ""},
		"who has no token and sends no body": {
			"POST /v1/probe HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", headTimeout, "401",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPipes()
				ctx, stop := context.WithCancel(t.Context())
				done := make(chan error, 1)
				go func() { done <- s.agent.Serve(ctx, limited(p)) }()
				conn := p.dial("192.0.2.1:1000")
				defer conn.Close()
				go func() { _, _ = io.WriteString(conn, c.says) }()
				began := time.Now()
				got, _ := io.ReadAll(conn)
				if took := time.Since(began); took > c.within || !strings.Contains(string(got), c.gets) {
					t.Errorf("hung up after %s with %q", took, got)
				}
				stop()
				if err := <-done; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestWithoutTheTokenTheConnectionEnds(t *testing.T) {
	s := newStand(t, change{})
	req, err := http.NewRequest(http.MethodGet, s.server.URL+pathAbout, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized || !resp.Close {
		t.Errorf("%d, close %v", resp.StatusCode, resp.Close)
	}
}
