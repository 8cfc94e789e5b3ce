package clickhouse

import (
	"net/http"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetQuery is the only facet of a server: whether it runs a query of a stranger.
const FacetQuery = "query"

const version = 3

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "clickhouse", Name: "ClickHouse server", Ports: []uint16{8123, 8443}, SecurePort: 8443,
}

// New returns the probe kind "clickhouse". It asks for a constant, in the URL of a GET, for which the server itself enforces read-only
// mode.
func New() probe.Kind {
	return probe.Single{
		Service: service, Number: version,
		About: probe.Info{
			Sends:   "GET of SELECT 1",
			Reads:   "that 1 comes, or the number of the error",
			Accepts: "http://host:8123 or https://host:8443",
			Facets:  []string{FacetQuery},
		},
		Note:    "reads that 1 comes, or the number of the error",
		Request: func(target.Target) probe.Request { return probe.Request{Method: http.MethodGet} },
		Path:    func(target.Target) (path, query string) { return "/", "query=SELECT%201" },
		Judge:   judge,
	}.Kind()
}
