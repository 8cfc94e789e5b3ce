package dockerregistry

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "api"

const version = 2

var service = target.Service{ //nolint:gochecknoglobals // a constant table
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

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends: "GET /v2/", Reads: "status, the header that names the interface, and up to 4 KiB",
		Accepts: "a host such as registry.example.com:5000", Facets: []string{Facet}, Ports: service.Ports,
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

// part drops the paths of the base and of the catalogue, and refuses a repository: one may be public where the base demands a
// password.
func part(path, _ string) (string, error) {
	switch path {
	case "", "v1", "v2", "v2/_catalog":
		return "", nil
	}
	return "", target.RefusePath("docker_registry", "a single repository")
}

// question is the request for the base of the API, which every version 2 registry has to answer.
func question(t target.Target) (probe.Request, error) {
	at, err := service.Parse(t.Target)
	return probe.Request{Method: http.MethodGet, URL: at.URL("/v2/", ""), AnyCertificate: true}, err
}

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	r, err := question(t)
	return []probe.Step{r.Step(Facet, "reads that the answer is the empty object of a registry, or a refusal")}, err
}

// Run probes the registry of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	r, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Exchange(ctx, Facet, r, judge)
	return q.Done()
}

// judge recognises a registry by the version header, which the specification of the API demands.
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

// empty reports whether a body is the empty object with which registries answer a client that they serve. Some implementations
// send nothing or "true" instead.
func empty(body []byte) bool {
	members := probe.Object(body)
	text := bytes.TrimSpace(body)
	return (members != nil && len(members) == 0) || len(text) == 0 || string(text) == "true" || string(text) == `"true"`
}
