package memcached

import (
	"context"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "data"

const (
	version = 1
	maxLine = 256 // bytes of a reply
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "memcached", Name: "memcached server", Schemes: []string{"memcached", "memcache"}, Secure: []string{"memcacheds"},
	Ports: []uint16{11211},
}

// Kind is the probe kind "memcached".
type Kind struct{}

// New returns the probe kind "memcached".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "memcached".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "version",
		Reads:   "one line: the version or the refusal",
		Accepts: "memcached://host:11211",
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

const question = "version\r\n"

// Plan returns the one command.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{{
		Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: []byte(question), Note: "reads one line",
	}}, nil
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send([]byte(question)); err != nil {
			return err
		}
		line, err := c.Line(maxLine)
		if err != nil {
			return err
		}
		result, code, running := judge(line)
		q.Set(Facet, result, code)
		q.Identify("version", running)
		return nil
	}, Facet)
	return q.Done()
}

var versionLine = regexp.MustCompile(`^VERSION ([0-9]{1,4}(?:\.[0-9]{1,4}){1,3})(?:[ _+-][!-~ ]{0,60})?$`)

// judge judges the reply and returns its verdict, its code for the seal and the version that it names.
func judge(line []byte) (result disclosure.FacetResult, code, running string) {
	if m := versionLine.FindSubmatch(line); m != nil {
		return probe.Open(), "VERSION", string(m[1])
	}
	switch string(line) {
	case "CLIENT_ERROR unauthenticated":
		return probe.Closed(disclosure.ReasonAuthRequired), "unauthenticated", ""
	case "ERROR Too many open connections":
		return probe.Unsure(disclosure.ReasonServerError), "full", ""
	}
	return probe.Unsure(disclosure.ReasonUnrecognised), "", ""
}
