//go:build integration

package dockerregistry_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dockerregistry"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a real registry through its life.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "REGISTRY_URL")
	probetest.RunLifecycle(t, "registry", dockerregistry.New(), target.Target{Kind: "docker_registry", Target: url}, dockerregistry.Facet, probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonAuthRequired), Gone: probe.Closed(disclosure.ReasonConnRefused),
	})
}
