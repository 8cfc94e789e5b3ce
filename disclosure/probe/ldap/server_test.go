//go:build integration

package ldap_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/ldap"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real directory through its life.
func TestServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{ldap.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "ldap", Target: "ldap://" + hostport + "/dc=example,dc=org"}
	}
	probetest.Walk(
		t, "slapd", ldap.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "hidden", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
