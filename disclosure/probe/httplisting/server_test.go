//go:build integration

package httplisting_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/probetest"
)

// TestServerLives walks a folder on a real server through its life.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "SITE_URL")
	probetest.Live(t, "site", httplisting.New(), probe.Target{Kind: "http_listing", Target: url + "/export/"}, httplisting.Facet, probetest.Life{
		Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonAccessDenied), Gone: probe.Closed(disclosure.ReasonResourceGone),
	})
}

// TestServerThatShowsOnePageForEverythingDecidesNothing asks a page of a firewall and a way to a login.
func TestServerThatShowsOnePageForEverythingDecidesNothing(t *testing.T) {
	for variable, want := range map[string]disclosure.Reason{"CATCHALL_URL": disclosure.ReasonChallenge, "LOGIN_URL": disclosure.ReasonSoft404} {
		target := probe.Target{Kind: "http_listing", Target: probetest.RealPeer(t, variable) + "/export/"}
		o, err := probetest.Observe(t, probetest.New(t, nil, httplisting.New()), target)
		if err != nil || o.Facets[httplisting.Facet] != probe.Unsure(want) {
			t.Errorf("%s: %+v, %v", variable, o, err)
		}
	}
}
