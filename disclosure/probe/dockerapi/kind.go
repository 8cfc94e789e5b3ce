package dockerapi

import (
	"net/http"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "api"

const version = 3

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "docker_api", Name: "Docker engine", Ports: []uint16{2375, 2376},
}

// New returns the probe kind "docker_api". It asks whether the engine is alive, under a path that is the same in every version.
func New() probe.Kind {
	return probe.Single{
		Service: service, Number: version,
		About: probe.Info{
			Sends: "GET /_ping", Reads: "status, the header that names the version of the interface, and up to 4 KiB",
			Accepts: "a host such as docker.example.com:2375", Facets: []string{Facet},
		},
		Note:    "reads the version of the interface, or a refusal",
		Request: func(target.Target) probe.Request { return probe.Request{Method: http.MethodGet} },
		Path:    func(target.Target) (path, query string) { return "/_ping", "" },
		Judge:   judge,
	}.Kind()
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
