package dockerapi

import (
	"context"
	"net/http"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "api"

const version = 2

var service = probe.Service{ //nolint:gochecknoglobals // a constant: how the targets of this kind are written
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

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks: "GET /_ping", Reads: "status, the header that names the version of the interface, and up to 4 KiB",
		Takes: "a host such as docker.example.com:2375", Facets: []string{Facet}, Ports: service.Ports,
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

func question(t probe.Target) (probe.Request, error) {
	at, err := service.Parse(t.Target)
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_ping", ""), AnyCertificate: true}, err
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	r, err := question(t)
	return []probe.Step{r.Step(Facet, "reads the version of the interface, or a refusal")}, err
}

// Run asks the engine of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	r, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Ask(ctx, Facet, r, judge)
	return q.Done()
}

// apiVersion is how an engine names the version of its interface.
var apiVersion = regexp.MustCompile(`^1\.[0-9]{1,3}$`)

// judge knows an engine by the header that it sets on each of its answers.
func judge(a probe.Answer) disclosure.FacetResult {
	engine := apiVersion.MatchString(a.Header.Get("Api-Version"))
	if a.Status == http.StatusOK && engine && string(a.Body) == "OK" {
		return probe.Open()
	}
	// The refusal of an authorisation plugin (403) is about one path, and this one is the least of them.
	return disclosure.FacetResult{}
}
