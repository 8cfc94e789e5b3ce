//go:build integration

package dockerregistry_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dockerregistry"
	"daylight/disclosure/probe/probetest"
)

// TestServerLives walks a real registry through its life.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "REGISTRY_URL")
	probetest.Live(t, "registry", dockerregistry.New(), probe.Target{Kind: "docker_registry", Target: url}, dockerregistry.Facet, probetest.Life{
		Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonAuthRequired), Gone: probe.Closed(disclosure.ReasonConnRefused),
	})
}
