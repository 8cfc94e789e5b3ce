//go:build integration

package memcached_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/memcached"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real memcached through its life.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{memcached.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "memcached", Target: "memcached://" + hostport}
	}
	probetest.Walk(
		t, "memcached", memcached.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
