package kubernetes

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// The facets of this kind. A target has one of them.
const (
	FacetAPI     = "api"
	FacetKubelet = "kubelet"
)

const version = 1

var service = probe.Service{ //nolint:gochecknoglobals // a constant: how the targets of this kind are written
	Kind: "kubernetes", Name: "Kubernetes", Ports: []uint16{6443, 10250, 10255}, KeepPath: true,
}

// Kind is the probe kind "kubernetes".
type Kind struct{}

// New returns the probe kind "kubernetes".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "kubernetes".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "GET of the namespaces with a label that none has, or of /pods at the port of a kubelet",
		Reads:  "status, the first 40 bytes of a list, and the text of a refusal",
		Takes:  "a host such as cluster.example.com:6443 or node.example.com:10250; /pods marks a kubelet at another port",
		Facets: []string{FacetAPI, FacetKubelet}, Ports: service.Ports,
	}
}

// Read returns the canonical target. Clusters speak TLS, except for the kubelet's old read-only port.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	t, how, err := service.Read(raw, asked)
	if err != nil || t.Target == "" {
		return t, how, err
	}
	at, err := service.Parse(t.Target)
	if err != nil {
		return probe.Target{}, "", err
	}
	if !strings.Contains(raw, "://") && at.Port != 10255 {
		at.Scheme, at.TLS = "https", true
	}
	facet := facetOf(at)
	at.Path = ""
	if facet != facetOf(at) { // the port does not tell it
		at.Path = "pods"
	}
	t.Target = at.String()
	return t, service.Name + " " + facet + " at " + at.Address(), nil
}

// facetOf returns what lives at an endpoint.
func facetOf(at probe.Endpoint) string {
	switch first, _, _ := strings.Cut(at.Path, "/"); {
	case at.Port == 10250, at.Port == 10255, first == "pods", first == "runningpods":
		return FacetKubelet
	default:
		return FacetAPI
	}
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

// list is how long the beginning of a list is read: its type, and nothing of what is in it.
const list = 40

func question(t probe.Target) (string, probe.Request, error) {
	at, err := service.Parse(t.Target)
	r := probe.Request{
		Method: http.MethodGet, AnyCertificate: true,
		Header: map[string]string{"Accept": "application/json"},
		Body: func(status int, _ http.Header) int64 {
			if status == http.StatusOK {
				return list
			}
			return probe.DefaultLimits().Error
		},
	}
	facet := facetOf(at)
	if r.URL = at.URL("/pods", ""); facet == FacetAPI {
		r.URL = at.URL("/api/v1/namespaces", "labelSelector=daylight%3D"+probe.Token(t)+"&limit=1")
	}
	return facet, r, err
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	facet, r, err := question(t)
	return []probe.Step{r.Step(facet, "reads the type of the list from its first 40 bytes, or a refusal")}, err
}

// Run asks the cluster of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	facet, r, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	judge := judgeAPI
	if facet == FacetKubelet {
		judge = judgeKubelet
	}
	q.Ask(ctx, facet, r, judge)
	return q.Done()
}
