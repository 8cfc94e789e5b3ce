package rabbitmq

import (
	"context"
	"encoding/json"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "management"

const version = 1

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "rabbitmq", Name: "RabbitMQ management", Ports: []uint16{15672, 15671},
}

// Kind is the probe kind "rabbitmq".
type Kind struct{}

// New returns the probe kind "rabbitmq".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "rabbitmq".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends: "GET /api/whoami as guest with the password guest", Reads: "status and up to 4 KiB",
		Accepts: "a host such as mq.example.com:15672", Facets: []string{Facet}, Ports: service.Ports, OptIn: true,
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

func question(t target.Target) (probe.Request, error) {
	at, err := service.Parse(t.Target)
	return probe.Request{
		Method: http.MethodGet, URL: at.URL("/api/whoami", ""), AnyCertificate: true,
		Header: map[string]string{"Authorization": "Basic Z3Vlc3Q6Z3Vlc3Q="}, // guest:guest, which is no secret
	}, err
}

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	r, err := question(t)
	step := r.Step(Facet, "signs in as guest with the published password; reads the name of the user, or a refusal")
	step.Login = probe.LoginDefault
	return []probe.Step{step}, err
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	r, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Exchange(ctx, Facet, r, judge)
	return q.Done()
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
