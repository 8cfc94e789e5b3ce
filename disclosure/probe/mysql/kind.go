package mysql

import (
	"context"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetGreeting is the only facet of kind "mysql".
const FacetGreeting = "greeting"

const version = 2

func service(kind string) target.Service {
	return target.Service{Kind: kind, Name: "MySQL server", Schemes: []string{"mysql", "mariadb"}, Ports: []uint16{3306}}
}

// New returns the probe kind "mysql".
func New() probe.ReadableKind {
	service := service("mysql")
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.At,
		About: probe.Info{
			Sends:   "nothing: the server speaks first",
			Reads:   "the greeting, or the number of the error in its place; not whether a password is wanted",
			Accepts: "mysql://host:3306",
			Facets:  []string{FacetGreeting},
		},
		Steps: func(_ target.Target, at target.Endpoint) []probe.Step {
			return []probe.Step{{Facet: FacetGreeting, Address: at.Address(), ConnectOnly: true, Note: "reads the greeting and hangs up"}}
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
			q.Talk(ctx, probe.Call{Address: at.Address()}, func(_ context.Context, c *probe.Conn) error {
				_, ok, err := greet(q, c, FacetGreeting)
				if ok {
					q.Set(FacetGreeting, probe.Open(), "greeting")
				}
				return err
			}, FacetGreeting)
		},
	}
}

// greet reads the greeting, and reports whether it is one. In its place may come why the connection is refused, which sets the facet.
func greet(q *probe.Inquiry, c *probe.Conn, facet string) (greeting, bool, error) {
	p, err := read(c)
	if err != nil {
		return greeting{}, false, err
	}
	g, ok := parseGreeting(p)
	if !ok {
		result, code := judgeRefusedConnection(p)
		q.Set(facet, result, code)
		return g, false, nil
	}
	q.Identify("version", g.version)
	return g, true, nil
}

// read reads one packet.
func read(c *probe.Conn) (packet, error) {
	head, err := c.Bytes(headBytes)
	if err != nil {
		return packet{}, err
	}
	size, err := bodySize(head)
	if err != nil {
		return packet{}, err
	}
	body, err := c.Bytes(size)
	return packet{number: head[3], body: body}, err
}
