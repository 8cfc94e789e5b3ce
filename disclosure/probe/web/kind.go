package web

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
const Facet = "http"

const version = 5

// Kind is the probe kind "http".
type Kind struct{ probe.Described }

// New returns the probe kind "http".
func New() probe.BothWays {
	return probe.BothWays{WebKind: Kind{probe.Described{
		Service: target.Service{Kind: "http", Ports: []uint16{443, 80}}, Number: version,
		About: probe.Info{
			Sends:   "GET of the address, and where that does not decide of a path that the site cannot have",
			Reads:   "status and headers, the text of a refusal, and the first 64 KiB of a folder or where the asset has a pattern",
			Accepts: "a web address such as https://example.com/export/; expect says what open and closed look like",
			Facets:  []string{Facet},
		},
	}}}
}

var _, _ = probe.Kind(Kind{}), probe.Reader(Kind{})

// Read returns the canonical form of a web address. It claims every address, so this kind has to be the last one.
func (k Kind) Read(raw string, _ bool) (target.Target, string, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	how, err := place(u)
	if err != nil {
		return target.Target{}, "", err
	}
	return target.Target{Kind: k.Name(), Target: u.String()}, how, nil
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	if _, err := target.ParseAddress(t.Target); err != nil {
		return err
	}
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "an object key is for kind s3; for kind http write the whole address")
	}
	_, err := expect.Compile(t.Expect)
	return err
}

// Plan returns the request, and the control that is sent when the answer does not decide.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	u, c, err := read(t)
	if err != nil {
		return nil, err
	}
	note := "reads the status and the headers, the text of a refusal, and of the page of a folder up to 64 KiB"
	if c.NeedsBody() {
		note = "matches a pattern over the first 64 KiB"
	}
	note += "; follows at most 2 redirects to the same path of the same site"
	return c.Ask(Facet, t, u, probe.DefaultLimits()).Steps(note), nil
}

func read(t target.Target) (*url.URL, expect.Clauses, error) {
	u, err := target.ParseAddress(t.Target)
	if err != nil {
		return nil, expect.Clauses{}, err
	}
	c, err := expect.Compile(t.Expect)
	return u, c, err
}

// Run probes the address of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	u, c, err := read(t)
	if err != nil {
		// Validate saw the same target; without a facet the observation is inconclusive.
		return disclosure.Observation{Facets: map[string]disclosure.FacetResult{}}
	}
	return c.Ask(Facet, t, u, env.Limits()).Run(ctx, env)
}
