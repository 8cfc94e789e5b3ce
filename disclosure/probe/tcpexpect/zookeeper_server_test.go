//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real server through its life. Switching the word off leaves it open.
func TestZooKeeperServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{"reach": only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "zookeeper", Target: "zookeeper://" + hostport}
	}
	probetest.Walk(
		t, "zookeeper", table(t, "zookeeper"), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "half", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
