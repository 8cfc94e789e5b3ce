//go:build integration

package httplisting_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a folder on a real server through its life.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "SITE_URL")
	probetest.RunLifecycle(t, "site", httplisting.New(), target.Target{Kind: "http_listing", Target: url + "/export/"}, httplisting.Facet, probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(observed.ReasonDenied), Gone: probe.Closed(observed.ReasonResourceGone),
	})
}

// TestServerThatSaysTheSameToEverything probes the page of a firewall, which decides nothing, and a redirect to a login, which is weak.
func TestServerThatSaysTheSameToEverything(t *testing.T) {
	for variable, want := range map[string]observed.FacetResult{
		"CATCHALL_URL": probe.Unsure(observed.ReasonChallenge), "LOGIN_URL": probe.Closed(observed.ReasonLoginInFront),
	} {
		asset := target.Target{Kind: "http_listing", Target: probetest.RealPeer(t, variable) + "/export/"}
		o, err := probetest.Observe(t, probetest.New(t, nil, httplisting.New()), asset)
		if err != nil || o.Facets[httplisting.Facet] != want {
			t.Errorf("%s: %+v, %v", variable, o, err)
		}
	}
}
