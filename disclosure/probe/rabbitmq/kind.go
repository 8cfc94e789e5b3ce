package rabbitmq

import (
	"context"
	"encoding/json"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "management"

const version = 1

var service = probe.Service{ //nolint:gochecknoglobals // a constant: how the targets of this kind are written
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

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks: "GET /api/whoami as guest with the password guest", Reads: "status and up to 4 KiB",
		Takes: "a host such as mq.example.com:15672", Facets: []string{Facet}, Ports: service.Ports, OptIn: true,
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

func question(t probe.Target) (probe.Request, error) {
	at, err := service.Parse(t.Target)
	return probe.Request{
		Method: http.MethodGet, URL: at.URL("/api/whoami", ""), AnyCertificate: true,
		Header: map[string]string{"Authorization": "Basic Z3Vlc3Q6Z3Vlc3Q="}, // guest:guest, which is no secret
	}, err
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	r, err := question(t)
	return []probe.Step{r.Step(Facet, "signs in as guest with the published password; reads the name of the user, or a refusal")}, err
}

// Run asks the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	r, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Ask(ctx, Facet, r, judge)
	return q.Done()
}

// judge reads who the server takes us for.
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

// refusal reads the reason of a refusal. Its error is spelled in two ways, by age.
func refusal(members map[string]json.RawMessage) disclosure.FacetResult {
	switch word(members["error"]) {
	case "not_authorised", "not_authorized":
	default:
		return disclosure.FacetResult{} // something in front that wants a login of its own
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
