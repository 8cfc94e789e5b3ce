// Package dockerapi asks the interface of a Docker engine whether strangers may command it (kind "docker_api", facet
// "api").
//
// The liveness question is asked, which names no container. Who may ask it may start one, as a rule: an engine knows
// no rights below "everything", and is closed by demanding a certificate. A plugin decides about each path by itself, so
// that its denial of this one is no closure.
package dockerapi
