package mqtt

import (
	"context"
	"encoding/binary"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of this kind: that a stranger may connect, and that the broker tells them its version.
const (
	Facet  = "connect"
	Status = "status"
)

const (
	version   = 3
	keepAlive = 10 // seconds; the broker may drop us soon
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "mqtt", Name: "MQTT broker", Schemes: []string{"mqtt"}, Secure: []string{"mqtts"}, Ports: []uint16{1883, 8883}, SecurePort: 8883,
}

// New returns the probe kind "mqtt".
func New() probe.Kind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.At,
		About: probe.Info{
			Sends:   "CONNECT of a clean session without a user, SUBSCRIBE to the topic in which a broker tells its version and to nothing else, PINGREQ, DISCONNECT",
			Reads:   "CONNACK: one number; and whether the version comes, which is not kept",
			Accepts: "mqtt://host:1883, or mqtts:// for TLS",
			Facets:  []string{Facet, Status},
		},
		Steps: func(t target.Target, at target.Endpoint) []probe.Step {
			return probe.EitherWay([]probe.Step{
				{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: connect(t), Note: "reads whether the session is accepted"},
				{Facet: Status, Address: at.Address(), TLS: at.TLS, Request: subscribe(), Note: "where it was taken; reads whether " + statusTopic + " comes"},
				{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: disconnect(), Note: "where it was taken; reads nothing and hangs up"},
			})
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, t target.Target, at target.Endpoint) {
			q.TalkEitherWay(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
				return converse(q, c, connect(t))
			}, Facet, Status)
		},
	}
}

func converse(q *probe.Inquiry, c *probe.Conn, hello []byte) error {
	if err := c.Send(hello); err != nil {
		return err
	}
	ack, err := c.Until(maxAck, whole)
	if err != nil {
		return err
	}
	result, code := judge(ack)
	if q.Set(Facet, result, code).Verdict != observed.Open {
		q.Set(Status, result, "")
		return nil
	}
	if err := c.Send(subscribe()); err != nil {
		return err
	}
	answer, err := c.Until(maxStatus, told)
	if err != nil {
		return err // the connection was accepted all the same
	}
	result = status(answer)
	q.Set(Status, result, string(result.Reason))
	return c.Send(disconnect())
}

// connect begins a clean session in version 3.1.1, which brokers of version 5 accept too.
func connect(t target.Target) []byte {
	body := []byte{0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, keepAlive}
	id := "daylight_" + target.Token(t)                         // within the 23 bytes that every broker has to accept
	body = binary.BigEndian.AppendUint16(body, uint16(len(id))) //nolint:gosec // 19 characters
	body = append(body, id...)
	return append([]byte{0x10, byte(len(body))}, body...) //nolint:gosec // 31 bytes
}

func disconnect() []byte { return []byte{0xe0, 0} }
