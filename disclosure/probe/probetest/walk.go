package probetest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// restart bounds how long a real server may take to come into another state.
const restart = 90 * time.Second

// Scene is a state of a real server, by its name in scripts/peers-tcp.sh, and the result that a probe must have then.
type Scene struct {
	State   string
	Verdict observed.Verdict
	Facets  map[string]observed.Reason
}

// Walk puts a real server into one state after the other and probes it in each. It skips the test without such a server:
// scripts/peers-tcp.sh starts it, and passes its address in the environment.
func Walk(t *testing.T, server string, kind probe.Kind, asset func(hostport string) target.Target, scenes ...Scene) {
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
		o, err := Observe(t, p, asset(addr))
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
