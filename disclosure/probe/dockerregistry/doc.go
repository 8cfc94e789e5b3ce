// Package dockerregistry probes whether a registry of container images serves strangers (kind "docker_registry", facet "api").
//
// It requests the base of the API, which names no image. A registry that demands a token is not closed: many issue a token to
// everybody who requests one, and a probe does not request any. Such an answer is inconclusive. A single repository may be
// public where the base is not, so an address that names one is refused as a target.
package dockerregistry
