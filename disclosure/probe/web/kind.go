package web

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
const Facet = "http"

const (
	kind    = "http"
	version = 5
)

// question is an address, and what open and closed look like there.
type question struct {
	expect.Clauses
	at *url.URL
}

// New returns the probe kind "http".
func New() probe.BothWays {
	return probe.BothWays{ReadableKind: probe.Scaffold[question]{
		Service: target.Service{Kind: kind, Ports: []uint16{443, 80}}, Number: version, Reads: read, Parse: parse,
		About: probe.Info{
			Sends:   "GET of the address, and where that does not decide of a path that the site cannot have",
			Reads:   "status and headers, the text of a refusal, and the first 64 KiB of a folder or where the asset has a pattern",
			Accepts: "a web address such as https://example.com/export/; expect says what open and closed look like",
			Facets:  []string{Facet},
		},
		Steps: func(t target.Target, one question) []probe.Step {
			note := "reads the status and the headers, the text of a refusal, and of the page of a folder up to 64 KiB"
			if one.NeedsBody() {
				note = "matches a pattern over the first 64 KiB"
			}
			note += "; follows at most 2 redirects to the same path of the same site"
			return one.Ask(Facet, t, one.at, probe.DefaultLimits()).Steps(note)
		},
		Observe: func(ctx context.Context, env *probe.Env, t target.Target, one question) observed.Observation {
			return one.Ask(Facet, t, one.at, env.Limits()).Run(ctx, env)
		},
	}}
}

// read returns the canonical form of a web address. It claims every address, so this kind has to be the last one.
func read(raw string, _ bool) (target.Target, string, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	how, err := place(u)
	if err != nil {
		return target.Target{}, "", err
	}
	return target.Target{Kind: kind, Target: u.String()}, how, nil
}

func parse(t target.Target) (one question, err error) {
	if one.at, err = target.ParseAddress(t.Target); err != nil {
		return one, err
	}
	if t.Key != "" {
		return one, fault.Errorf(fault.Invalid, "an object key is for kind s3; for kind http write the whole address")
	}
	one.Clauses, err = expect.Compile(t.Expect)
	return one, err
}
