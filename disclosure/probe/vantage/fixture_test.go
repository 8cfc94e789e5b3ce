package vantage

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/web"
)

const token = "0123456789abcdef0123456789abcdef"

var team = probe.Identity{Version: "1.0", URL: "https://team.example/policy", From: "team@team.example"}

// watch is a clock that the test sets. It may be read by an agent at the same time.
type watch struct {
	mu  sync.Mutex
	now time.Time
}

func (w *watch) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *watch) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// safe is a buffer that a logger may write to while the test reads.
type safe struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safe) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// stand is an agent behind a listener on loopback, a client that knows it, and an asset.
type stand struct {
	t      *testing.T
	key    *Key
	agent  *Agent
	server *httptest.Server
	client *Client
	asset  *probetest.Server
	here   *watch // the client's clock
	there  *watch // the agent's clock
	log    *safe
	warned []string
}

type change struct {
	agent  func(*AgentOptions)
	client func(*ClientOptions)
	middle func(http.Handler) http.Handler // what stands between the two
	script probetest.Script
}

func newStand(t *testing.T, c change) *stand {
	t.Helper()
	s := &stand{t: t, here: &watch{now: probetest.Start}, there: &watch{now: probetest.Start}, log: &safe{}}
	if c.script == nil {
		c.script = probetest.Write("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"files\"\r\nContent-Length: 0\r\n\r\n")
	}
	s.asset = probetest.Serve(t, c.script)
	s.key = newKey(t)
	o := AgentOptions{
		Probe: probe.Options{Kinds: []probe.Kind{web.New()}, Clock: s.there.Now, AllowPrivate: probetest.Loopback},
		Name:  "paris", Version: "1.0", Key: s.key, Token: token, Logger: slog.New(slog.NewTextHandler(s.log, nil)),
	}
	if c.agent != nil {
		c.agent(&o)
	}
	var err error
	if s.agent, err = NewAgent(o); err != nil {
		t.Fatal(err)
	}
	var h http.Handler = s.agent
	if c.middle != nil {
		h = c.middle(h)
	}
	s.server = httptest.NewServer(h)
	t.Cleanup(s.server.Close)
	co := ClientOptions{
		Name: "paris", URL: s.server.URL, Token: token, Public: s.key.public(), Identity: team, Clock: s.here.Now,
		Prober: probetest.New(t, func(o *probe.Options) { o.Identity, o.Clock, o.Vantage = team, s.here.Now, "here" }, web.New()),
		Warn:   func(err error) { s.warned = append(s.warned, err.Error()) },
	}
	if c.client != nil {
		c.client(&co)
	}
	if s.client, err = NewClient(co); err != nil {
		t.Fatal(err)
	}
	return s
}

func newKey(t testing.TB) *Key {
	t.Helper()
	k, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (s *stand) target() target.Target {
	return target.Target{Kind: "http", Target: "http://" + s.asset.Addr + "/patients.csv", Case: "DL-2020-0001"}
}

func (s *stand) probe() observed.Observation {
	s.t.Helper()
	o, err := s.client.Probe(s.t.Context(), s.target())
	if err != nil {
		s.t.Fatal(err)
	}
	probetest.RequireNoContent(s.t, o, nil)
	return o
}

// missed fails unless the observation is local, counts for nothing and has the reason.
func (s *stand) missed(o observed.Observation, want observed.Reason) {
	s.t.Helper()
	if o.Verdict != observed.Inconclusive || !o.Local || o.Reason != want || !o.Missed() || o.Attested != nil || o.Vantage != "paris" {
		s.t.Errorf("%+v, want %s", o, want)
	}
	if len(s.warned) == 0 {
		s.t.Error("nobody was told why")
	}
}

// job is a request as a client would send it.
func (s *stand) job(edit func(*Job)) []byte {
	s.t.Helper()
	plan, err := s.client.o.Prober.Plan(s.target())
	if err != nil {
		s.t.Fatal(err)
	}
	j := Job{
		Protocol: Protocol, Nonce: "00112233445566778899aabbccddeeff", At: s.here.Now(), Kind: "http", Version: plan.Version,
		Plan: plan.Hash, Target: plan.Target, Case: "DL-2020-0001", Identity: Identity(team),
	}
	if edit != nil {
		edit(&j)
	}
	b, err := json.Marshal(j)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// post sends a body and returns status and code.
func (s *stand) post(body []byte, bearer string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.server.URL+pathProbe, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if bearer != "" {
		req.Header.Set("Authorization", bearer)
	}
	resp, err := s.server.Client().Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	var r rejection
	_ = json.NewDecoder(resp.Body).Decode(&r)
	return resp.StatusCode, r.Code
}
