package tcpport_test

import (
	"net"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/tcpport"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:        tcpport.New(),
		Target:      func(hostport string) string { return "tcp://" + hostport },
		Bad:         []string{"tcp://db.example", "db.example", "tcp://db.example:22", "redis://db.example:4711"},
		ConnectOnly: true,
	})
}

func observe(t *testing.T, asset, key string) observed.Observation {
	t.Helper()
	o, err := probetest.Observe(t, probetest.New(t, nil, tcpport.New()), target.Target{Kind: "tcp_port", Target: asset, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestConnectionIsOpenWhateverStandsBehindIt(t *testing.T) {
	for name, exchanges := range map[string][]probetest.Exchange{
		"silence": {probetest.Silence()}, "a greeting": {probetest.Say(probetest.Secret)}, "an end": nil,
	} {
		srv := probetest.Dialogue(t, exchanges...)
		if o := observe(t, "tcp://"+srv.Addr, ""); o.Facets[tcpport.Facet] != probe.Open() || o.Bytes != 0 {
			t.Errorf("%s: %+v", name, o)
		}
		for _, got := range srv.Received() {
			if got != "" {
				t.Errorf("%s: sent %q", name, got)
			}
		}
	}
}

func TestRefusalCountsOnlyBesideALivingPort(t *testing.T) {
	srv := probetest.Dialogue(t, probetest.Silence())
	_, alive, err := net.SplitHostPort(srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	refused := probe.Closed(observed.ReasonConnRefused)
	for _, tt := range []struct {
		name, key string
		want      observed.FacetResult
	}{
		{"no port named beside it", "", refused},
		{"the one beside it lives", alive, refused},
		{"the one beside it is shut too", "2", probe.Unsure(observed.ReasonUnrecognised)},
	} {
		if o := observe(t, "tcp://127.0.0.1:1", tt.key); o.Facets[tcpport.Facet] != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, o.Facets, tt.want)
		}
	}
}

func TestPortBesideIsANumberAndAnotherOne(t *testing.T) {
	p := probetest.New(t, nil, tcpport.New())
	for _, key := range []string{"0", "65536", "x", "-1", "4711"} {
		err := p.Validate(target.Target{Kind: "tcp_port", Target: "tcp://db.example:4711", Key: key})
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", key, err)
		}
	}
}

func TestPlanSaysThatNothingIsSent(t *testing.T) {
	p := probetest.New(t, nil, tcpport.New())
	plan, err := p.Plan(target.Target{Kind: "tcp_port", Target: "tcp://db.example:4711", Key: "443"})
	if err != nil || len(plan.Steps) != 2 || plan.Steps[1].Address != "db.example:443" || len(plan.Steps[0].Request) != 0 {
		t.Errorf("%+v, %v", plan, err)
	}
}
