//go:build integration

package httpmatch_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httpmatch"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a page on a real server through its life, by the patterns of a person.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "SITE_URL")
	expect := &disclosure.Expect{
		Open:   &disclosure.Match{Status: []int{200}, Body: "<title>Index of /export/"},
		Closed: &disclosure.Match{Status: []int{403, 404}, Headers: map[string]string{"Server": "^nginx"}, Body: "<center>nginx"},
	}
	asset := target.Target{Kind: "http_match", Target: url + "/export/", Expect: expect}
	probetest.RunLifecycle(t, "site", httpmatch.New(), asset, httpmatch.Facet, probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(observed.ReasonAccessDenied), Gone: probe.Closed(observed.ReasonResourceGone),
	})
}
