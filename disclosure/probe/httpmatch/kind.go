package httpmatch

import (
	"context"
	"net/http"
	"net/url"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/expect"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "match"

const version = 2

// Kind is the probe kind "http_match".
type Kind struct{}

// New returns the probe kind "http_match".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "http_match".
func (Kind) Name() string { return "http_match" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "GET of the address",
		Reads:   "status, headers and up to 64 KiB, by the patterns of the asset",
		Accepts: "a web address, with expect.open and expect.closed",
		Facets:  []string{Facet}, Ports: []uint16{443, 80},
	}
}

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

// question returns the request and the compiled clauses, and refuses a target that lacks one of them.
func question(t target.Target) (probe.Request, expect.Clauses, error) {
	u, err := target.ParseAddress(t.Target)
	if err != nil {
		return probe.Request{}, expect.Clauses{}, err
	}
	if t.Expect == nil || t.Expect.Open == nil || t.Expect.Closed == nil {
		return probe.Request{}, expect.Clauses{}, fault.Errorf(fault.Invalid,
			"kind http_match needs expect.open and expect.closed: an answer that is not open is not closed for that reason")
	}
	c, err := expect.Compile(t.Expect)
	return probe.Request{Method: http.MethodGet, URL: u, Case: t.Case, Follow: samePlace}, c, err
}

// samePlace allows redirects that keep path and query, such as from http to https. Any other page is not the one that the
// clauses describe.
func samePlace(from, to *url.URL) bool {
	return from.EscapedPath() == to.EscapedPath() && from.RawQuery == to.RawQuery
}

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	r, c, err := question(t)
	if err != nil {
		return nil, err
	}
	step := r.Step(Facet, "matches the patterns over status, headers and up to 64 KiB")
	step.Content = c.Content(probe.DefaultLimits())
	return []probe.Step{step}, nil
}

// Run probes the address of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	o := disclosure.Observation{Facets: map[string]disclosure.FacetResult{}}
	r, c, err := question(t)
	if err != nil {
		return o // Validate saw the same target; without a facet the observation is inconclusive
	}
	r.Body = func(status int, _ http.Header) int64 { return c.BodyLimit(status, env.Limits()) }
	a := env.Exchange(ctx, r)
	probe.RecordAnswer(&o, a)
	if a.URL.String() != r.URL.String() {
		o.Retarget = a.URL.String()
	}
	o.Facets[Facet] = c.Judge(a)
	if a.Status != 0 {
		o.AnswerMAC = env.Seal(probe.Summary{Facet: Facet, Status: a.Status, Header: o.Headers})
	}
	return o
}
