//go:build integration

package rsync_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/rsync"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a module of a real daemon through its life.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{rsync.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "rsync", Target: "rsync://" + hostport + "/backup"}
	}
	probetest.Walk(
		t, "rsync", rsync.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired)},
		probetest.Scene{State: "denied", Verdict: observed.Closed, Facets: facets(observed.ReasonDeniedForUs)},
		probetest.Scene{State: "missing", Verdict: observed.Closed, Facets: facets(observed.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
