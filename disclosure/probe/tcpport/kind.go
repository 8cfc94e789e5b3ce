package tcpport

import (
	"context"
	"strconv"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
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

// New returns the probe kind "tcp_port".
func New() probe.ReadableKind {
	return probe.Scaffold[[]target.Endpoint]{
		Service: service, Number: version, Parse: parse, Ask: ask,
		About: probe.Info{
			Sends:   "nothing: it connects and hangs up",
			Reads:   "nothing: only whether the connection comes about",
			Accepts: "tcp://host:port; as key, another port of the host that should stay alive",
			Facets:  []string{Facet},
		},
		Steps: func(_ target.Target, at []target.Endpoint) []probe.Step {
			steps := []probe.Step{{Facet: Facet, Address: at[0].Address(), ConnectOnly: true, Note: "connects, sends nothing and hangs up"}}
			for _, beside := range at[1:] {
				steps = append(steps, probe.Step{
					Facet: Facet, Address: beside.Address(), ConnectOnly: true, Words: "beside", Note: "the same at the port that should stay alive, after a refusal",
				})
			}
			return steps
		},
	}
}

// parse returns the endpoint of the port and, where the target names one as key, that of the port that should stay alive.
func parse(t target.Target) ([]target.Endpoint, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	out := []target.Endpoint{at}
	if t.Key != "" {
		n, err := strconv.ParseUint(t.Key, 10, 16)
		if err != nil || n == 0 || uint16(n) == at.Port {
			return nil, fault.Errorf(fault.Invalid, "as key, kind tcp_port takes another port of the same host, from 1 to 65535")
		}
		at.Port = uint16(n)
		out = append(out, at)
	}
	return out, service.NoExpect(t)
}

// ask connects. Where that fails, a port that stays alive tells a closed port from a machine that is off.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, at []target.Endpoint) {
	hangUp := func(context.Context, *probe.Conn) error { return nil }
	fault := q.Talk(ctx, probe.Call{Address: at[0].Address()}, hangUp)
	if fault == nil {
		q.Set(Facet, probe.Open(), "connected")
		return
	}
	if len(at) > 1 && (fault.Reason == observed.ReasonConnRefused || fault.Reason == observed.ReasonTimeoutConnect) {
		switch silent := q.Talk(ctx, probe.Call{Address: at[1].Address()}, hangUp); {
		case silent == nil && fault.Reason == observed.ReasonTimeoutConnect: // a firewall drops what is meant for the port
			q.Set(Facet, probe.Closed(observed.ReasonFiltered), "filtered")
		case silent != nil && fault.Reason == observed.ReasonConnRefused:
			q.Set(Facet, probe.Unsure(observed.ReasonUnrecognised), "")
		}
	}
	q.SetRemaining(fault, Facet)
}
