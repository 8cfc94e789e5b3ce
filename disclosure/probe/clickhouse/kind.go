package clickhouse

import (
	"context"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetQuery is the only facet of a server: whether it runs a query of a stranger.
const FacetQuery = "query"

const version = 2

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "clickhouse", Name: "ClickHouse server", Ports: []uint16{8123, 8443}, SecurePort: 8443,
}

// Kind is the probe kind "clickhouse".
type Kind struct{}

// New returns the probe kind "clickhouse".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "clickhouse".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "GET of SELECT 1",
		Reads:   "that 1 comes, or the number of the error",
		Accepts: "http://host:8123 or https://host:8443",
		Facets:  []string{FacetQuery},
		Ports:   service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

// query requests a constant. It goes in the URL of a GET, for which the server itself enforces read-only mode.
func query(at target.Endpoint) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/", "query=SELECT%201"), AnyCertificate: true}
}

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{query(at).Step(FacetQuery, "reads that 1 comes, or the number of the error")}, nil
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Exchange(ctx, FacetQuery, query(at), judge)
	return q.Done()
}
