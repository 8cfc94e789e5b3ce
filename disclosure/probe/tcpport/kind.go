package tcpport

import (
	"context"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "port"

const version = 2

// There is no usual port: the asset has to name one.
var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "tcp_port", Name: "TCP port", Schemes: []string{"tcp"},
}

// Kind is the probe kind "tcp_port".
type Kind struct{ probe.Described }

// New returns the probe kind "tcp_port".
func New() Kind {
	return Kind{probe.Described{Service: service, Number: version, About: probe.Info{
		Sends:   "nothing: it connects and hangs up",
		Reads:   "nothing: only whether the connection comes about",
		Accepts: "tcp://host:port; as key, another port of the host that should stay alive",
		Facets:  []string{Facet},
	}}}
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
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

// sibling returns the endpoint of the port that should stay alive.
func sibling(t target.Target, at target.Endpoint) (target.Endpoint, bool) {
	n, err := strconv.ParseUint(t.Key, 10, 16)
	if err != nil || n == 0 {
		return at, false
	}
	at.Port = uint16(n)
	return at, true
}

// Plan returns the connections.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	steps := []probe.Step{{Facet: Facet, Address: at.Address(), ConnectOnly: true, Note: "connects, sends nothing and hangs up"}}
	if beside, ok := sibling(t, at); ok {
		steps = append(steps, probe.Step{
			Facet: Facet, Address: beside.Address(), ConnectOnly: true, Words: "beside", Note: "the same at the port that should stay alive, after a refusal",
		})
	}
	return steps, nil
}

// Run probes the port of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
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
	if beside, ok := sibling(t, at); ok && (fault.Reason == disclosure.ReasonConnRefused || fault.Reason == disclosure.ReasonTimeoutConnect) {
		switch silent := q.Talk(ctx, probe.Call{Address: beside.Address()}, hangUp); {
		case silent == nil && fault.Reason == disclosure.ReasonTimeoutConnect: // a firewall drops what is meant for the port
			q.Set(Facet, probe.Closed(disclosure.ReasonFiltered), "filtered")
		case silent != nil && fault.Reason == disclosure.ReasonConnRefused:
			q.Set(Facet, probe.Unsure(disclosure.ReasonUnrecognised), "")
		}
	}
	q.SetRemaining(fault, Facet)
	return q.Done()
}
