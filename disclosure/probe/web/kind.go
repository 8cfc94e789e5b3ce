package web

import (
	"context"
	"net/http"
	"net/url"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
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

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "GET of the address",
		Reads:  "status and headers, the text of a refusal, and the first 64 KiB where the asset has a pattern",
		Takes:  "a web address such as https://example.com/export/; expect says what open and closed look like",
		Facets: []string{Facet},
		Ports:  []uint16{443, 80},
	}
}

// Read returns the one spelling of a web address.
func (k Kind) Read(raw string, _ bool) (probe.Target, string, error) {
	u, err := probe.ParseAddress(raw)
	if err != nil {
		return probe.Target{}, "", err
	}
	return probe.Target{Kind: k.Name(), Target: u.String()}, "web address", nil
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	if _, err := probe.ParseAddress(t.Target); err != nil {
		return err
	}
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "an object key goes with kind s3; for kind http write the whole address")
	}
	_, err := probe.Compile(t.Expect)
	return err
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	u, err := probe.ParseAddress(t.Target)
	if err != nil {
		return nil, err
	}
	c, err := probe.Compile(t.Expect)
	if err != nil {
		return nil, err
	}
	note := "reads the status and the headers, and the text of a refusal"
	if c.NeedsBody() {
		note = "matches a pattern over the first 64 KiB"
	}
	note += "; follows at most 2 redirects to the same path of the same site"
	return []probe.Step{{Facet: Facet, Method: http.MethodGet, URL: u, Note: note}}, nil
}

// Run asks the address of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	o := disclosure.Observation{Facets: map[string]disclosure.FacetResult{}}
	u, err := probe.ParseAddress(t.Target)
	if err != nil {
		// Validate saw the same target; without a facet the observation is inconclusive.
		return o
	}
	c, err := probe.Compile(t.Expect)
	if err != nil {
		return o
	}
	a := env.Exchange(ctx, probe.Request{
		Method: http.MethodGet, URL: u, Case: t.Case, Follow: samePlace,
		Body: func(status int, _ http.Header) int64 { return c.BodyLimit(status, env.Limits()) },
	})
	probe.Note(&o, a)
	if a.URL.String() != u.String() {
		o.Retarget = a.URL.String()
	}
	o.Facets[Facet] = c.Judge(a)
	if a.Status != 0 {
		o.AnswerMAC = env.Seal(probe.Summary{Facet: Facet, Status: a.Status, Header: o.Headers})
	}
	return o
}

// samePlace allows redirects that keep path and query, such as from http to https. Any other could lead from the
// asset to a login or error page that answers 200.
func samePlace(from, to *url.URL) bool {
	return from.EscapedPath() == to.EscapedPath() && from.RawQuery == to.RawQuery
}
