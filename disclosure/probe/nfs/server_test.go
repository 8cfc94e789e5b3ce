//go:build integration

package nfs_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/nfs"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks an export of a real server through its life.
func TestServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{nfs.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "nfs", Target: "nfs://" + hostport + "/export"}
	}
	probetest.Walk(
		t, "ganesha", nfs.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
