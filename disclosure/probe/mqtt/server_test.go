//go:build integration

package mqtt_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/mqtt"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real broker through its life.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{mqtt.Facet: only, mqtt.Status: only}
	}
	at := func(hostport string) target.Target { return target.Target{Kind: "mqtt", Target: "mqtt://" + hostport} }
	probetest.Walk(
		t, "mosquitto", mqtt.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
