//go:build integration

package mqtt_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/mqtt"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real broker through its life.
func TestServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{mqtt.Facet: only, mqtt.Status: only}
	}
	at := func(hostport string) target.Target { return target.Target{Kind: "mqtt", Target: "mqtt://" + hostport} }
	probetest.Walk(
		t, "mosquitto", mqtt.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
