package e2e

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// line is a network between the bot and a server that can lose what the bot says.
type line struct {
	ln     net.Listener
	target string
	held   atomic.Bool // nothing of the bot arrives any more
	conns  sync.WaitGroup
}

func newLine(t *testing.T, target string) *line {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{ln: ln, target: target}
	l.conns.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			l.conns.Go(func() { l.carry(conn) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		l.conns.Wait()
	})
	return l
}

// carry carries one connection. It ends for both sides when it ends for one.
func (l *line) carry(client net.Conn) {
	defer client.Close()
	server, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", l.target)
	if err != nil {
		return
	}
	defer server.Close()
	l.conns.Go(func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	})
	_, _ = io.Copy(lossy{server, &l.held}, client)
}

// lossy drops what is written to it while it is held.
type lossy struct {
	to   io.Writer
	held *atomic.Bool
}

func (w lossy) Write(b []byte) (int, error) {
	if w.held.Load() {
		return len(b), nil
	}
	return w.to.Write(b)
}
