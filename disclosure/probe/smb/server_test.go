//go:build integration

package smb_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/smb"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a share of a real server through its life.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{smb.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "smb", Target: "smb://" + hostport + "/public"}
	}
	probetest.Walk(
		t, "samba", smb.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAccessDenied)},
		probetest.Scene{State: "missing", Verdict: observed.Closed, Facets: facets(observed.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
