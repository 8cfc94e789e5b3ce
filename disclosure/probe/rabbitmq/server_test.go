//go:build integration

package rabbitmq_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/rabbitmq"
)

// TestServerLives walks a real RabbitMQ through its life: with guest, without, without management, and with guest again.
func TestServerLives(t *testing.T) {
	url := probetest.RealPeer(t, "RABBITMQ_URL")
	probetest.Live(t, "rabbitmq", rabbitmq.New(), probe.Target{Kind: "rabbitmq", Target: url}, rabbitmq.Facet, probetest.Life{
		Open: probe.Open(), Closed: probe.Closed(disclosure.ReasonAuthRequired), Gone: probe.Closed(disclosure.ReasonConnRefused),
	})
}
