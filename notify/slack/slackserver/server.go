// Package slackserver is a small Slack for tests, written from its public documentation: Socket Mode over a real websocket, the methods
// of the Web API that a bot like ours calls, and the people in front of it, who see messages and forms and press what they see.
//
// It is stricter than a stub. It refuses what the documentation says Slack refuses (Block Kit, 12,000 characters of a message, 250 kB
// of a view, triggers that are old or used, response addresses that are used up), it answers response addresses with an empty body,
// and it refuses an action that nobody sees. It counts clicks. It knows nothing of Daylight.
package slackserver

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Options turn knobs. The zero value is Slack as it is documented.
type Options struct {
	Scopes string // of the bot token, as the header of auth.test names them; "-" leaves the header out

	Ping    time.Duration // between pings; 0 is two seconds
	Grace   time.Duration // for which a connection lives after it was told to go; 0 is ten seconds
	Ack     time.Duration // within which a delivery has to be acknowledged; 0 is three seconds
	Trigger time.Duration // for which a trigger opens a form; 0 is three seconds

	// Before may answer in the place of the server. n counts the calls of a path from 1.
	Before func(w http.ResponseWriter, r Request, n int) (answered bool)
	// Socket takes the place of the socket.
	Socket http.HandlerFunc
	// Forged takes views and triggers that this server did not give out, for tests that play a client of their own.
	Forged bool
}

// Request is one call to the Web API.
type Request struct {
	Path string
	Form url.Values // of a form; nil for JSON
	Body string
	Auth string
}

// field is a parameter, however the call was written.
func (r Request) field(name string) string {
	if r.Form != nil {
		return r.Form.Get(name)
	}
	var all map[string]json.RawMessage
	if json.Unmarshal([]byte(r.Body), &all) != nil {
		return ""
	}
	var s string
	if json.Unmarshal(all[name], &s) == nil {
		return s
	}
	return string(all[name])
}

// Message is a message as it stands now.
type Message struct {
	TS, Channel, Thread, Text string
	User                      string // who wrote it, "" for the app
	Blocks, Metadata          string // JSON, "" for none
	Broadcast                 bool
	For                       string // who alone sees it; "" is everybody in the channel
	Files                     []string
}

// View is a form that was opened.
type View struct {
	ID, User string
	Raw      json.RawMessage
	hash     int
}

// Server is the workspace. Its methods may be called from several goroutines.
type Server struct {
	o    Options
	http *httptest.Server

	mu       sync.Mutex
	changed  chan struct{} // closed and made anew with each change
	requests []Request
	seen     map[string]int
	messages []Message
	opened   []View
	stacks   map[string][]string // ids of the open views of a person, the topmost last
	homes    map[string]View
	triggers map[string]trigger
	answers  map[string]*answerURL
	files    map[string]*file
	next     int
	clicks   int
	link     link

	workspace workspace
}

type trigger struct {
	user string
	at   time.Time
	used bool
}

// answerURL is a response address: it takes five answers within half an hour.
type answerURL struct {
	channel, user, ts string // ts of the message whose button was used
	left              int
	until             time.Time
}

// New starts a server on loopback. [Server.Close] ends it.
func New(o Options) *Server {
	s := &Server{
		o: o, changed: make(chan struct{}), seen: map[string]int{}, stacks: map[string][]string{}, homes: map[string]View{},
		triggers: map[string]trigger{}, answers: map[string]*answerURL{}, files: map[string]*file{},
	}
	s.link.init()
	s.workspace.init()
	s.o.Ping, s.o.Grace = orElse(o.Ping, 2*time.Second), orElse(o.Grace, 10*time.Second)
	s.o.Ack, s.o.Trigger = orElse(o.Ack, 3*time.Second), orElse(o.Trigger, 3*time.Second)
	mux := http.NewServeMux()
	mux.HandleFunc("/ws", s.serveSocket)
	mux.HandleFunc("/", s.serve)
	s.http = httptest.NewServer(mux)
	return s
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// URL is the address of the Web API, with a slash at its end.
func (s *Server) URL() string { return s.http.URL + "/" }

// SocketURL is an address of the socket that takes one connection.
func (s *Server) SocketURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ticket()
}

// Close ends the server and all its connections.
func (s *Server) Close() {
	s.closeSockets()
	s.http.CloseClientConnections()
	s.http.Close()
}

