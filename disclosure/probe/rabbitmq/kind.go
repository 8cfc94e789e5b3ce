package rabbitmq

import (
	"encoding/json"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "management"

const version = 2

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "rabbitmq", Name: "RabbitMQ management", Ports: []uint16{15672, 15671},
}

// New returns the probe kind "rabbitmq". It signs in as guest with the password guest, which is no secret.
func New() probe.Kind {
	return probe.Single{
		Service: service, Number: version, Login: probe.LoginDefault,
		About: probe.Info{
			Sends: "GET /api/whoami as guest with the password guest", Reads: "status and up to 4 KiB",
			Accepts: "a host such as mq.example.com:15672", Facets: []string{Facet}, OptIn: true,
		},
		Note: "signs in as guest with the published password; reads the name of the user, or a refusal",
		Request: func(target.Target) probe.Request {
			return probe.Request{Method: http.MethodGet, Header: map[string]string{"Authorization": "Basic Z3Vlc3Q6Z3Vlc3Q="}}
		},
		Path:  func(target.Target) (path, query string) { return "/api/whoami", "" },
		Judge: judge,
	}.Kind()
}

// judge reads which user the server takes us for.
func judge(a probe.Answer) disclosure.FacetResult {
	members := probe.Object(a.Body)
	switch a.Status {
	case http.StatusOK:
		if word(members["name"]) == "guest" && members["tags"] != nil {
			return probe.Open()
		}
	case http.StatusUnauthorized:
		return refusal(members)
	}
	return disclosure.FacetResult{}
}

// refusal reads the reason of a refusal. The spelling of the error depends on the version of the server.
func refusal(members map[string]json.RawMessage) disclosure.FacetResult {
	switch word(members["error"]) {
	case "not_authorised", "not_authorized":
	default:
		return disclosure.FacetResult{} // something in front demands a login of its own
	}
	switch word(members["reason"]) {
	case "Login failed":
		return probe.Closed(disclosure.ReasonAuthRequired)
	case "User can only log in via localhost":
		return probe.Closed(disclosure.ReasonAccessDenied)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// word reads a JSON string, "" for anything else.
func word(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
