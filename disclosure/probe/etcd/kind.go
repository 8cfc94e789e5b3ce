package etcd

import (
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

const version = 3

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "etcd", Name: "etcd server", Ports: []uint16{2379},
	KeepPath: true, Part: part,
}

// New returns the probe kind "etcd". The gateway accepts queries only as POST.
func New() probe.Kind {
	return probe.Single{
		Service: service, Number: version,
		About: probe.Info{
			Sends:   "POST of a range over all keys that is to be counted only",
			Reads:   "that a count comes with the cluster's id, or the error; no key and no value",
			Accepts: "http://host:2379 or https://host:2379",
			Facets:  []string{FacetKeys},
		},
		Note: "a query, although the method is POST; reads that a count comes, or the error",
		Request: func(target.Target) probe.Request {
			return probe.Request{Method: http.MethodPost, Header: map[string]string{"Content-Type": "application/json"}, Payload: []byte(countAll)}
		},
		Path:  func(target.Target) (path, query string) { return "/v3/kv/range", "" },
		Judge: judge,
		Identity: func(a probe.Answer, r disclosure.FacetResult) (name, value string) {
			if id, ok := cluster(a.Body); ok && r.Verdict == disclosure.Open {
				return "cluster_id", id
			}
			return "", ""
		},
	}.Kind()
}

// part drops every path, but refuses those of version 2 of the protocol: its keys are not the ones that are counted.
func part(path, _ string) (string, error) {
	if first, _, _ := strings.Cut(path, "/"); first == "v2" {
		return "", target.RefusePath("etcd", "the keys of version 2")
	}
	return "", nil
}
