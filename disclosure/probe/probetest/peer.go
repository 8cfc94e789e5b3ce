package probetest

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// RealPeer returns the address of a real server that scripts/peers-web.sh started, from an environment variable. It skips the
// test when the variable is not set.
func RealPeer(t *testing.T, variable string) string {
	t.Helper()
	url := os.Getenv(variable)
	if url == "" {
		t.Skipf("no %s: run scripts/peers-web.sh run (RabbitMQ only with PEERS_SLOW=1)", variable)
	}
	return url
}

// SetPeerState puts a real server into a state: "open", "closed" or "gone".
func SetPeerState(t *testing.T, name, state string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), os.Getenv("PEERS_WEB"), "state", name, state).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, state, err, out)
	}
}

// Lifecycle holds the results that a facet must have in each state of a real server.
type Lifecycle struct{ Open, Closed, Gone observed.FacetResult }

// RunLifecycle puts a real server into the states open, closed, gone and open again, and probes it in each.
func RunLifecycle(t *testing.T, peer string, kind probe.Kind, asset target.Target, facet string, life Lifecycle) {
	t.Helper()
	p := New(t, func(o *probe.Options) { o.Clock = time.Now }, kind) // real certificates have real dates
	for _, station := range []struct {
		name, state string
		want        observed.FacetResult
	}{
		{"open", "open", life.Open}, {"closed", "closed", life.Closed}, {"gone", "gone", life.Gone}, {"reopened", "open", life.Open},
	} {
		SetPeerState(t, peer, station.state)
		o, err := Observe(t, p, asset)
		if err != nil || o.Facets[facet] != station.want {
			t.Errorf("%s: %+v, %v, want %+v", station.name, o, err, station.want)
		}
	}
}
