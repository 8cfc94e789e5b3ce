//go:build integration

package ldap_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/ldap"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real directory through its life.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{ldap.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "ldap", Target: "ldap://" + hostport + "/dc=example,dc=org"}
	}
	probetest.Walk(
		t, "slapd", ldap.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired)},
		probetest.Scene{State: "hidden", Verdict: observed.Closed, Facets: facets(observed.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
