package vantage

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
)

func TestAnAgentRunsAJobAndSignsWhatItSaw(t *testing.T) {
	s := newStand(t, change{script: probetest.Write("HTTP/1.1 401 Unauthorized\r\nServer: fixture\r\nWWW-Authenticate: Basic realm=\"files\"\r\nContent-Length: 27\r\n\r\n<p>" + probetest.Secret)})
	o := s.probe()
	if o.Verdict != observed.Closed || o.Vantage != "paris" || o.Peer != s.asset.Addr || o.Local || o.Attested == nil || len(s.warned) != 0 {
		t.Fatalf("%+v %v", o, s.warned)
	}
	if err := Verify(o, s.key.public()); err != nil {
		t.Errorf("the record does not stand: %v", err)
	}
	if head := s.asset.Heads()[0]; !strings.Contains(head, "team.example/policy; case DL-2020-0001") || !strings.Contains(head, "From: team@team.example") {
		t.Errorf("asked under another name: %q", head)
	}
}

func TestTheLogOfAnAgentNamesNoTarget(t *testing.T) {
	s := newStand(t, change{})
	s.probe()
	s.post(s.job(func(j *Job) { j.Kind = "patients-kind" }), "Bearer "+token)
	s.post([]byte("{patients.csv"), "Bearer "+token)
	log := s.log.String()
	if !strings.Contains(log, "answered") || strings.Contains(log, "patients") || strings.Contains(log, s.asset.Addr) || strings.Contains(log, "DL-2020") || strings.Contains(log, token) {
		t.Error(log)
	}
}

