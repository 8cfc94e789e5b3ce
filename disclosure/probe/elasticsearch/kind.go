package elasticsearch

import (
	"context"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// FacetData is the only facet of a cluster: whether a stranger may search it.
const FacetData = "data"

const version = 1

var service = probe.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "elasticsearch", Name: "Elasticsearch or OpenSearch cluster", Ports: []uint16{9200},
}

// Kind is the probe kind "elasticsearch".
type Kind struct{}

// New returns the probe kind "elasticsearch".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "elasticsearch".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "GET of the count of all documents, and of the cluster's id where the count is answered",
		Reads:  "that a number comes, or the type of the error; the number is not kept",
		Takes:  "http://host:9200 or https://host:9200",
		Facets: []string{FacetData},
		Ports:  service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

// count asks how many documents there are; filter_path leaves nothing else in the answer.
func count(at probe.Endpoint) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_all/_count", "filter_path=count"), AnyCertificate: true}
}

// identity asks which cluster this is.
func identity(at probe.Endpoint) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/", "filter_path=cluster_uuid"), AnyCertificate: true}
}

// Plan returns the two requests.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{
		count(at).Step(FacetData, "reads that a number comes, or the type of the error; the number is not kept"),
		identity(at).Step(FacetData, "only where a number came: keeps the cluster's id and nothing else; decides nothing"),
	}, nil
}

// Run asks the cluster of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Ask(ctx, FacetData, count(at), judge)
	if q.Get(FacetData).Verdict == disclosure.Open {
		if id := clusterID(q.Look(ctx, identity(at))); id != "" {
			q.Identify("cluster_uuid", id)
		}
	}
	return q.Done()
}
