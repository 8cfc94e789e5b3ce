//go:build integration

package smb_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/smb"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a share of a real server through its life.
func TestServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{smb.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "smb", Target: "smb://" + hostport + "/public"}
	}
	probetest.Walk(
		t, "samba", smb.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAccessDenied)},
		probetest.Scene{State: "missing", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
