package web

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
const Facet = "http"

const version = 2

// Kind is the probe kind "http".
type Kind struct{}

// New returns the probe kind "http".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "http".
func (Kind) Name() string { return "http" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "GET of the address",
		Reads:   "status and headers, the text of a refusal, and the first 64 KiB where the asset has a pattern",
		Accepts: "a web address such as https://example.com/export/; expect says what open and closed look like",
		Facets:  []string{Facet},
		Ports:   []uint16{443, 80},
	}
}

// Read returns the canonical form of a web address. It claims every address, so this kind has to be the last one.
func (k Kind) Read(raw string, _ bool) (target.Target, string, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	return target.Target{Kind: k.Name(), Target: u.String()}, "web address", nil
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

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	u, err := target.ParseAddress(t.Target)
	if err != nil {
		return nil, err
	}
	c, err := expect.Compile(t.Expect)
	if err != nil {
		return nil, err
	}
	note := "reads the status and the headers, and the text of a refusal"
	if c.NeedsBody() {
		note = "matches a pattern over the first 64 KiB"
	}
	note += "; follows at most 2 redirects to the same path of the same site"
	return []probe.Step{{Facet: Facet, Method: http.MethodGet, URL: u, Note: note, Content: c.Content(probe.DefaultLimits())}}, nil
}

// Run probes the address of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	o := disclosure.Observation{Facets: map[string]disclosure.FacetResult{}}
	u, err := target.ParseAddress(t.Target)
	if err != nil {
		// Validate saw the same target; without a facet the observation is inconclusive.
		return o
	}
	c, err := expect.Compile(t.Expect)
	if err != nil {
		return o
	}
	a := env.Exchange(ctx, probe.Request{
		Method: http.MethodGet, URL: u, Case: t.Case, Follow: samePlace,
		Body: func(status int, _ http.Header) int64 { return c.BodyLimit(status, env.Limits()) },
	})
	probe.RecordAnswer(&o, a)
	if a.URL.String() != u.String() {
		o.Retarget = a.URL.String()
	}
	o.Facets[Facet] = c.Judge(a)
	if a.Status != 0 {
		o.AnswerMAC = env.Seal(probe.Summary{Facet: Facet, Status: a.Status, Header: o.Headers})
	}
	return o
}

// samePlace allows redirects that keep path and query, such as from http to https. Any other could lead from the asset to a login or
// error page that answers 200.
func samePlace(from, to *url.URL) bool {
	return from.EscapedPath() == to.EscapedPath() && from.RawQuery == to.RawQuery
}
