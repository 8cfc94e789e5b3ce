// Package dockerregistry asks a registry of container images whether it serves strangers (kind "docker_registry", facet
// "api").
//
// The base of its interface is asked, which names no image. A registry that wants a token is no closed one: many hand
// a token to everybody who asks, and a probe asks for none. Such an answer is inconclusive.
// A single repository may be for everybody where the base is not, so an address that names one is not taken.
package dockerregistry
