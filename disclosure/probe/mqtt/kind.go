package mqtt

import (
	"context"
	"encoding/binary"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "connect"

const (
	version   = 1
	keepAlive = 10 // seconds; the broker may drop us soon
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "mqtt", Name: "MQTT broker", Schemes: []string{"mqtt"}, Secure: []string{"mqtts"}, Ports: []uint16{1883, 8883}, SecurePort: 8883,
}

// Kind is the probe kind "mqtt".
type Kind struct{}

// New returns the probe kind "mqtt".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "mqtt".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "CONNECT of a clean session without a user, then DISCONNECT; nothing is subscribed to",
		Reads:   "CONNACK: one number",
		Accepts: "mqtt://host:1883, or mqtts:// for TLS",
		Facets:  []string{Facet},
		Ports:   service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

// connect begins a clean session in version 3.1.1, which brokers of version 5 accept too.
func connect(t target.Target) []byte {
	body := []byte{0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, keepAlive}
	id := "daylight_" + target.Token(t)                         // within the 23 bytes that every broker has to accept
	body = binary.BigEndian.AppendUint16(body, uint16(len(id))) //nolint:gosec // 19 characters
	body = append(body, id...)
	return append([]byte{0x10, byte(len(body))}, body...) //nolint:gosec // 31 bytes
}

func disconnect() []byte { return []byte{0xe0, 0} }

// Plan returns the messages.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{
		{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: connect(t), Note: "reads whether the session is accepted"},
		{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: disconnect(), Note: "where it was taken; reads nothing and hangs up"},
	}, nil
}

// Run probes the broker of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send(connect(t)); err != nil {
			return err
		}
		ack, err := c.Until(maxAck, whole)
		if err != nil {
			return err
		}
		result, code := judge(ack)
		if q.Set(Facet, result, code).Verdict == disclosure.Open {
			return c.Send(disconnect())
		}
		return nil
	}, Facet)
	return q.Done()
}