func TestWithoutTheTokenAnAgentTellsNothing(t *testing.T) {
	s := newStand(t, change{})
	for _, bearer := range []string{"", "Bearer", "Bearer ", "Bearer " + token[:31], "Bearer " + token + "0", "Basic " + token, token, "bearer " + strings.ToUpper(token)} {
		if status, code := s.post(s.job(nil), bearer); status != http.StatusUnauthorized || code != codeToken {
			t.Errorf("%q: %d %s", bearer, status, code)
		}
	}
	for _, path := range []string{pathAbout, "/", "/v1/other"} {
		resp, err := s.server.Client().Get(s.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	if n := len(s.asset.Heads()); n != 0 {
		t.Errorf("the asset was asked %d times", n)
	}
}

func TestWhatAnAgentRejects(t *testing.T) {
	for _, c := range []struct {
		name   string
		edit   func(*Job)
		agent  func(*AgentOptions)
		status int
		code   string
	}{
		{"a clock that is behind", func(j *Job) { j.At = j.At.Add(-maxSkew - time.Second) }, nil, 409, codeStale},
		{"a clock that is ahead", func(j *Job) { j.At = j.At.Add(maxSkew + time.Second) }, nil, 409, codeStale},
		{"a request from before it was started", func(j *Job) { j.At = j.At.Add(-2 * time.Second) }, nil, 409, codeStale},
		{"a kind that it does not know", func(j *Job) { j.Kind = "gopher" }, nil, 422, codeKind},
		{"another version of a kind", func(j *Job) { j.Version++ }, nil, 422, codeKind},
		{"bytes that it would not send", func(j *Job) { j.Plan = strings.Repeat("0", 64) }, nil, 422, codePlan},
		{"a target that it cannot read", func(j *Job) { j.Target = "http://u:p@host/" }, nil, 422, codeTarget},
		{"a port of another service", func(j *Job) { j.Target = "http://127.0.0.1:25/" }, nil, 422, codeTarget},
		{"an identity that breaks a header", func(j *Job) { j.Identity.URL = "x\r\nX-Evil: 1" }, nil, 400, codeIdentity},
		{"somebody else's name", nil, func(o *AgentOptions) { o.URL = "https://other.example" }, 403, codeIdentity},
		{"somebody else's address", nil, func(o *AgentOptions) { o.From = "x@other.example" }, 403, codeIdentity},
		{"another protocol", func(j *Job) { j.Protocol = 2 }, nil, 400, codeProtocol},
		{"no nonce", func(j *Job) { j.Nonce = "" }, nil, 400, codeInvalid},
		{"a short nonce", func(j *Job) { j.Nonce = "00" }, nil, 400, codeInvalid},
		{"a nonce in capitals", func(j *Job) { j.Nonce = strings.ToUpper(j.Nonce) }, nil, 400, codeInvalid},
		{"a request that is too long", func(j *Job) { j.Key = strings.Repeat("k", maxJob) }, nil, 413, codeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStand(t, change{agent: c.agent})
			if status, code := s.post(s.job(c.edit), "Bearer "+token); status != c.status || code != c.code {
				t.Errorf("%d %s, want %d %s", status, code, c.status, c.code)
			}
			if n := len(s.asset.Heads()); n != 0 {
				t.Errorf("the asset was asked %d times", n)
			}
		})
	}
}

func TestARequestIsAcceptedOnce(t *testing.T) {
	s := newStand(t, change{})
	body := s.job(nil)
	if status, code := s.post(body, "Bearer "+token); status != 200 {
		t.Fatal(status, code)
	}
	for range 2 {
		if status, code := s.post(body, "Bearer "+token); status != 409 || code != codeReplay {
			t.Error(status, code)
		}
		s.there.pass(maxSkew / 2)
	}
	s.there.pass(window)
	if status, code := s.post(body, "Bearer "+token); status != 409 || code != codeStale {
		t.Errorf("when the nonce is forgotten the time is over: %d %s", status, code)
	}
	if n := len(s.asset.Heads()); n != 1 {
		t.Errorf("the asset was asked %d times", n)
	}
}

func TestAnAgentProbesNoPrivateAddresses(t *testing.T) {
	s := newStand(t, change{agent: func(o *AgentOptions) { o.Probe.AllowPrivate = nil }})
	o := s.probe()
	if o.Reason != observed.ReasonPolicyDenied || !o.Local || o.Verdict != observed.Inconclusive || o.Attested == nil {
		t.Errorf("%+v", o)
	}
	if n := len(s.asset.Heads()); n != 0 {
		t.Errorf("the asset was asked %d times", n)
	}
}

func TestAnAgentAcceptsALimitedNumberOfJobsAMinute(t *testing.T) {
	s := newStand(t, change{agent: func(o *AgentOptions) { o.PerMinute = 2 }})
	send := func(i int) string {
		_, code := s.post(s.job(func(j *Job) { j.Nonce = fmt.Sprintf("%032x", i); j.At = s.there.Now() }), "Bearer "+token)
		return code
	}
	if a, b, c := send(1), send(2), send(3); a+b != "" || c != codeBusy {
		t.Errorf("%q %q %q", a, b, c)
	}
	s.there.pass(time.Minute)
	if code := send(4); code != "" {
		t.Errorf("a minute later: %s", code)
	}
}

func TestAnAgentAcceptsALimitedNumberOfJobsAtATime(t *testing.T) {
	held, release := make(chan struct{}), make(chan struct{})
	s := newStand(t, change{
		agent: func(o *AgentOptions) { o.Parallel = 1 },
		script: func(c net.Conn, _ string) {
			held <- struct{}{}
			<-release
			_, _ = c.Write([]byte("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"files\"\r\nContent-Length: 0\r\n\r\n"))
		},
	})
	done := make(chan error, 1)
	go func() { _, err := s.client.Probe(t.Context(), s.target()); done <- err }()
	<-held
	_, err := s.client.Probe(t.Context(), s.target())
	if fault.CodeOf(err) != fault.Unavailable || !errors.Is(err, errBusy) {
		t.Errorf("a busy agent is asked again later: %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestKindsThatAreOptInNeedTheAgentsConsent(t *testing.T) {
	forward := func(o *AgentOptions) { o.Probe.Kinds = []probe.Kind{optIn{o.Probe.Kinds[0]}} }
	s := newStand(t, change{agent: forward})
	s.missed(s.probe(), observed.ReasonVantageMismatch)
	s = newStand(t, change{agent: func(o *AgentOptions) { forward(o); o.OptIn = true }})
	if o := s.probe(); o.Verdict != observed.Closed {
		t.Errorf("%+v", o)
	}
}

// optIn is a kind that goes further than others.
type optIn struct{ probe.Kind }

func (k optIn) Info() probe.Info { i := k.Kind.Info(); i.OptIn = true; return i }

func TestWithoutACertificateAnAgentStaysOnThisMachine(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", "[::]:0", ":0"} {
		if l, err := Listen(t.Context(), address, nil); fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v", address, err)
			_ = l.Close()
		}
	}
	l, err := Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
}

func TestAnAgentServesTLSAndStopsWhenItIsTold(t *testing.T) {
	s := newStand(t, change{})
	pair := probetest.ServerTLS(t).Certificates[0]
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	l, err := Listen(t.Context(), "127.0.0.1:0", &pair)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.agent.Serve(ctx, l) }()
	secure := func(o *ClientOptions) { o.URL, o.RootCAs = "https://"+l.Addr().String(), pool }
	o := s.client.o
	secure(&o)
	if s.client, err = NewClient(o); err != nil {
		t.Fatal(err)
	}
	if o := s.probe(); o.Verdict != observed.Closed {
		t.Errorf("%+v", o)
	}
	o.RootCAs = nil
	if s.client, err = NewClient(o); err != nil {
		t.Fatal(err)
	}
	s.missed(s.probe(), observed.ReasonVantageUnreachable)
	if !strings.Contains(s.warned[0], "certificate") {
		t.Error(s.warned)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: pool}); err == nil {
		t.Error("it still listens")
	}
}

func TestWhatMakesNoAgent(t *testing.T) {
	key := newKey(t)
	for name, o := range map[string]AgentOptions{
		"no key":          {Name: "a", Token: token},
		"a short token":   {Name: "a", Token: "short", Key: key},
		"no name":         {Token: token, Key: key},
		"a name of words": {Name: "two words", Token: token, Key: key},
		"no clock":        {Name: "a", Token: token, Key: key},
	} {
		if _, err := NewAgent(o); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecodeJob(f *testing.F) {
	f.Add([]byte(`{"protocol":1,"nonce":"00112233445566778899aabbccddeeff","at":"2020-02-05T09:00:00Z","kind":"http","version":1,"plan":"00","target":"http://a.example/","identity":{}}`))
	f.Add([]byte(`{"protocol":2}`))
	f.Add([]byte(`{"protocol":1}{}`))
	f.Add([]byte(`[]`))
	f.Add([]byte("{\"protocol\":1,\"expect\":{\"open\":{\"status\":[200]}}}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		j, code, err := decodeJob(b)
		if (err == nil) != (code == "") {
			t.Fatalf("%q %v", code, err)
		}
		if err != nil {
			if len(b) > 8 && bytes.Contains([]byte(err.Error()), b) {
				t.Errorf("the error repeats the request: %v", err)
			}
			return
		}
		if j.Protocol != Protocol || !goodNonce(j.Nonce) || j.Target == "" || j.Kind == "" || j.At.IsZero() {
			t.Errorf("taken: %+v", j)
		}
	})
}
