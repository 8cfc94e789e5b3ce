package httpmatch

import (
	"context"
	"net/url"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/expect"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind, besides that of the other way: see [probe.BothWays].
const Facet = "match"

const version = 5

// Kind is the probe kind "http_match".
type Kind struct{ probe.Described }

// New returns the probe kind "http_match".
func New() probe.BothWays {
	return probe.BothWays{WebKind: Kind{probe.Described{
		Service: target.Service{Kind: "http_match", Ports: []uint16{443, 80}}, Number: version,
		About: probe.Info{
			Sends:   "GET of the address, and where that does not decide of a path that the site cannot have",
			Reads:   "status, headers and up to 64 KiB, by the patterns of the asset",
			Accepts: "a web address, with expect.open and expect.closed",
			Facets:  []string{Facet},
		},
	}}}
}

var _, _ = probe.Kind(Kind{}), probe.Reader(Kind{})

// Read returns the canonical target. It claims nothing unless explicit.
func (k Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	if !explicit {
		return target.Target{}, "", nil
	}
	u, err := target.ParseAddress(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	return target.Target{Kind: k.Name(), Target: u.String()}, "web address with patterns", nil
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "kind http_match takes the whole address; leave the key out")
	}
	_, _, err := question(t)
	return err
}

// question reads the address and the clauses, and refuses a target that lacks one of them.
func question(t target.Target) (*url.URL, expect.Clauses, error) {
	u, err := target.ParseAddress(t.Target)
	if err != nil {
		return nil, expect.Clauses{}, err
	}
	if t.Expect == nil || t.Expect.Open == nil || t.Expect.Closed == nil {
		return nil, expect.Clauses{}, fault.Errorf(fault.Invalid,
			"kind http_match needs expect.open and expect.closed: an answer that is not open is not closed for that reason")
	}
	c, err := expect.Compile(t.Expect)
	return u, c, err
}

// Plan returns the request, and the control that is sent when the answer does not decide.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	u, c, err := question(t)
	if err != nil {
		return nil, err
	}
	return c.Ask(Facet, t, u, probe.DefaultLimits()).Steps("matches the patterns over status, headers and up to 64 KiB"), nil
}

// Run probes the address of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	u, c, err := question(t)
	if err != nil {
		return disclosure.Observation{Facets: map[string]disclosure.FacetResult{}} // Validate saw the same target; without a facet the observation is inconclusive
	}
	return c.Ask(Facet, t, u, env.Limits()).Run(ctx, env)
}
