package vantage

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// liar passes requests on and lets lie change what the agent said, which it signs again with the agent's own key: the
// worst that a hostile agent can do.
func liar(key func() *Key, purpose string, lie func(*Statement)) func(http.Handler) http.Handler {
	return tamper(func(answer []byte) []byte {
		var s signed
		var st Statement
		if json.Unmarshal(answer, &s) != nil || json.Unmarshal(s.Statement, &st) != nil {
			return answer
		}
		lie(&st)
		b, _ := json.Marshal(st)
		out, _ := json.Marshal(key().sign(purpose, b))
		return out
	})
}

// tamper changes the bytes of the answers on their way.
func tamper(change func([]byte) []byte) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			maps.Copy(w.Header(), rec.Header())
			w.WriteHeader(rec.Code)
			_, _ = w.Write(change(rec.Body.Bytes()))
		})
	}
}

func TestWhatCannotBeVerifiedNeverCounts(t *testing.T) {
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	for name, lie := range map[string]func(*Statement){
		"another nonce":               func(s *Statement) { s.Nonce = strings.Repeat("0", nonceSize) },
		"another request":             func(s *Statement) { s.Request = strings.Repeat("0", 64) },
		"another place":               func(s *Statement) { s.Vantage = "rome" },
		"an observation from a third": func(s *Statement) { s.Observation.Vantage = "here" },
		"another protocol":            func(s *Statement) { s.Protocol = 9 },
		"a clock behind":              func(s *Statement) { s.Issued = s.Issued.Add(-maxSkew - time.Second) },
		"a clock ahead":               func(s *Statement) { s.Issued = s.Issued.Add(maxSkew + time.Second) },
		"an observation from before":  func(s *Statement) { s.Observation.Started = s.Observation.Started.Add(-time.Hour) },
		"another target":              func(s *Statement) { s.Observation.Target = "http://other.example/" },
		"another kind":                func(s *Statement) { s.Observation.Kind = "s3" },
		"another version":             func(s *Statement) { s.Observation.Version++ },
		"another plan":                func(s *Statement) { s.Observation.PlanHash = strings.Repeat("0", 64) },
		"a verdict without facets":    func(s *Statement) { s.Observation.Facets = nil },
		"a facet that the kind has not": func(s *Statement) {
			s.Observation.Facets = map[string]observed.FacetResult{"made-up": open}
			s.Observation.Summarise()
		},
		"a verdict that its facets do not give": func(s *Statement) { s.Observation.Verdict, s.Observation.Strength = observed.Open, 0 },
		"a strong closure by a weak reason": func(s *Statement) {
			s.Observation.Facets["http"] = observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonDeniedForUs}
			s.Observation.Summarise()
		},
		"a closure by a timeout": func(s *Statement) {
			s.Observation.Facets["http"] = observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonTimeoutRead}
			s.Observation.Summarise()
		},
		"a reason made of content": func(s *Statement) {
			s.Observation.Facets["http"] = observed.FacetResult{Reason: probetest.Secret}
			s.Observation.Summarise()
		},
		"a closure that is local": func(s *Statement) { s.Observation.Local = true },
		"content in a header": func(s *Statement) {
			s.Observation.Headers = map[string]string{"server": strings.Repeat("SENTINEL", 50)}
		},
		"lines in an identity":          func(s *Statement) { s.Observation.Identity = map[string]string{"a": "SENTINEL\nx"} },
		"a header that none may keep":   func(s *Statement) { s.Observation.Headers = map[string]string{"SENTINEL": "x"} },
		"a peer with a zone of words":   func(s *Statement) { s.Observation.Peer = "[fe80::1%SENTINEL\x1b]:443" },
		"a short seal that is none":     func(s *Statement) { s.Observation.AnswerMAC = "SENTINEL" },
		"a peer that is no address":     func(s *Statement) { s.Observation.Peer = "SENTINEL" },
		"a retarget with line breaks":   func(s *Statement) { s.Observation.Retarget = "SENTINEL\r\n" },
		"a seal that is none":           func(s *Statement) { s.Observation.AnswerMAC = strings.Repeat("SENTINEL", 20) },
		"a status of no protocol":       func(s *Statement) { s.Observation.Status = 70000 },
		"bytes beyond any limit":        func(s *Statement) { s.Observation.Bytes = 1 << 40 },
		"an attestation of another one": func(s *Statement) { s.Observation.Attested = &observed.Attestation{Key: "x"} },
	} {
		t.Run(name, func(t *testing.T) {
			var s *stand
			s = newStand(t, change{middle: liar(func() *Key { return s.key }, purposeAnswer, lie)})
			s.missed(s.probe(), observed.ReasonVantageUnverified)
		})
	}
}

