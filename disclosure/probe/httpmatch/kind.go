package httpmatch

import (
	"context"
	"net/http"
	"net/url"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
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

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "GET of the address",
		Reads:  "status, headers and up to 64 KiB, by the patterns of the asset",
		Takes:  "a web address, with expect.open and expect.closed",
		Facets: []string{Facet}, Ports: []uint16{443, 80},
	}
}

// Read returns the canonical target, when the kind was named.
func (k Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	if !asked {
		return probe.Target{}, "", nil
	}
	u, err := probe.ParseAddress(raw)
	if err != nil {
		return probe.Target{}, "", err
	}
	return probe.Target{Kind: k.Name(), Target: u.String()}, "web address with patterns", nil
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "kind http_match takes the whole address; leave the key out")
	}
	_, _, err := question(t)
	return err
}

func question(t probe.Target) (probe.Request, probe.Clauses, error) {
	u, err := probe.ParseAddress(t.Target)
	if err != nil {
		return probe.Request{}, probe.Clauses{}, err
	}
	if t.Expect == nil || t.Expect.Open == nil || t.Expect.Closed == nil {
		return probe.Request{}, probe.Clauses{}, fault.Errorf(fault.Invalid,
			"kind http_match needs expect.open and expect.closed: that the one was not seen does not mean the other")
	}
	c, err := probe.Compile(t.Expect)
	return probe.Request{Method: http.MethodGet, URL: u, Case: t.Case, Follow: samePlace}, c, err
}

// samePlace allows redirects that keep path and query, such as from http to https: any other page is not the one that
// the clauses describe.
func samePlace(from, to *url.URL) bool {
	return from.EscapedPath() == to.EscapedPath() && from.RawQuery == to.RawQuery
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	r, _, err := question(t)
	if err != nil {
		return nil, err
	}
	return []probe.Step{r.Step(Facet, "matches the patterns over status, headers and up to 64 KiB")}, nil
}

// Run asks the address of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	o := disclosure.Observation{Facets: map[string]disclosure.FacetResult{}}
	r, c, err := question(t)
	if err != nil {
		return o // Validate saw the same target; without a facet the observation is inconclusive
	}
	r.Body = func(status int, _ http.Header) int64 { return c.BodyLimit(status, env.Limits()) }
	a := env.Exchange(ctx, r)
	probe.Note(&o, a)
	if a.URL.String() != r.URL.String() {
		o.Retarget = a.URL.String()
	}
	o.Facets[Facet] = c.Judge(a)
	if a.Status != 0 {
		o.AnswerMAC = env.Seal(probe.Summary{Facet: Facet, Status: a.Status, Header: o.Headers})
	}
	return o
}
