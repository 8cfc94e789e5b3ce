package kubernetes

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of this kind. A target has the one of an API server or that of a kubelet. If it names a collection of an API server,
// it has the facet of that collection as well.
const (
	FacetAPI       = "api"
	FacetKubelet   = "kubelet"
	FacetNamespace = "namespace" // a collection of one namespace, such as its pods
	FacetResource  = "resource"  // a collection of all namespaces
)

const version = 3

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "kubernetes", Name: "Kubernetes", Ports: []uint16{6443, 10250, 10255}, KeepPath: true,
}

// New returns the probe kind "kubernetes".
func New() probe.ReadableKind {
	return probe.Scaffold[[]question]{
		Service: service, Number: version, Reads: read, Parse: questions, Ask: ask,
		About: probe.Info{
			Sends: "GET of the namespaces, and of the collection in the path, with a label that none has, or of /pods at the port of a kubelet",
			Reads: "status, the first 40 bytes of a list, and the text of a refusal",
			Accepts: "a host such as cluster.example.com:6443 or node.example.com:10250; /pods marks a kubelet at another port; " +
				"/api/v1/namespaces/shop names a namespace",
			Facets: []string{FacetAPI, FacetKubelet, FacetNamespace, FacetResource},
		},
		Steps: func(_ target.Target, qs []question) []probe.Step {
			var steps []probe.Step
			for _, one := range qs {
				steps = append(steps, one.request.Step(one.facet, "reads the type of the list from its first 40 bytes, or a refusal"))
			}
			return steps
		},
	}
}

// read returns the canonical target. Clusters speak TLS, except on the old read-only port of the kubelet (10255).
func read(raw string, explicit bool) (target.Target, string, error) {
	t, how, err := service.Read(raw, explicit)
	if err != nil || t.Target == "" {
		return t, how, err
	}
	at, err := parse(t)
	if err != nil {
		if !explicit {
			err = nil // another kind may probe it
		}
		return target.Target{}, "", err
	}
	if !strings.Contains(raw, "://") && at.Port != 10255 {
		at.Scheme, at.TLS = "https", true
	}
	how = service.Name + " " + facetOf(at) + " at " + at.Address()
	if collectionFacet(at) != "" {
		how += ", and there /" + target.EscapePath(at.Path)
	}
	t.Target = at.String()
	return t, how, nil
}

// facetOf returns whether an endpoint is an API server or a kubelet, as the facet for it.
func facetOf(at target.Endpoint) string {
	switch first, _, _ := strings.Cut(at.Path, "/"); {
	case at.Port == 10250, at.Port == 10255, first == "pods", first == "runningpods":
		return FacetKubelet
	default:
		return FacetAPI
	}
}

// parse returns the endpoint of a target, with the path reduced to what is probed.
func parse(t target.Target) (target.Endpoint, error) {
	at, err := service.At(t)
	if err == nil {
		at.Path, err = reduce(at)
	}
	return at, err
}

// list is how many bytes are read of a list: its type, and no entry.
const list = 40

// question is one request about one facet.
type question struct {
	facet   string
	request probe.Request
	judge   func(probe.Answer) observed.FacetResult
}

// questions returns the requests for a target, one per facet, in order.
func questions(t target.Target) ([]question, error) {
	at, err := parse(t)
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
	none := "labelSelector=daylight%3D" + target.Token(t) + "&limit=1"
	out := []question{{FacetAPI, ask("/api/v1/namespaces", none), judgeAPI}}
	if facet := collectionFacet(at); facet != "" {
		out = append(out, question{facet, ask("/"+target.EscapePath(at.Path), none), judgeCollection})
	}
	return out, nil
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, qs []question) {
	for i, one := range qs {
		if a := q.Exchange(ctx, one.facet, one.request, one.judge); a.Status == 0 {
			for _, rest := range qs[i+1:] {
				q.SetRemaining(a.Fault, rest.facet) // nothing answers; a second request would only wait for the same
			}
			break
		}
	}
}
