package etcd

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// FacetKeys is the only facet of a server: whether a stranger may read its keys.
const FacetKeys = "keys"

// countAll is a range from the first key to the last ("\x00" in base64, twice) of which only the number is wanted.
const countAll = `{"key":"AA==","range_end":"AA==","count_only":true}`

const version = 2

var service = probe.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "etcd", Name: "etcd server", Ports: []uint16{2379},
	KeepPath: true, Part: part,
}

// Kind is the probe kind "etcd".
type Kind struct{}

// New returns the probe kind "etcd".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "etcd".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "POST of a range over all keys that is to be counted only",
		Reads:  "that a count comes with the cluster's id, or the error; no key and no value",
		Takes:  "http://host:2379 or https://host:2379",
		Facets: []string{FacetKeys},
		Ports:  service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

// part leaves every path out but those of version 2 of the protocol, whose keys are not the ones that are counted.
func part(path, _ string) (string, error) {
	if first, _, _ := strings.Cut(path, "/"); first == "v2" {
		return "", probe.Elsewhere("etcd", "the keys of version 2")
	}
	return "", nil
}

func count(at probe.Endpoint) probe.Request {
	return probe.Request{
		Method: http.MethodPost, URL: at.URL("/v3/kv/range", ""), AnyCertificate: true,
		Header: map[string]string{"Content-Type": "application/json"}, Payload: []byte(countAll),
	}
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{count(at).Step(FacetKeys, "a question in spite of POST; reads that a count comes, or the error")}, nil
}

// Run asks the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	a := q.Ask(ctx, FacetKeys, count(at), judge)
	if q.Get(FacetKeys).Verdict == disclosure.Open {
		id, _ := cluster(a.Body)
		q.Identify("cluster_id", id)
	}
	return q.Done()
}
