//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real server through its life. Switching the word off leaves it open.
func TestZooKeeperServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{"reach": only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "zookeeper", Target: "zookeeper://" + hostport}
	}
	probetest.Walk(
		t, "zookeeper", table(t, "zookeeper"), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "half", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
