package httpmatch

import (
	"context"
	"net/url"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/expect"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind, besides that of the other way: see [probe.BothWays].
const Facet = "match"

const (
	kind    = "http_match"
	version = 5
)

// question is an address, and what open and closed look like there.
type question struct {
	expect.Clauses
	at *url.URL
}

// New returns the probe kind "http_match".
func New() probe.BothWays {
	return probe.BothWays{ReadableKind: probe.Scaffold[question]{
		Service: target.Service{Kind: kind, Ports: []uint16{443, 80}}, Number: version, Reads: target.Named(read), Parse: parse,
		About: probe.Info{
			Sends:   "GET of the address, and where that does not decide of a path that the site cannot have",
			Reads:   "status, headers and up to 64 KiB, by the patterns of the asset",
			Accepts: "a web address, with expect.open and expect.closed",
			Facets:  []string{Facet},
		},
		Steps: func(t target.Target, one question) []probe.Step {
			return one.Ask(Facet, t, one.at, probe.DefaultLimits()).Steps("matches the patterns over status, headers and up to 64 KiB")
		},
		Observe: func(ctx context.Context, env *probe.Env, t target.Target, one question) observed.Observation {
			return one.Ask(Facet, t, one.at, env.Limits()).Run(ctx, env)
		},
	}}
}

// read returns the canonical target.
func read(raw string, _ bool) (target.Target, string, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	return target.Target{Kind: kind, Target: u.String()}, "web address with patterns", nil
}

// parse reads the address and the clauses, and refuses a target that lacks one of them.
func parse(t target.Target) (one question, err error) {
	if t.Key != "" {
		return one, fault.Errorf(fault.Invalid, "kind http_match takes the whole address; leave the key out")
	}
	if one.at, err = target.ParseAddress(t.Target); err != nil {
		return one, err
	}
	if t.Expect == nil || t.Expect.Open == nil || t.Expect.Closed == nil {
		return one, fault.Errorf(fault.Invalid,
			"kind http_match needs expect.open and expect.closed: an answer that is not open is not closed for that reason")
	}
	one.Clauses, err = expect.Compile(t.Expect)
	return one, err
}
