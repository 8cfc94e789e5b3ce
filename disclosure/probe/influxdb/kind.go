package influxdb

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
	Kind: "influxdb", Name: "InfluxDB server", Ports: []uint16{8086},
}

// Kind is the probe kind "influxdb".
type Kind struct{}

// New returns the probe kind "influxdb".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "influxdb".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "GET of /query for the measurements of a database that does not exist",
		Reads:   "that the query was run, or the error",
		Accepts: "http://host:8086 or https://host:8086",
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

// query requests the measurements of a database whose name is derived from the target, so that no server has it.
func query(t target.Target, at target.Endpoint) probe.Request {
	return probe.Request{
		Method: http.MethodGet, AnyCertificate: true,
		URL: at.URL("/query", "db=daylight_"+target.Token(t)+"&q=SHOW%20MEASUREMENTS%20LIMIT%201"),
	}
}

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{query(t, at).Step(FacetQuery, "reads that the query was run, or the error; no database has that name")}, nil
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	a := q.Exchange(ctx, FacetQuery, query(t, at), judge)
	if running := a.Header.Get("X-Influxdb-Version"); release.MatchString(running) {
		q.Identify("version", running)
	}
	return q.Done()
}