// note wakes whoever waits. The caller holds the lock.
func (s *Server) note() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Changed returns a channel that is closed with the next change.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Requests are the calls to a path so far.
func (s *Server) Requests(path string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.requests {
		if r.Path == path {
			out = append(out, r)
		}
	}
	return out
}

// Calls are all calls so far.
func (s *Server) Calls() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Messages are all messages that stand now, those for one person included.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

// Views are the forms that were opened or pushed, oldest first, each as it was opened.
func (s *Server) Views() []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]View(nil), s.opened...)
}

// Home is what a person's home shows.
func (s *Server) Home(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.homes[user]
	return v, ok
}

// id numbers everything. The caller holds the lock.
func (s *Server) id() int {
	s.next++
	return s.next
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 8<<20))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	req := Request{Path: r.URL.Path, Body: string(body), Auth: r.Header.Get("Authorization")}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form") {
		req.Form, _ = url.ParseQuery(req.Body)
	}
	if r.Method == http.MethodGet {
		req.Form = r.URL.Query()
	}
	s.mu.Lock()
	s.requests = append(s.requests, req)
	s.seen[req.Path]++
	n := s.seen[req.Path]
	s.mu.Unlock()
	if strings.HasPrefix(req.Path, "/respond") {
		if !s.before(w, req, n) {
			s.respond(w, req)
		}
	} else {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if !s.before(w, req, n) {
			s.call(w, req, r)
		}
	}
	s.mu.Lock()
	s.note()
	s.mu.Unlock()
}

func (s *Server) before(w http.ResponseWriter, r Request, n int) bool {
	return s.o.Before != nil && s.o.Before(w, r, n)
}

// call answers a method of the Web API. What it does not know it says.
func (s *Server) call(w http.ResponseWriter, r Request, raw *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	methods := map[string]func(Request) (map[string]any, string){
		"/chat.postMessage": s.postMessage, "/chat.update": s.updateMessage, "/chat.postEphemeral": s.postEphemeral, "/chat.delete": s.deleteMessage, "/chat.getPermalink": s.permalink,
		"/views.open": s.openView, "/views.push": s.openView, "/views.update": s.updateView, "/views.publish": s.publishView,
		"/conversations.history": s.history, "/conversations.replies": s.history, "/conversations.info": s.info, "/conversations.open": s.openConversation,
		"/users.info": s.userInfo, "/usergroups.list": s.groupList, "/usergroups.users.list": s.groupUsers,
		"/apps.connections.open": s.connect, "/files.getUploadURLExternal": s.uploadURL, "/files.completeUploadExternal": s.completeUpload, "/files.info": s.fileInfo,
		"/auth.test": func(Request) (map[string]any, string) {
			if s.o.Scopes != "-" {
				w.Header().Set("X-OAuth-Scopes", s.o.Scopes)
			}
			return map[string]any{"user": "daylight", "team": "Team", "team_id": Team, "user_id": "W012A3CDE", "bot_id": "B1"}, ""
		},
	}
	if strings.HasPrefix(r.Path, "/upload/") {
		s.upload(w, r, raw)
		return
	}
	if strings.HasPrefix(r.Path, "/download/") {
		s.download(w, r)
		return
	}
	do, known := methods[r.Path]
	if !known {
		refuse(w, "unknown_method", nil)
		return
	}
	if !strings.HasPrefix(r.Auth, "Bearer ") && r.field("token") == "" {
		refuse(w, "not_authed", nil)
		return
	}
	out, code := do(r)
	if code != "" {
		refuse(w, code, out)
		return
	}
	if out == nil {
		out = map[string]any{}
	}
	out["ok"] = true
	_ = json.NewEncoder(w).Encode(out)
}

// refuse answers with an error code, and with what is wrong.
func refuse(w io.Writer, code string, more map[string]any) {
	out := map[string]any{"ok": false, "error": code}
	for k, v := range more {
		out[k] = v
	}
	_ = json.NewEncoder(w).Encode(out)
}

// wrong is how Slack says what is wrong with blocks.
func wrong(found []string) map[string]any {
	return map[string]any{"response_metadata": map[string]any{"messages": found}}
}

// stamp is the timestamp of a new message. The caller holds the lock.
func (s *Server) stamp() string { return fmt.Sprintf("1700000000.%06d", s.id()) }
