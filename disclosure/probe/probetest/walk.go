package probetest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// restart bounds how long a real server may take to come into another state.
const restart = 90 * time.Second

// Scene is a state of a real server, by the name that scripts/peers-tcp.sh has for it, and what a probe has to say then.
type Scene struct {
	State   string
	Verdict disclosure.Verdict
	Facets  map[string]disclosure.Reason
}

// Walk brings a real server from state to state and asks it in each. Without the server the test is skipped: it is
// started by scripts/peers-tcp.sh, and written down in the environment.
func Walk(t *testing.T, server string, kind probe.Kind, target func(hostport string) probe.Target, scenes ...Scene) {
	t.Helper()
	script, addr := os.Getenv("PEERS_TCP"), os.Getenv("PEERS_TCP_"+strings.ToUpper(server))
	if script == "" || addr == "" {
		t.Skipf("no %s: run scripts/peers-tcp.sh run", server)
	}
	p := New(t, nil, kind)
	for _, s := range scenes {
		ctx, cancel := context.WithTimeout(t.Context(), restart)
		out, err := exec.CommandContext(ctx, script, "state", server, s.State).CombinedOutput()
		cancel()
		if err != nil {
			t.Fatalf("%s: %v\n%s", s.State, err, out)
		}
		o, err := Observe(t, p, target(addr))
		if err != nil || o.Verdict != s.Verdict || len(o.Facets) != len(s.Facets) {
			t.Errorf("%s: %+v, %v; want %v, %v", s.State, o, err, s.Verdict, s.Facets)
			continue
		}
		for name, want := range s.Facets {
			if o.Facets[name].Reason != want {
				t.Errorf("%s: facet %s is %+v, want %s", s.State, name, o.Facets[name], want)
			}
		}
	}
}
