//go:build integration

package redis_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real Redis through its life.
func TestServerLife(t *testing.T) {
	facets := func(ping, data disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{redis.FacetPing: ping, redis.FacetData: data}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "redis", Target: "redis://" + hostport}
	}
	probetest.Walk(
		t, "redis", redis.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen, disclosure.ReasonOpen)},
		probetest.Scene{State: "half", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen, disclosure.ReasonUnrecognised)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAuthRequired, disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused, disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen, disclosure.ReasonOpen)},
	)
}
