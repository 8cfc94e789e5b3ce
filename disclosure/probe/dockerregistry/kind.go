package dockerregistry

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "api"

const version = 2

var service = probe.Service{ //nolint:gochecknoglobals // a constant: how the targets of this kind are written
	Kind: "docker_registry", Name: "container registry", Ports: []uint16{5000, 443, 80},
	KeepPath: true, Part: part,
}

// Kind is the probe kind "docker_registry".
type Kind struct{}

// New returns the probe kind "docker_registry".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "docker_registry".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks: "GET /v2/", Reads: "status, the header that names the interface, and up to 4 KiB",
		Takes: "a host such as registry.example.com:5000", Facets: []string{Facet}, Ports: service.Ports,
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

// part leaves the base of the interface and the catalogue out, and refuses a repository: one may be for everybody where the
// base demands a password.
func part(path, _ string) (string, error) {
	switch path {
	case "", "v1", "v2", "v2/_catalog":
		return "", nil
	}
	return "", probe.Elsewhere("docker_registry", "a single repository")
}

func question(t probe.Target) (probe.Request, error) {
	at, err := service.Parse(t.Target)
	return probe.Request{Method: http.MethodGet, URL: at.URL("/v2/", ""), AnyCertificate: true}, err
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	r, err := question(t)
	return []probe.Step{r.Step(Facet, "reads that the answer is the empty object of a registry, or a refusal")}, err
}

// Run asks the registry of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	r, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Ask(ctx, Facet, r, judge)
	return q.Done()
}

// judge knows a registry by the header of its interface, which each implementation has to set.
func judge(a probe.Answer) disclosure.FacetResult {
	registry := strings.EqualFold(a.Header.Get("Docker-Distribution-Api-Version"), "registry/2.0")
	switch a.Status {
	case http.StatusOK:
		if registry && empty(a.Body) {
			return probe.Open()
		}
	case http.StatusUnauthorized:
		scheme, _, _ := strings.Cut(a.Header.Get("WWW-Authenticate"), " ")
		if strings.EqualFold(scheme, "Bearer") {
			return probe.Unsure(disclosure.ReasonUnrecognised)
		}
	case http.StatusForbidden:
		if registry && code(a.Body) == "DENIED" {
			return probe.Closed(disclosure.ReasonAccessDenied)
		}
	}
	return disclosure.FacetResult{}
}

// empty reports whether a body says nothing, as registries do to whom they serve. Some write "true" instead.
func empty(body []byte) bool {
	members := probe.Object(body)
	text := bytes.TrimSpace(body)
	return (members != nil && len(members) == 0) || len(text) == 0 || string(text) == "true" || string(text) == `"true"`
}
