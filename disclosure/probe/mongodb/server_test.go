//go:build integration

package mongodb_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/mongodb"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real server of the protocol through its life.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{mongodb.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "mongodb", Target: "mongodb://" + hostport}
	}
	probetest.Walk(
		t, "ferretdb", mongodb.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
