//go:build integration

package rabbitmq_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/rabbitmq"
	"daylight/disclosure/probe/target"
)

// TestServerLives walks a real RabbitMQ through its life: with guest, without, without management, and with guest again.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "RABBITMQ_URL")
	probetest.RunLifecycle(t, "rabbitmq", rabbitmq.New(), target.Target{Kind: "rabbitmq", Target: url}, rabbitmq.Facet, probetest.Lifecycle{
		Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonAuthRequired), Gone: probe.Closed(disclosure.ReasonConnRefused),
	})
}
