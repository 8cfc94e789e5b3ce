//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a real RabbitMQ through its life: with guest, without, without management, and with guest again.
func TestRabbitMQServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "RABBITMQ_URL")
	probetest.RunLifecycle(t, "rabbitmq", table(t, "rabbitmq"), target.Target{Kind: "rabbitmq", Target: url}, "management", probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(observed.ReasonAuthRequired), Gone: probe.Closed(observed.ReasonConnRefused),
	})
}
