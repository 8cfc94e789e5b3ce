//go:build integration

package rsync_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/rsync"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a module of a real daemon through its life.
func TestServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{rsync.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "rsync", Target: "rsync://" + hostport + "/backup"}
	}
	probetest.Walk(
		t, "rsync", rsync.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "denied", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonDeniedForUs)},
		probetest.Scene{State: "missing", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
