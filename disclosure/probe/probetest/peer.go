package probetest

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// RealPeer returns the address of a real server that scripts/peers-web.sh started, by the name of its variable, and skips
// the test when there is none.
func RealPeer(t *testing.T, variable string) string {
	t.Helper()
	url := os.Getenv(variable)
	if url == "" {
		t.Skipf("no %s: run scripts/peers-web.sh run (RabbitMQ only with PEERS_SLOW=1)", variable)
	}
	return url
}

// TurnPeer brings a peer into a state: "open", "closed" or "gone".
func TurnPeer(t *testing.T, name, state string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), os.Getenv("PEERS_WEB"), "state", name, state).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, state, err, out)
	}
}

// Life is what a facet has to say at each station of a real server's life.
type Life struct{ Open, Closed, Gone disclosure.FacetResult }

// Live walks a peer through open, closed, gone and open again, and probes at each station.
func Live(t *testing.T, peer string, kind probe.Kind, target probe.Target, facet string, life Life) {
	t.Helper()
	p := New(t, func(o *probe.Options) { o.Clock = time.Now }, kind) // real certificates have real dates
	for _, station := range []struct {
		name, state string
		want        disclosure.FacetResult
	}{
		{"open", "open", life.Open}, {"closed", "closed", life.Closed}, {"gone", "gone", life.Gone}, {"reopened", "open", life.Open},
	} {
		TurnPeer(t, peer, station.state)
		o, err := Observe(t, p, target)
		if err != nil || o.Facets[facet] != station.want {
			t.Errorf("%s: %+v, %v, want %+v", station.name, o, err, station.want)
		}
	}
}
