//go:build integration

package httpfile_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httpfile"
	"daylight/disclosure/probe/probetest"
)

// TestServerLives walks a .git folder and an .env on a real server through their lives.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "SITE_URL")
	recorded := &disclosure.Expect{Open: &disclosure.Match{Headers: map[string]string{"Content-Length": "^18$"}}}
	for path, expect := range map[string]*disclosure.Expect{"/.git/": nil, "/.env": recorded} {
		target := probe.Target{Kind: "http_file", Target: url + path, Expect: expect}
		probetest.Live(t, "site", httpfile.New(), target, httpfile.Facet, probetest.Life{
			Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonAccessDenied), Gone: probe.Closed(disclosure.ReasonResourceGone),
		})
	}
}

// TestServerThatDeniesIsToldFromOneThatSaysTheSameToEverything asks a server that denies by name, one page for everything, and a way to a login.
func TestServerThatDeniesIsToldFromOneThatSaysTheSameToEverything(t *testing.T) {
	for variable, want := range map[string]disclosure.FacetResult{
		"DENIED_URL":   probe.Closed(disclosure.ReasonAccessDenied),
		"CATCHALL_URL": probe.Unsure(disclosure.ReasonSoft404), "LOGIN_URL": probe.Unsure(disclosure.ReasonSoft404),
	} {
		for _, path := range []string{"/.git/HEAD", "/.env"} {
			target := probe.Target{Kind: "http_file", Target: probetest.RealPeer(t, variable) + path}
			probetest.TurnPeer(t, "site", "open")
			o, err := probetest.Observe(t, probetest.New(t, nil, httpfile.New()), target)
			if err != nil || o.Facets[httpfile.Facet] != want {
				t.Errorf("%s%s: %+v, %v, want %+v", variable, path, o, err, want)
			}
		}
	}
}