func TestASignatureIsForOnePurposeAndOneKey(t *testing.T) {
	nothing := func(*Statement) {}
	var s *stand
	t.Run("unchanged, it is taken", func(t *testing.T) {
		s = newStand(t, change{middle: liar(func() *Key { return s.key }, purposeAnswer, nothing)})
		if o := s.probe(); o.Verdict != observed.Closed {
			t.Errorf("%+v", o)
		}
	})
	t.Run("another purpose", func(t *testing.T) {
		s = newStand(t, change{middle: liar(func() *Key { return s.key }, purposeAbout, nothing)})
		s.missed(s.probe(), observed.ReasonVantageUnverified)
	})
	t.Run("another key", func(t *testing.T) {
		other := newKey(t)
		s = newStand(t, change{middle: liar(func() *Key { return other }, purposeAnswer, nothing)})
		s.missed(s.probe(), observed.ReasonVantageUnverified)
	})
	t.Run("a byte that changed on the way", func(t *testing.T) {
		s = newStand(t, change{middle: tamper(func(b []byte) []byte {
			var g signed
			_ = json.Unmarshal(b, &g)
			g.Statement = bytes.Replace(g.Statement, []byte(`"closed"`), []byte(`"opened"`), 1)
			out, _ := json.Marshal(g)
			return out
		})})
		o := s.probe()
		if o.Verdict != observed.Inconclusive && o.Attested == nil {
			t.Errorf("%+v", o)
		}
	})
}

func TestAnAnswerIsForOneRequest(t *testing.T) {
	var first []byte
	s := newStand(t, change{middle: tamper(func(b []byte) []byte {
		if first == nil {
			first = b
		}
		return first
	})})
	if o := s.probe(); o.Verdict != observed.Closed {
		t.Fatalf("%+v", o)
	}
	s.missed(s.probe(), observed.ReasonVantageUnverified)
}

func TestAnAgentThatCannotBeReachedIsOurFault(t *testing.T) {
	for name, c := range map[string]change{
		"nobody there":       {client: func(o *ClientOptions) { o.URL = "http://127.0.0.1:1" }},
		"another token":      {client: func(o *ClientOptions) { o.Token = strings.Repeat("x", 32) }},
		"another web server": {middle: func(http.Handler) http.Handler { return http.NotFoundHandler() }},
		"a redirect": {middle: func(http.Handler) http.Handler {
			return http.RedirectHandler("http://127.0.0.1:1/", http.StatusTemporaryRedirect)
		}},
		"trouble of a server": {middle: func(http.Handler) http.Handler { return status(502) }},
		"an agent that hangs": {
			client: func(o *ClientOptions) { o.Timeout = 100 * time.Millisecond },
			middle: func(http.Handler) http.Handler {
				return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					<-r.Context().Done()
				})
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStand(t, c)
			s.missed(s.probe(), observed.ReasonVantageUnreachable)
		})
	}
}

func status(code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = w.Write([]byte(probetest.Secret))
	})
}

