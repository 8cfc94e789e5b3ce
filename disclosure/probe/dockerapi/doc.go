// Package dockerapi probes whether strangers may control a Docker engine through its API (kind "docker_api", facet "api").
//
// It sends the liveness request, which names no container. An engine knows only one right, "everything": whoever may send
// this request may start a container as root. The fix is to demand a client certificate, so a TLS alert that asks for one
// is the strong closure. An authorisation plugin decides about each path by itself, so its 403 for this harmless path says
// nothing about the others and is inconclusive.
package dockerapi
