package probetest

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Staged is a real server that scripts/peers-http.sh puts into one state after the other. With it, the answers do not come
// from code of ours.
type Staged struct {
	t      *testing.T
	name   string
	prober *probe.Prober
}

// Stage returns the server of that name, to be probed by k. It skips the test when the script did not start the server.
func Stage(t *testing.T, name string, k probe.Kind) Staged {
	t.Helper()
	if !slices.Contains(strings.Fields(os.Getenv("PEERS_HTTP_READY")), name) {
		t.Skipf("%s does not run: run scripts/peers-http.sh run", name)
	}
	return Staged{t: t, name: name, prober: New(t, nil, k)}
}

// Holds puts the server into a state and probes the target that write makes from its address. The test fails unless the
// observation has the verdict, and exactly the facets and reasons of want.
func (s Staged) Holds(
	state string, write func(url string) target.Target, verdict observed.Verdict, want map[string]observed.Reason,
) observed.Observation {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), os.Getenv("PEERS_HTTP"), "set", s.name, state).Output()
	if err != nil {
		s.t.Fatalf("%s cannot be made %s: %v", s.name, state, err)
	}
	o, err := Observe(s.t, s.prober, write(strings.TrimSpace(string(out))))
	if err != nil || o.Verdict != verdict || len(o.Facets) != len(want) {
		s.t.Errorf("%s %s: %+v, %v", s.name, state, o, err)
	}
	for facet, reason := range want {
		if o.Facets[facet].Reason != reason {
			s.t.Errorf("%s %s, facet %s: %+v, want %s", s.name, state, facet, o.Facets[facet], reason)
		}
	}
	return o
}
