//go:build integration

package redis_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real Redis through its life.
func TestServerLife(t *testing.T) {
	facets := func(ping, data observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{redis.FacetPing: ping, redis.FacetData: data}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "redis", Target: "redis://" + hostport}
	}
	probetest.Walk(
		t, "redis", redis.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen, observed.ReasonOpen)},
		probetest.Scene{State: "half", Verdict: observed.Open, Facets: facets(observed.ReasonOpen, observed.ReasonUnrecognised)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired, observed.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused, observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen, observed.ReasonOpen)},
	)
}
