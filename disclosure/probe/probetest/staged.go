package probetest

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// Staged is a real server that scripts/peers-http.sh brings into one state after the other, so that no code of ours
// stands on both sides.
type Staged struct {
	t      *testing.T
	name   string
	prober *probe.Prober
}

// Stage returns the server of a name, for k to ask. The test is skipped where the script did not start it.
func Stage(t *testing.T, name string, k probe.Kind) Staged {
	t.Helper()
	if !slices.Contains(strings.Fields(os.Getenv("PEERS_HTTP_READY")), name) {
		t.Skipf("%s does not run: run scripts/peers-http.sh run", name)
	}
	return Staged{t: t, name: name, prober: New(t, nil, k)}
}

// Holds brings the server into a state and fails the test unless the probe of what write makes of its address then has
// the verdict and the reason of each facet.
func (s Staged) Holds(
	state string, write func(url string) probe.Target, verdict disclosure.Verdict, want map[string]disclosure.Reason,
) disclosure.Observation {
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
