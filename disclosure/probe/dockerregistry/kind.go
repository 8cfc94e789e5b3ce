package dockerregistry

import (
	"bytes"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "api"

const version = 3

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "docker_registry", Name: "container registry", Ports: []uint16{5000, 443, 80},
	KeepPath: true, Part: part,
}

// New returns the probe kind "docker_registry". It asks for the base of the API, which every registry of version 2 has to answer.
func New() probe.Kind {
	return probe.Single{
		Service: service, Number: version,
		About: probe.Info{
			Sends: "GET /v2/", Reads: "status, the header that names the interface, and up to 4 KiB",
			Accepts: "a host such as registry.example.com:5000", Facets: []string{Facet},
		},
		Note:    "reads that the answer is the empty object of a registry, or a refusal",
		Request: func(target.Target) probe.Request { return probe.Request{Method: http.MethodGet} },
		Path:    func(target.Target) (path, query string) { return "/v2/", "" },
		Judge:   judge,
	}.Kind()
}

// part drops the paths of the base and of the catalogue, and refuses a repository: one may be public where the base demands a
// password.
func part(path, _ string) (string, error) {
	switch path {
	case "", "v1", "v2", "v2/_catalog":
		return "", nil
	}
	return "", target.RefusePath("docker_registry", "a single repository")
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
			return probe.Unsure(disclosure.ReasonTokenWanted)
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
