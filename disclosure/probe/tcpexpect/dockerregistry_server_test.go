//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a real registry through its life.
func TestRegistryServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "REGISTRY_URL")
	probetest.RunLifecycle(t, "registry", table(t, "docker_registry"), target.Target{Kind: "docker_registry", Target: url}, "api", probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(observed.ReasonAuthRequired), Gone: probe.Closed(observed.ReasonConnRefused),
	})
}
