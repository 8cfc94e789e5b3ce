package slack

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// sockets is a socket server of our own: slacktest keeps writing to a connection that is gone.
func sockets(t *testing.T, serve func(n int32, c *websocket.Conn)) http.HandlerFunc {
	var n atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = c.Close() }()
		serve(n.Add(1), c)
	}
}

const commandEnvelope = `{"type":"slash_commands","envelope_id":"E1","payload":{"command":"/disclose","text":"help","user_id":"U0VIEWER","channel_id":"C1","trigger_id":"T1"}}`

func TestSocketIsOpenedAgainAndNothingIsWorkedTwice(t *testing.T) {
	acks := make(chan int32, 4)
	b := newBench(t, func(s *server, _ *Options) {
		s.ws = sockets(s.t, func(n int32, c *websocket.Conn) {
			_ = c.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello"}`))
			_ = c.WriteMessage(websocket.TextMessage, []byte(commandEnvelope)) // Slack delivers it again after the break
			for {
				if _, _, err := c.ReadMessage(); err != nil {
					return
				}
				acks <- n
				if n == 1 {
					return // without a goodbye
				}
			}
		})
	})
	b.connect()
	for want := range int32(2) {
		select {
		case n := <-acks:
			if n != want+1 {
				t.Errorf("connection %d acknowledged", n)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("no acknowledgement")
		}
	}
	if _, _, _, jobs := b.desk.counts(); jobs != 1 {
		t.Errorf("%d jobs", jobs)
	}
}

func TestSupervisorTriesAgainAfterARevokedTokenAndSaysSo(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) {
		s.ws = sockets(s.t, func(_ int32, c *websocket.Conn) { _, _, _ = c.ReadMessage() })
	})
	var tries atomic.Int32
	broken := http.NewServeMux()
	broken.HandleFunc("/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if tries.Add(1) < 4 {
			_, _ = w.Write([]byte(`{"ok":false,"error":"invalid_auth"}`))
			return
		}
		_, _ = w.Write([]byte(`{"ok":true,"url":"` + b.server.SocketURL() + `"}`))
	})
	b.redirect(broken)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	b.server.until("the problem is told", func() bool {
		return strings.Contains(b.Health().Problem, "token") || b.Health().Connected
	})
	b.server.until("the socket is connected", func() bool { return b.Health().Connected })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if h := b.Health(); h.Connected || h.Problem != "stopped" || tries.Load() < 4 {
		t.Errorf("health %+v after %d tries", h, tries.Load())
	}
}

func TestConnectionsThatDropAtOnceAreNotReopenedInALoop(t *testing.T) {
	var n atomic.Int32
	b := newBench(t, func(s *server, o *Options) {
		s.ws = sockets(s.t, func(i int32, _ *websocket.Conn) { n.Store(i) })
		o.Backoff = time.Hour
	})
	b.opts.Backoff = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	b.server.until("the churn is told", func() bool { return strings.Contains(b.Health().Problem, "dropped") })
	seen := n.Load()
	time.Sleep(30 * time.Millisecond)
	// The library runs ahead of whoever reads its events by the 50 that it buffers; on a busy machine that many
	// connections are over before the sixth is seen.
	const ahead = 50
	if n.Load() != seen || seen > ahead+churn {
		t.Errorf("%d connections, then %d", seen, n.Load())
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// redirect lets the app talk to another server from now on.
func (b *bench) redirect(h http.Handler) {
	b.t.Helper()
	s := newPlainServer(b.t, h)
	o := options(b.server)
	o.APIURL = s + "/"
	a, err := New(o, b.desk.ports())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(a.Close)
	b.App = a
}

func TestReceiverSurvivesAPanic(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.ports.Inbox = panicking{}
	b.send(envelopeCommand, "P1", map[string]any{"text": "help", "user_id": userV})
	if ack := b.command(userX, "help"); len(ack) == 0 {
		t.Error("the receiver is gone")
	}
}

type panicking struct{}

func (panicking) Receive(context.Context, ledger.Inbound, disclosure.Blob, ledger.Job) (int64, bool, error) {
	panic("the store broke")
}
