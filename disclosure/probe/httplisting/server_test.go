//go:build integration

package httplisting_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a folder on a real server through its life.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "SITE_URL")
	probetest.RunLifecycle(t, "site", httplisting.New(), target.Target{Kind: "http_listing", Target: url + "/export/"}, httplisting.Facet, probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonAccessDenied), Gone: probe.Closed(disclosure.ReasonResourceGone),
	})
}

// TestServerThatShowsOnePageForEverythingDecidesNothing probes the page of a firewall and a redirect to a login.
func TestServerThatShowsOnePageForEverythingDecidesNothing(t *testing.T) {
	for variable, want := range map[string]disclosure.Reason{"CATCHALL_URL": disclosure.ReasonChallenge, "LOGIN_URL": disclosure.ReasonSoft404} {
		asset := target.Target{Kind: "http_listing", Target: probetest.RealPeer(t, variable) + "/export/"}
		o, err := probetest.Observe(t, probetest.New(t, nil, httplisting.New()), asset)
		if err != nil || o.Facets[httplisting.Facet] != probe.Unsure(want) {
			t.Errorf("%s: %+v, %v", variable, o, err)
		}
	}
}
