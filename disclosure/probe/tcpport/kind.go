package tcpport

import (
	"context"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "port"

const version = 1

// No port is usual: the asset says which one is meant.
var service = probe.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "tcp_port", Name: "TCP port", Schemes: []string{"tcp"},
}

// Kind is the probe kind "tcp_port".
type Kind struct{}

// New returns the probe kind "tcp_port".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "tcp_port".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "nothing: it connects and hangs up",
		Reads:  "nothing: only whether the connection comes about",
		Takes:  "tcp://host:port; as key, another port of the host that ought to stay alive",
		Facets: []string{Facet},
		Ports:  service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	at, err := service.Parse(t.Target)
	if err != nil {
		return err
	}
	if t.Key != "" {
		if beside, ok := sibling(t, at); !ok || beside.Port == at.Port {
			return fault.Errorf(fault.Invalid, "as key, kind tcp_port takes another port of the same host, from 1 to 65535")
		}
	}
	return service.NoExpect(t)
}

// sibling returns the port that ought to stay alive.
func sibling(t probe.Target, at probe.Endpoint) (probe.Endpoint, bool) {
	n, err := strconv.ParseUint(t.Key, 10, 16)
	if err != nil || n == 0 {
		return at, false
	}
	at.Port = uint16(n)
	return at, true
}

// Plan returns the connections.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	steps := []probe.Step{{Facet: Facet, Address: at.Address(), Mute: true, Note: "connects, sends nothing and hangs up"}}
	if beside, ok := sibling(t, at); ok {
		steps = append(steps, probe.Step{
			Facet: Facet, Address: beside.Address(), Mute: true, Note: "the same at the port that ought to stay alive, after a refusal",
		})
	}
	return steps, nil
}

// Run asks the port of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	hangUp := func(context.Context, *probe.Conn) error { return nil }
	fault := q.Talk(ctx, probe.Call{Address: at.Address()}, hangUp)
	if fault == nil {
		q.Set(Facet, probe.Open(), "connected")
		return q.Done()
	}
	if beside, ok := sibling(t, at); ok && fault.Reason == disclosure.ReasonConnRefused {
		if silent := q.Talk(ctx, probe.Call{Address: beside.Address()}, hangUp); silent != nil {
			q.Set(Facet, probe.Unsure(disclosure.ReasonUnrecognised), "")
		}
	}
	q.Rest(fault, Facet)
	return q.Done()
}
