package etcd

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetKeys is the only facet of a server: whether a stranger may read its keys.
const FacetKeys = "keys"

// countAll requests the number of all keys: a range from the first key to the last, both written as "\x00" in base64.
const countAll = `{"key":"AA==","range_end":"AA==","count_only":true}`

const version = 2

var service = target.Service{ //nolint:gochecknoglobals // a constant table
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

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "POST of a range over all keys that is to be counted only",
		Reads:   "that a count comes with the cluster's id, or the error; no key and no value",
		Accepts: "http://host:2379 or https://host:2379",
		Facets:  []string{FacetKeys},
		Ports:   service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

// part drops every path, but refuses those of version 2 of the protocol: its keys are not the ones that are counted.
func part(path, _ string) (string, error) {
	if first, _, _ := strings.Cut(path, "/"); first == "v2" {
		return "", target.RefusePath("etcd", "the keys of version 2")
	}
	return "", nil
}

// count requests the number of keys. The gateway accepts queries only as POST.
func count(at target.Endpoint) probe.Request {
	return probe.Request{
		Method: http.MethodPost, URL: at.URL("/v3/kv/range", ""), AnyCertificate: true,
		Header: map[string]string{"Content-Type": "application/json"}, Payload: []byte(countAll),
	}
}

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{count(at).Step(FacetKeys, "a query, although the method is POST; reads that a count comes, or the error")}, nil
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	a := q.Exchange(ctx, FacetKeys, count(at), judge)
	if q.Get(FacetKeys).Verdict == disclosure.Open {
		id, _ := cluster(a.Body)
		q.Identify("cluster_id", id)
	}
	return q.Done()
}
