package redis

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a server.
const (
	FacetPing = "ping"
	FacetData = "data"
)

const (
	version = 2
	maxText = 4096 // bytes of a reply; the longest known one explains the protected mode
)

// service describes how targets are written. Some providers, such as Azure, have a separate port for TLS.
var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "redis", Name: "Redis server", Schemes: []string{"redis"}, Secure: []string{"rediss"}, Ports: []uint16{6379, 6380},
}

// Kind is the probe kind "redis".
type Kind struct{}

// New returns the probe kind "redis".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "redis".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "PING, and DBSIZE where PING is answered",
		Reads:   "one line of reply to each: PONG, a number, or the name of the error",
		Accepts: "redis://host:6379, or rediss:// for TLS",
		Facets:  []string{FacetPing, FacetData},
		Ports:   service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

// The commands, in the form that clients send. Proxies in front of Redis do not understand the inline form.
const (
	ping   = "*1\r\n$4\r\nPING\r\n"
	dbsize = "*1\r\n$6\r\nDBSIZE\r\n"
)

// Plan returns the two commands.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{
		{
			Facet: FacetPing, Address: at.Address(), TLS: at.TLS, Request: []byte(ping),
			Note: "reads PONG or the name of an error; hangs up when a stranger may not go on",
		},
		{
			Facet: FacetData, Address: at.Address(), TLS: at.TLS, Request: []byte(dbsize),
			Note: "reads that a number of keys comes, or the name of an error; the number is not kept",
		},
	}, nil
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
		return converse(q, c)
	}, FacetPing, FacetData)
	return q.Done()
}

// converse sends PING and, if that leaves anything to find out, DBSIZE.
func converse(q *probe.Inquiry, c *probe.Conn) error {
	answer, err := roundTrip(c, ping)
	if err != nil {
		return err
	}
	first := answer.result("PONG")
	q.Set(FacetPing, first, answer.code)
	// After a demand for a password, or an answer that is not of the protocol, the second command would bring nothing new. NOPERM,
	// however, is about a single command, so the other one is still sent.
	if first.Verdict != disclosure.Open && answer.code != "NOPERM" {
		q.Set(FacetData, first, answer.code)
		return nil
	}
	if answer, err = roundTrip(c, dbsize); err != nil {
		return err
	}
	q.Set(FacetData, answer.result(""), answer.code)
	return nil
}

func roundTrip(c *probe.Conn, command string) (reply, error) {
	if err := c.Send([]byte(command)); err != nil {
		return reply{}, err
	}
	line, err := c.Line(maxText)
	if err != nil {
		return reply{}, err
	}
	return parse(line), nil
}
