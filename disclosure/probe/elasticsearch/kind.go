package elasticsearch

import (
	"context"
	"net/http"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a cluster.
const (
	FacetData = "data"
	// FacetIndex is about one index; only targets that name one have it.
	FacetIndex = "index"
)

const version = 3

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "elasticsearch", Name: "Elasticsearch or OpenSearch cluster", Ports: []uint16{9200},
	KeepPath: true, Part: index,
}

// New returns the probe kind "elasticsearch".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.At, Steps: steps, Ask: ask,
		About: probe.Info{
			Sends:   "GET of the count of all documents, of that of the index where the target names one, and of the cluster's id where a count is answered",
			Reads:   "that a number comes, or the type of the error; the number is not kept",
			Accepts: "http://host:9200 or https://host:9200; with /name, that index too",
			Facets:  []string{FacetData, FacetIndex},
		},
	}
}

// index returns the index that a path names, or several in the notation of the cluster: "a,b", "logs-*".
func index(path, _ string) (string, error) {
	if name := target.FirstSegment(path); name != "*" {
		return name, nil
	}
	return "", nil
}

// questions returns the requests, one per facet, in order.
func questions(at target.Endpoint) []question {
	out := []question{{FacetData, count(at, "_all")}}
	if at.Path != "" {
		out = append(out, question{FacetIndex, count(at, target.EscapePath(at.Path))})
	}
	return out
}

type question struct {
	facet   string
	request probe.Request
}

// count requests the number of documents; filter_path removes everything else from the answer.
func count(at target.Endpoint, of string) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/"+of+"/_count", "filter_path=count"), AnyCertificate: true}
}

// identity requests the id of the cluster.
func identity(at target.Endpoint) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/", "filter_path=cluster_uuid"), AnyCertificate: true}
}

// steps are the requests.
func steps(_ target.Target, at target.Endpoint) []probe.Step {
	var steps []probe.Step
	for _, q := range questions(at) {
		steps = append(steps, q.request.Step(q.facet, "reads that a number comes, or the type of the error; the number is not kept"))
	}
	cluster := identity(at).Step(FacetData, "only where a number came: keeps the cluster's id and nothing else; decides nothing")
	cluster.Words = "cluster"
	return append(steps, cluster)
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
	for _, one := range questions(at) {
		a := q.Exchange(ctx, one.facet, one.request, judge)
		if a.Status == 0 && at.Path != "" {
			q.SetRemaining(a.Fault, FacetIndex) // nothing answers; a second request would only wait for the same
			break
		}
	}
	if q.Get(FacetData).Verdict == observed.Open || q.Get(FacetIndex).Verdict == observed.Open {
		if id := clusterID(q.Peek(ctx, identity(at))); id != "" {
			q.Identify("cluster_uuid", id)
		}
	}
}
