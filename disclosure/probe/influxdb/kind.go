package influxdb

import (
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetQuery is the only facet of a server: whether it runs a query of a stranger.
const FacetQuery = "query"

const version = 3

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "influxdb", Name: "InfluxDB server", Ports: []uint16{8086},
}

// New returns the probe kind "influxdb". It asks for the measurements of a database whose name is derived from the target, so that no
// server has it.
func New() probe.Kind {
	return probe.Single{
		Service: service, Number: version,
		About: probe.Info{
			Sends:   "GET of /query for the measurements of a database that does not exist",
			Reads:   "that the query was run, or the error",
			Accepts: "http://host:8086 or https://host:8086",
			Facets:  []string{FacetQuery},
		},
		Note:    "reads that the query was run, or the error; no database has that name",
		Request: func(target.Target) probe.Request { return probe.Request{Method: http.MethodGet} },
		Path: func(t target.Target) (path, query string) {
			return "/query", "db=daylight_" + target.Token(t) + "&q=SHOW%20MEASUREMENTS%20LIMIT%201"
		},
		Judge: judge,
		Identity: func(a probe.Answer, _ disclosure.FacetResult) (name, value string) {
			if running := a.Header.Get("X-Influxdb-Version"); release.MatchString(running) {
				return "version", running
			}
			return "", ""
		},
	}.Kind()
}
