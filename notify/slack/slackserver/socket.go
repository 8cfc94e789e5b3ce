package slackserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// link is the side of Socket Mode. The lock of the server guards it; each connection has one of its own for writing.
type link struct {
	tickets map[string]bool
	conns   []*conn
	waiting []*Envelope // delivered or to be delivered, and not acknowledged, oldest first
	acks    map[string]json.RawMessage
	all     sync.WaitGroup
	closed  bool
}

func (l *link) init() { l.tickets, l.acks = map[string]bool{}, map[string]json.RawMessage{} }

// conn is one connection.
type conn struct {
	ws    *websocket.Conn
	write sync.Mutex
	going bool // it was told to go: nothing new is sent on it
	gone  chan struct{}
	once  sync.Once
}

func (c *conn) send(raw []byte) {
	c.write.Lock()
	defer c.write.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_ = c.ws.WriteMessage(websocket.TextMessage, raw) // a broken connection shows when it is read
}

func (c *conn) close() {
	c.once.Do(func() { close(c.gone) })
	_ = c.ws.Close()
}

// Envelope is one delivery.
type Envelope struct {
	ID    string
	Sent  time.Time // when it was sent first
	raw   map[string]any
	tries int
}

// ticket makes an address of the socket that takes one connection. The caller holds the lock.
func (s *Server) ticket() string {
	id := fmt.Sprintf("t%d", s.id())
	s.link.tickets[id] = true
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/ws?ticket=" + id
}

func (s *Server) connect(r Request) (map[string]any, string) {
	if !strings.HasPrefix(r.Auth, "Bearer xapp-") {
		return nil, "invalid_auth"
	}
	return map[string]any{"url": s.ticket()}, ""
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	if s.o.Socket != nil {
		s.o.Socket(w, r)
		return
	}
	s.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	valid := s.link.tickets[ticket] && !s.link.closed
	delete(s.link.tickets, ticket) // an address takes one connection
	if valid {
		s.link.all.Add(1)
	}
	s.mu.Unlock()
	if !valid {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	defer s.link.all.Done()
	ws, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &conn{ws: ws, gone: make(chan struct{})}
	defer c.close()
	s.link.all.Go(func() { s.ping(c) })
	c.send([]byte(`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}}`))
	s.mu.Lock()
	s.link.conns = append(s.link.conns, c)
	again := append([]*Envelope(nil), s.link.waiting...)
	s.note()
	s.mu.Unlock()
	for _, e := range again { // what was not acknowledged comes again, under the same id
		s.sendOn(c, e)
	}
	s.read(c)
}

func (s *Server) ping(c *conn) {
	tick := time.NewTicker(s.o.Ping)
	defer tick.Stop()
	for {
		select {
		case <-c.gone:
			return
		case <-tick.C:
			_ = c.ws.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
		}
	}
}

// read takes acknowledgements until the connection ends.
func (s *Server) read(c *conn) {
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			break
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(raw, &ack) != nil || ack.ID == "" || len(raw) >= 20480 { // Slack drops a larger one
			continue
		}
		s.mu.Lock()
		for i, e := range s.link.waiting {
			if e.ID == ack.ID {
				s.link.waiting = append(s.link.waiting[:i:i], s.link.waiting[i+1:]...)
				break
			}
		}
		if _, twice := s.link.acks[ack.ID]; !twice {
			s.link.acks[ack.ID] = ack.Payload
		}
		s.note()
		s.mu.Unlock()
	}
	s.mu.Lock()
	for i, other := range s.link.conns {
		if other == c {
			s.link.conns = append(s.link.conns[:i:i], s.link.conns[i+1:]...)
			break
		}
	}
	s.note()
	s.mu.Unlock()
}

func (s *Server) sendOn(c *conn, e *Envelope) {
	s.mu.Lock()
	if e.Sent.IsZero() {
		e.Sent = time.Now()
	}
	if e.tries++; e.tries > 1 {
		e.raw["retry_attempt"], e.raw["retry_reason"] = e.tries-1, "timeout"
	}
	raw, err := json.Marshal(e.raw)
	s.mu.Unlock()
	if err == nil {
		c.send(raw)
	}
}

// Deliver sends an envelope. A trigger and a response address in its payload count from now on, whoever made them up. Without a
// connection it waits for the next one.
func (s *Server) Deliver(kind, id string, payload map[string]any) {
	s.mu.Lock()
	user, _ := payload["user_id"].(string)
	if u, ok := payload["user"].(map[string]any); ok {
		user, _ = u["id"].(string)
	}
	if t, _ := payload["trigger_id"].(string); t != "" {
		s.triggers[t] = trigger{user: user, at: time.Now()}
	}
	if at, _ := payload["response_url"].(string); strings.HasPrefix(at, s.http.URL+"/respond") {
		path := strings.TrimPrefix(at, s.http.URL)
		if s.answers[path] == nil || s.answers[path].user != user { // one that somebody made up
			channel, _ := payload["channel"].(map[string]any)
			where, _ := channel["id"].(string)
			s.answers[path] = &answerURL{channel: where, user: user, left: 5, until: time.Now().Add(30 * time.Minute)}
		}
	}
	e := &Envelope{ID: id, raw: map[string]any{"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": true}}
	s.link.waiting = append(s.link.waiting, e)
	var to *conn
	for _, c := range s.link.conns {
		if !c.going {
			to = c
		}
	}
	s.mu.Unlock()
	if to != nil {
		s.sendOn(to, e)
	}
}

// Acked returns the payload of an acknowledgement.
func (s *Server) Acked(id string) (payload json.RawMessage, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload, ok = s.link.acks[id]
	return payload, ok
}

// wait waits for an acknowledgement, for as long as Slack does.
func (s *Server) wait(id string) (json.RawMessage, bool) {
	deadline := time.NewTimer(s.o.Ack)
	defer deadline.Stop()
	for {
		changed := s.Changed()
		if payload, ok := s.Acked(id); ok {
			return payload, true
		}
		select {
		case <-changed:
		case <-deadline.C:
			return nil, false
		}
	}
}

// Connections is how many sockets are open.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.link.conns)
}

// Unacknowledged is how many deliveries nobody has acknowledged.
func (s *Server) Unacknowledged() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.link.waiting)
}

// Refresh tells each connection to go, as Slack does now and then, and ends it after the time of grace. Acknowledgements on it still
// count until then.
func (s *Server) Refresh() {
	s.mu.Lock()
	conns := append([]*conn(nil), s.link.conns...)
	for _, c := range conns {
		c.going = true
	}
	s.mu.Unlock()
	for _, c := range conns {
		c.send([]byte(`{"type":"disconnect","reason":"refresh_requested"}`))
		s.link.all.Go(func() {
			timer := time.NewTimer(s.o.Grace)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-c.gone:
			}
			c.close()
		})
	}
}

// Drop breaks all connections without a word.
func (s *Server) Drop() {
	s.mu.Lock()
	conns := append([]*conn(nil), s.link.conns...)
	s.mu.Unlock()
	for _, c := range conns {
		c.close()
	}
}

func (s *Server) closeSockets() {
	s.mu.Lock()
	s.link.closed = true
	s.mu.Unlock()
	s.Drop()
	s.link.all.Wait()
}
