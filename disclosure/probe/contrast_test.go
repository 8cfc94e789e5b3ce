package probe_test

import (
	"net/http"
	"net/url"
	"testing"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

func TestControlStandsBesideTheThing(t *testing.T) {
	asset := target.Target{Kind: "x", Target: "https://a.example/"}
	token := target.Token(asset)
	for beside, want := range map[string]string{
		"https://a.example/b/c.sql": "https://a.example/b/" + token, "https://a.example/.env": "https://a.example/" + token,
		"https://a.example/b/": "https://a.example/b/" + token + "/", "https://a.example/": "https://a.example/" + token + "/",
		"https://a.example/a%20b/c%3Fd/e": "https://a.example/a%20b/c%3Fd/" + token,
	} {
		u, err := url.Parse(beside)
		if err != nil {
			t.Fatal(err)
		}
		c := probe.NewContrast("x", asset, probe.Request{Method: http.MethodGet, URL: u}, u.Path)
		if got := c.Control.URL.String(); got != want {
			t.Errorf("%s: control %s, want %s", beside, got, want)
		}
		if got := c.Front.URL.String(); got != "https://a.example/" || c.Front.Method != http.MethodHead {
			t.Errorf("%s: front page %s", beside, got)
		}
	}
}
