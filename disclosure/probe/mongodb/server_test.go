//go:build integration

package mongodb_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/mongodb"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real server of the protocol through its life.
func TestServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{mongodb.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "mongodb", Target: "mongodb://" + hostport}
	}
	probetest.Walk(
		t, "ferretdb", mongodb.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
