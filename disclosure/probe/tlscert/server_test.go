//go:build integration

package tlscert_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/tlscert"
)

// TestServerLives walks the certificate of a real server through its life.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "CERT_URL")
	probetest.RunLifecycle(t, "cert", tlscert.New(), target.Target{Kind: "tls_cert", Target: url, Key: "serial:2a"}, tlscert.Facet, probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(observed.ReasonResourceGone), Gone: probe.Closed(observed.ReasonConnRefused),
	})
}