func TestWhatIsNoAnswerIsUnverified(t *testing.T) {
	for name, body := range map[string]string{
		"a page": "<html>" + probetest.Secret, "nothing": "", "an empty object": "{}", "too much": strings.Repeat("x", maxAnswer+1),
		"two answers": `{"statement":"","key":"","signature":""}{}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newStand(t, change{middle: tamper(func([]byte) []byte { return []byte(body) })})
			s.missed(s.probe(), observed.ReasonVantageUnverified)
			if strings.Contains(strings.Join(s.warned, ""), "SENTINEL") {
				t.Error(s.warned)
			}
		})
	}
}

func TestAnAgentThatKnowsLessIsAMismatch(t *testing.T) {
	s := newStand(t, change{agent: func(o *AgentOptions) { o.Probe.Kinds = nil }})
	s.missed(s.probe(), observed.ReasonVantageMismatch)
	a, err := s.client.About(t.Context())
	if err != nil || len(s.client.Missing(a)) != 1 || s.client.Missing(a)[0] != "http" {
		t.Errorf("%+v %v", a, err)
	}
	s = newStand(t, change{client: func(o *ClientOptions) { o.Identity.Version = "2.0" }})
	s.missed(s.probe(), observed.ReasonVantageMismatch)
}

func TestAboutSaysWhetherAnAgentIsTheRightOne(t *testing.T) {
	s := newStand(t, change{})
	s.there.pass(3 * time.Second)
	a, err := s.client.About(t.Context())
	if err != nil || a.Version != "1.0" || len(s.client.Missing(a)) != 0 || s.client.Skew(a) != 3*time.Second {
		t.Errorf("%+v %v", a, err)
	}
	s.there.pass(maxSkew)
	if _, err := s.client.About(t.Context()); err == nil || !strings.Contains(err.Error(), "clock") {
		t.Error(err)
	}
	other := newKey(t)
	for name, edit := range map[string]func(*ClientOptions){
		"another key":   func(o *ClientOptions) { o.Public = other.public() },
		"another name":  func(o *ClientOptions) { o.Name = "rome" },
		"another token": func(o *ClientOptions) { o.Token = "x" },
	} {
		s := newStand(t, change{client: edit})
		if _, err := s.client.About(t.Context()); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestOurClockDatesWhatOthersSaw(t *testing.T) {
	s := newStand(t, change{})
	s.there.pass(90 * time.Second) // tolerated, but never the date of an observation
	o := s.probe()
	if o.Verdict != observed.Closed || !o.Started.Equal(probetest.Start) {
		t.Errorf("%+v", o)
	}
}

func TestARecordThatWasChangedDoesNotStand(t *testing.T) {
	s := newStand(t, change{})
	whole := s.probe()
	var stored observed.Observation // as the database gives it back
	b, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	if err := Verify(stored, s.key.public()); err != nil {
		t.Fatal(err)
	}
	other, _ := NewKey(strings.NewReader(strings.Repeat("z", 32)))
	if Verify(stored, other.public()) == nil || Verify(observed.Observation{}, s.key.public()) == nil {
		t.Error("taken with another key, or without a statement")
	}
	for name, edit := range map[string]func(*observed.Observation){
		"verdict": func(o *observed.Observation) { o.Verdict = observed.Open },
		"facet":   func(o *observed.Observation) { o.Facets = map[string]observed.FacetResult{} },
		"target":  func(o *observed.Observation) { o.Target += "x" },
		"place":   func(o *observed.Observation) { o.Vantage = "here" },
		"status":  func(o *observed.Observation) { o.Status = 200 },
		"statement": func(o *observed.Observation) {
			a := *o.Attested
			a.Statement += " "
			o.Attested = &a
		},
	} {
		o := stored
		edit(&o)
		if Verify(o, s.key.public()) == nil {
			t.Errorf("%s: changed and still good", name)
		}
	}
}

func TestAStoppedProbeHasNoObservation(t *testing.T) {
	s := newStand(t, change{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.client.Probe(ctx, s.target()); fault.CodeOf(err) != fault.Unavailable {
		t.Error(err)
	}
	if _, err := s.client.Probe(t.Context(), target.Target{Kind: "http", Target: "ftp://x"}); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func TestAKeyIsMadeOnceAndForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "agent.key")
	one, made, err := LoadOrCreateKey(path, strings.NewReader(strings.Repeat("s", 32)))
	if err != nil || !made {
		t.Fatal(made, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	two, made, err := LoadOrCreateKey(path, strings.NewReader(""))
	if err != nil || made || two.Public() != one.Public() || two.ID() != one.ID() {
		t.Error(made, err)
	}
	if public, err := ParsePublicKey(one.Public()); err != nil || !bytes.Equal(public, one.public()) {
		t.Error(err)
	}
	if text := one.String() + strings.TrimSpace(strings.Join([]string{one.GoString()}, "")); strings.Contains(text, "c3Nzc3") {
		t.Errorf("it shows its private half: %s", text)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := LoadOrCreateKey(path, nil); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
	if err := os.WriteFile(path, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = os.Chmod(path, 0o600)
	if _, _, err := LoadOrCreateKey(path, nil); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
	for _, s := range []string{"", "ed25519:", "ed25519:AAAA", strings.TrimPrefix(one.Public(), "ed25519:")} {
		if _, err := ParsePublicKey(s); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestWhatMakesNoClient(t *testing.T) {
	s := newStand(t, change{})
	for name, edit := range map[string]func(*ClientOptions){
		"no address": func(o *ClientOptions) { o.URL = "" }, "another scheme": func(o *ClientOptions) { o.URL = "ftp://x" },
		"a login": func(o *ClientOptions) { o.URL = "https://u:p@x" }, "no key": func(o *ClientOptions) { o.Public = nil },
	} {
		o := s.client.o
		edit(&o)
		if _, err := NewClient(o); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzAccept(f *testing.F) {
	key, err := NewKey(strings.NewReader(strings.Repeat("f", 32))) // the same in each worker
	if err != nil {
		f.Fatal(err)
	}
	plan := probe.Plan{Kind: "http", Version: 1, Target: "http://a.example/", Hash: strings.Repeat("0", 64)}
	e := expected{
		name: "paris", nonce: strings.Repeat("0", nonceSize), request: strings.Repeat("1", 64), plan: plan, requester: "1.0/0123456789ab", facets: []string{"http"}, now: probetest.Start,
	}
	closed := probe.Closed(observed.ReasonAccessDenied)
	good := Statement{
		Protocol: Protocol, Vantage: e.name, Nonce: e.nonce, Request: e.request, Issued: probetest.Start,
		Observation: observed.Observation{
			Kind: "http", Version: 1, Target: plan.Target, PlanHash: plan.Hash, Vantage: "paris", Asker: e.requester, Started: probetest.Start,
			Verdict: closed.Verdict, Strength: closed.Strength, Reason: closed.Reason, Facets: map[string]observed.FacetResult{"http": closed},
		},
	}
	b, _ := json.Marshal(good)
	f.Add(b, true)
	f.Add([]byte(`{"protocol":1,"observation":{"facets":{"http":{"verdict":"closed"}}}}`), true)
	f.Add([]byte(`{"statement":"","key":"","signature":""}`), false)
	f.Fuzz(func(t *testing.T, b []byte, sign bool) {
		answer := b
		if sign { // the agent itself is hostile
			answer, _ = json.Marshal(key.sign(purposeAnswer, b))
		}
		o, err := accept(answer, key.public(), e)
		if err != nil {
			if !strings.Contains(string(b), err.Error()) && len(b) > 8 && strings.Contains(err.Error(), string(b)) {
				t.Errorf("the error repeats the answer: %v", err)
			}
			return
		}
		if !sign {
			t.Fatal("taken without a signature")
		}
		if o.Target != plan.Target || o.Vantage != "paris" || o.PlanHash != plan.Hash || o.Asker != e.requester || Verify(o, key.public()) != nil {
			t.Errorf("taken: %+v", o)
		}
		for _, r := range o.Facets {
			if r.Verdict == observed.Closed && r != probe.Closed(r.Reason) {
				t.Errorf("a closure of its own making: %+v", r)
			}
		}
	})
}
