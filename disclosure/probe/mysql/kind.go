package mysql

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetGreeting is the only facet of kind "mysql".
const FacetGreeting = "greeting"

const version = 2

func service(kind string) target.Service {
	return target.Service{Kind: kind, Name: "MySQL server", Schemes: []string{"mysql", "mariadb"}, Ports: []uint16{3306}}
}

// Kind is the probe kind "mysql".
type Kind struct{}

// New returns the probe kind "mysql".
func New() Kind { return Kind{} }

var _, _ = probe.Kind(Kind{}), probe.Reader(Kind{})

// Name returns "mysql".
func (Kind) Name() string { return "mysql" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (k Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "nothing: the server speaks first",
		Reads:   "the greeting, or the number of the error in its place; not whether a password is wanted",
		Accepts: "mysql://host:3306",
		Facets:  []string{FacetGreeting},
		Ports:   service(k.Name()).Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (k Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service(k.Name()).Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (k Kind) Validate(t target.Target) error { return service(k.Name()).Validate(t) }

// Plan returns the connection.
func (k Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service(k.Name()).Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{{Facet: FacetGreeting, Address: at.Address(), ConnectOnly: true, Note: "reads the greeting and hangs up"}}, nil
}

// Run reads the greeting of t.
func (k Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service(k.Name()).Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address()}, func(_ context.Context, c *probe.Conn) error {
		p, err := read(c)
		if err != nil {
			return err
		}
		if g, ok := parseGreeting(p); ok {
			q.Set(FacetGreeting, probe.Open(), "greeting")
			q.Identify("version", g.version)
			return nil
		}
		result, code := judgeRefusedConnection(p)
		q.Set(FacetGreeting, result, code)
		return nil
	}, FacetGreeting)
	return q.Done()
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
