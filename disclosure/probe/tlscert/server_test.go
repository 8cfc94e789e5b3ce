//go:build integration

package tlscert_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/tlscert"
)

// TestServerLives walks the certificate of a real server through its life.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "CERT_URL")
	probetest.Live(t, "cert", tlscert.New(), probe.Target{Kind: "tls_cert", Target: url, Key: "serial:2a"}, tlscert.Facet, probetest.Life{
		Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonResourceGone), Gone: probe.Closed(disclosure.ReasonConnRefused),
	})
}
