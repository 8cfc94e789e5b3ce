//go:build integration

package nfs_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/nfs"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks an export of a real server through its life.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{nfs.Facet: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "nfs", Target: "nfs://" + hostport + "/export"}
	}
	probetest.Walk(
		t, "ganesha", nfs.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonGoneAmbiguous)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
