package dockerapi

import (
	"context"
	"net/http"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "api"

const version = 2

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "docker_api", Name: "Docker engine", Ports: []uint16{2375, 2376},
}

// Kind is the probe kind "docker_api".
type Kind struct{}

// New returns the probe kind "docker_api".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "docker_api".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends: "GET /_ping", Reads: "status, the header that names the version of the interface, and up to 4 KiB",
		Accepts: "a host such as docker.example.com:2375", Facets: []string{Facet}, Ports: service.Ports,
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

// question is the liveness request. Its path is the same in every version of the API.
func question(t target.Target) (probe.Request, error) {
	at, err := service.Parse(t.Target)
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_ping", ""), AnyCertificate: true}, err
}

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	r, err := question(t)
	return []probe.Step{r.Step(Facet, "reads the version of the interface, or a refusal")}, err
}

// Run probes the engine of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	r, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Exchange(ctx, Facet, r, judge)
	return q.Done()
}

// apiVersion is the form in which an engine names the version of its API.
var apiVersion = regexp.MustCompile(`^1\.[0-9]{1,3}$`)

// judge recognises an engine by a header that it sets on every answer. Without it, "OK" could come from any server.
func judge(a probe.Answer) disclosure.FacetResult {
	engine := apiVersion.MatchString(a.Header.Get("Api-Version"))
	if a.Status == http.StatusOK && engine && string(a.Body) == "OK" {
		return probe.Open()
	}
	// The refusal of an authorisation plugin (403) is about this path only, and this path is the most harmless one.
	return disclosure.FacetResult{}
}
