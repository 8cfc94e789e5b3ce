package kubernetes

import (
	"path"
	"slices"
	"strings"

	"daylight/disclosure/pattern"
	"daylight/disclosure/probe/target"
)

// collection is the path of all objects of a sort, or of those in one namespace. Its groups are the root of the API, the namespace,
// the sort within it, and the sort without a namespace. A longer path would be a single object.
var collection = pattern.New(`^(api/v1|apis/[^/]+/[^/]+)/(?:namespaces/([^/]+)(?:/([^/]+))?|([^/]+))$`)

// whole are the paths that mean the server as a whole; for a kubelet, their first segments. The paths of a kubelet listed here are
// closed by the same rule as its pods. Its logs and metrics have rules of their own, so they are not listed.
var whole = map[string][]string{
	FacetAPI: {
		"", "api", "api/v1", "apis", "version", "healthz", "livez", "readyz", "openapi", "swagger.json", "swaggerapi", "api/v1/namespaces",
	},
	FacetKubelet: {"", "pods", "runningpods", "run", "exec", "attach", "portForward", "containerLogs", "healthz"},
}

// reduce reduces the path of an endpoint to what is probed. It refuses what it cannot probe: a server that closes one thing may
// still show another.
func reduce(at target.Endpoint) (string, error) {
	if at.Path != strings.TrimPrefix(path.Clean("/"+at.Path), "/") {
		return "", target.RefusePath(service.Kind, "a path with dots or empty parts")
	}
	first, _, _ := strings.Cut(at.Path, "/")
	if facetOf(at) == FacetKubelet {
		if !slices.Contains(whole[FacetKubelet], first) {
			return "", target.RefusePath(service.Kind, "this path of a kubelet")
		}
		if bare := (target.Endpoint{Port: at.Port}); facetOf(bare) == FacetKubelet {
			return "", nil
		}
		return "pods", nil // the port does not show that this is a kubelet, so the path has to
	}
	if slices.Contains(whole[FacetAPI], at.Path) || first == "openapi" || first == "swaggerapi" {
		return "", nil
	}
	m := collection.FindStringSubmatch(at.Path)
	switch {
	case m == nil:
		return "", target.RefusePath(service.Kind, "a single object of a cluster, or a path outside its collections")
	case m[2] == "": // of all namespaces
		return at.Path, nil
	case m[3] != "":
		return at.Path, nil
	case m[1] != "api/v1":
		return "", target.RefusePath(service.Kind, "a namespace outside api/v1")
	}
	return at.Path + "/pods", nil
}

// collectionFacet returns the facet of the collection that a path names, "" when it means the server as a whole.
func collectionFacet(at target.Endpoint) string {
	switch {
	case facetOf(at) == FacetKubelet || at.Path == "":
		return ""
	case strings.Contains(at.Path, "/namespaces/"):
		return FacetNamespace
	default:
		return FacetResource
	}
}
