package httplisting

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "listing"

const version = 1

// start is how much of a page is read. Listings have their title there.
const start = 512

// Kind is the probe kind "http_listing".
type Kind struct{}

// New returns the probe kind "http_listing".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "http_listing".
func (Kind) Name() string { return "http_listing" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "GET of a folder that the site cannot have, then of the folder itself",
		Reads:  "the first 512 bytes, for the title of the page",
		Takes:  "the address of a folder such as https://example.com/export/",
		Facets: []string{Facet}, Ports: []uint16{443, 80},
	}
}

// Read returns the canonical target, when the kind was named: a folder looks like any address.
func (k Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	if !asked {
		return probe.Target{}, "", nil
	}
	u, err := address(raw)
	if err != nil {
		return probe.Target{}, "", err
	}
	return probe.Target{Kind: k.Name(), Target: u.String()}, "folder of a web site", nil
}

func address(raw string) (*url.URL, error) {
	u, err := probe.ParseAddress(raw)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" {
		return nil, fault.Errorf(fault.Invalid, "a folder has no query; use kind http_match for this address")
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path, u.RawPath = u.Path+"/", u.EscapedPath()+"/"
	}
	return u, nil
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	if _, err := address(t.Target); err != nil {
		return err
	}
	if t.Key != "" || t.Expect != nil {
		return fault.Errorf(fault.Invalid, "kind http_listing knows its answers; leave key and expect out")
	}
	return nil
}

func question(t probe.Target) (probe.Contrast, error) {
	u, err := address(t.Target)
	if err != nil {
		return probe.Contrast{}, err
	}
	return probe.NewContrast(Facet, t, probe.Request{
		Method: http.MethodGet, URL: u, Case: t.Case, Page: true,
		Body: func(status int, _ http.Header) int64 {
			if status < http.StatusBadRequest {
				return start
			}
			return probe.DefaultLimits().Error
		},
	}, u.Path), nil
}

// Plan returns the three requests, of which the last is sent only where the folder was not found.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	c, err := question(t)
	if err != nil {
		return nil, err
	}
	return c.Steps("512 bytes, for the title of the page"), nil
}

// Run asks the site of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	c, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Contrast(ctx, c, judge)
	return q.Done()
}
