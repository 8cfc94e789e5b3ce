package vantage

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

const canary = "always.example"

// names returns a change under which the agent's resolver finds these names and no other, and the client has a canary.
func names(canary string, found ...string) change {
	list := probetest.Names{}
	for _, name := range found {
		list[name] = []string{"192.0.2.1"}
	}
	return change{
		agent:  func(o *AgentOptions) { o.Probe.Resolver = list },
		client: func(o *ClientOptions) { o.Canary = canary },
	}
}

// gone probes a name that does not exist.
func (s *stand) gone() observed.Observation {
	s.t.Helper()
	o, err := s.client.Probe(s.t.Context(), target.Target{Kind: "http", Target: "http://gone.example/x"})
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func TestANameIsGoneForAnAgentOnlyBesideTheCanary(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change change
		want   observed.FacetResult
	}{
		"the canary is found":                {names(canary, canary), probe.Closed(observed.ReasonNameGone)},
		"written in capitals, with its dot":  {names("Always.Example.", canary), probe.Closed(observed.ReasonNameGone)},
		"the canary is gone too":             {names(canary, "another.example"), probe.Unsure(observed.ReasonDNSFailure)},
		"there is no canary":                 {names("", canary), probe.Unsure(observed.ReasonDNSFailure)},
		"the canary is an address":           {names("192.0.2.1", "192.0.2.1"), probe.Unsure(observed.ReasonDNSFailure)},
		"the canary is the asset":            {names("gone.example", canary), probe.Unsure(observed.ReasonDNSFailure)},
		"a resolver in trouble":              {broken(), probe.Unsure(observed.ReasonDNSFailure)},
		"a canary of a single word or worse": {names("x y", "x y"), probe.Unsure(observed.ReasonDNSFailure)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, tt.change)
			o := s.gone()
			if o.Facets["http"] != tt.want || o.Local != (tt.want.Verdict == observed.Inconclusive) || o.Attested == nil || len(s.warned) > 0 {
				t.Errorf("%+v, %q", o, s.warned)
			}
			if err := Verify(o, s.key.public()); err != nil {
				t.Error(err)
			}
		})
	}
}

func broken() change {
	c := names(canary)
	c.agent = func(o *AgentOptions) { o.Probe.Resolver = deafResolver{} }
	return c
}

// deafResolver is a resolver that cannot be reached.
type deafResolver struct{}

func (deafResolver) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Err: "server misbehaving", IsTemporary: true}
}

func TestAnAgentThatDoesNotSayWhatItFoundDoesNotCount(t *testing.T) {
	t.Parallel()
	for name, lie := range map[string]func(*Statement){
		"it found nothing":      func(s *Statement) { s.Witness = "" },
		"it found another name": func(s *Statement) { s.Witness = "another.example" },
		"found a name, and none gone": func(s *Statement) {
			s.Observation.Facets = map[string]observed.FacetResult{"http": probe.Unsure(observed.ReasonReset)}
			s.Observation.Summarise()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s *stand
			c := names(canary, canary)
			c.middle = liar(func() *Key { return s.key }, purposeAnswer, lie)
			s = newStand(t, c)
			s.missed(s.gone(), observed.ReasonVantageUnverified)
		})
	}
}

func TestAboutSaysWhetherTheCanaryIsFoundThere(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change change
		want   string // of the canary; "" where none is asked for
		finds  bool
	}{
		"found":     {names(canary, canary), canary, true},
		"not found": {names(canary), canary, false},
		"none":      {names("", canary), "", false},
	} {
		s := newStand(t, tt.change)
		if a, err := s.client.About(t.Context()); err != nil || a.Canary != tt.want || a.Finds != tt.finds {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	// An agent of an older release answers without it, and one that looked for another name is none of ours.
	for say, drop := range map[string]func(r *http.Request){
		"same release":   func(r *http.Request) { r.URL.RawQuery = strings.Split(r.URL.RawQuery, "&")[1] },
		"another canary": func(r *http.Request) { r.URL.RawQuery = strings.ReplaceAll(r.URL.RawQuery, canary, "other.example") },
	} {
		c := names(canary, canary)
		c.middle = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				drop(r)
				rec := httptest.NewRecorder()
				next.ServeHTTP(rec, r)
				maps.Copy(w.Header(), rec.Header())
				w.WriteHeader(rec.Code)
				_, _ = w.Write(rec.Body.Bytes())
			})
		}
		if _, err := newStand(t, c).client.About(t.Context()); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: %v", say, err)
		}
	}
}

func TestAnAgentLooksForNamesOfHostsOnly(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"a.example": true, "xn--bcher-kva.example": true, "_dmarc.a.example": true, "localhost": false, "": false, "192.0.2.1": false, "[::1]": false,
		"a..example": false, "-a.example": false, "a.example.": false, "a b.example": false, "a.example/x": false, "A.example": false,
		strings.Repeat("a.", 130) + "example": false,
	} {
		if got := goodName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
