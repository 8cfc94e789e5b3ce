//go:build integration

package httpfile_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httpfile"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a .git folder and an .env on a real server through their lives.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "SITE_URL")
	recorded := &disclosure.Expect{Open: &disclosure.Match{Headers: map[string]string{"Content-Length": "^18$"}}}
	for path, expect := range map[string]*disclosure.Expect{"/.git/": nil, "/.env": recorded} {
		asset := target.Target{Kind: "http_file", Target: url + path, Expect: expect}
		probetest.RunLifecycle(t, "site", httpfile.New(), asset, httpfile.Facet, probetest.Lifecycle{
			Open: probe.Open(), Closed: probe.Closed(observed.ReasonDenied), Gone: probe.Closed(observed.ReasonResourceGone),
		})
	}
}

// TestServerThatDeniesIsToldFromOneThatSaysTheSameToEverything probes a server that denies by name, one that shows one page for every path, and one that redirects to a login.
func TestServerThatDeniesIsToldFromOneThatSaysTheSameToEverything(t *testing.T) {
	for variable, want := range map[string]observed.FacetResult{
		"DENIED_URL":   probe.Closed(observed.ReasonDenied),
		"CATCHALL_URL": probe.Unsure(observed.ReasonSoft404), "LOGIN_URL": probe.Closed(observed.ReasonLoginInFront),
	} {
		for _, path := range []string{"/.git/HEAD", "/.env"} {
			asset := target.Target{Kind: "http_file", Target: probetest.RealPeer(t, variable) + path}
			probetest.SetPeerState(t, "site", "open")
			o, err := probetest.Observe(t, probetest.New(t, nil, httpfile.New()), asset)
			if err != nil || o.Facets[httpfile.Facet] != want {
				t.Errorf("%s%s: %+v, %v, want %+v", variable, path, o, err, want)
			}
		}
	}
}
