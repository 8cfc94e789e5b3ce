package kubernetes

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"daylight/disclosure/probe"
)

// collection is the path of all objects of a sort, or of those of one namespace: the root of their API, the namespace and
// the sort. What follows would be a single object.
var collection = regexp.MustCompile(`^(api/v1|apis/[^/]+/[^/]+)/(?:namespaces/([^/]+)(?:/([^/]+))?|([^/]+))$`)

// whole are the first segments of paths that mean a server as a whole. Those of a kubelet are shut by the same rule as its
// pods are; its logs and measurements have rules of their own.
var whole = map[string][]string{
	FacetAPI: {
		"", "api", "api/v1", "apis", "version", "healthz", "livez", "readyz", "openapi", "swagger.json", "swaggerapi", "api/v1/namespaces",
	},
	FacetKubelet: {"", "pods", "runningpods", "run", "exec", "attach", "portForward", "containerLogs", "healthz"},
}

// reduce cuts the path of an endpoint to what of it is asked. What it cannot ask it refuses: a server that shuts one thing
// may show another.
func reduce(at probe.Endpoint) (string, error) {
	if at.Path != strings.TrimPrefix(path.Clean("/"+at.Path), "/") {
		return "", probe.Elsewhere(service.Kind, "a path with dots or empty parts")
	}
	first, _, _ := strings.Cut(at.Path, "/")
	if facetOf(at) == FacetKubelet {
		if !slices.Contains(whole[FacetKubelet], first) {
			return "", probe.Elsewhere(service.Kind, "this path of a kubelet")
		}
		if bare := (probe.Endpoint{Port: at.Port}); facetOf(bare) == FacetKubelet {
			return "", nil
		}
		return "pods", nil // the port does not tell it
	}
	if slices.Contains(whole[FacetAPI], at.Path) || first == "openapi" || first == "swaggerapi" {
		return "", nil
	}
	m := collection.FindStringSubmatch(at.Path)
	switch {
	case m == nil:
		return "", probe.Elsewhere(service.Kind, "a single object of a cluster, or a path outside its collections")
	case m[2] == "": // of all namespaces
		return at.Path, nil
	case m[3] != "":
		return at.Path, nil
	case m[1] != "api/v1":
		return "", probe.Elsewhere(service.Kind, "a namespace outside api/v1")
	}
	return at.Path + "/pods", nil
}

// named returns the facet of the collection that a path names, "" for the server as a whole.
func named(at probe.Endpoint) string {
	switch {
	case facetOf(at) == FacetKubelet || at.Path == "":
		return ""
	case strings.Contains(at.Path, "/namespaces/"):
		return FacetNamespace
	default:
		return FacetResource
	}
}
