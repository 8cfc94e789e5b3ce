package kubernetes

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// The facets of this kind. A target has that of an API server or of a kubelet, and where it names a collection of the
// former, that one's.
const (
	FacetAPI       = "api"
	FacetKubelet   = "kubelet"
	FacetNamespace = "namespace" // a collection of one namespace, such as its pods
	FacetResource  = "resource"  // a collection of all namespaces
)

const version = 2

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
		Asks:  "GET of the namespaces, and of the collection in the path, with a label that none has, or of /pods at the port of a kubelet",
		Reads: "status, the first 40 bytes of a list, and the text of a refusal",
		Takes: "a host such as cluster.example.com:6443 or node.example.com:10250; /pods marks a kubelet at another port; " +
			"/api/v1/namespaces/shop names a namespace",
		Facets: []string{FacetAPI, FacetKubelet, FacetNamespace, FacetResource}, Ports: service.Ports,
	}
}

// Read returns the canonical target. Clusters speak TLS, except for the kubelet's old read-only port.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	t, how, err := service.Read(raw, asked)
	if err != nil || t.Target == "" {
		return t, how, err
	}
	at, err := parse(t.Target)
	if err != nil {
		if !asked {
			err = nil // another kind may ask for it
		}
		return probe.Target{}, "", err
	}
	if !strings.Contains(raw, "://") && at.Port != 10255 {
		at.Scheme, at.TLS = "https", true
	}
	how = service.Name + " " + facetOf(at) + " at " + at.Address()
	if named(at) != "" {
		how += ", and there /" + probe.EscapePath(at.Path)
	}
	t.Target = at.String()
	return t, how, nil
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
func (Kind) Validate(t probe.Target) error {
	if err := service.Validate(t); err != nil {
		return err
	}
	_, err := parse(t.Target)
	return err
}

// parse returns where a target lives, with the path reduced to what is asked.
func parse(target string) (probe.Endpoint, error) {
	at, err := service.Parse(target)
	if err == nil {
		at.Path, err = reduce(at)
	}
	return at, err
}

// list is how long the beginning of a list is read: its type, and nothing of what is in it.
const list = 40

// question is one request about one facet.
type question struct {
	facet   string
	request probe.Request
	judge   func(probe.Answer) disclosure.FacetResult
}

func questions(t probe.Target) ([]question, error) {
	at, err := parse(t.Target)
	if err != nil {
		return nil, err
	}
	ask := func(path, query string) probe.Request {
		return probe.Request{
			Method: http.MethodGet, URL: at.URL(path, query), AnyCertificate: true,
			Header: map[string]string{"Accept": "application/json"},
			Body: func(status int, _ http.Header) int64 {
				if status == http.StatusOK {
					return list
				}
				return probe.DefaultLimits().Error
			},
		}
	}
	if facetOf(at) == FacetKubelet {
		return []question{{FacetKubelet, ask("/pods", ""), judgeKubelet}}, nil
	}
	none := "labelSelector=daylight%3D" + probe.Token(t) + "&limit=1"
	out := []question{{FacetAPI, ask("/api/v1/namespaces", none), judgeAPI}}
	if facet := named(at); facet != "" {
		out = append(out, question{facet, ask("/"+probe.EscapePath(at.Path), none), judgeCollection})
	}
	return out, nil
}

// Plan returns the requests.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	asked, err := questions(t)
	var steps []probe.Step
	for _, one := range asked {
		steps = append(steps, one.request.Step(one.facet, "reads the type of the list from its first 40 bytes, or a refusal"))
	}
	return steps, err
}

// Run asks the cluster of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	asked, err := questions(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	for i, one := range asked {
		if a := q.Ask(ctx, one.facet, one.request, one.judge); a.Status == 0 {
			for _, rest := range asked[i+1:] {
				q.Rest(a.Fault, rest.facet) // nobody answers: asking again would only wait for the same
			}
			break
		}
	}
	return q.Done()
}
