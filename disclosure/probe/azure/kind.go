package azure

import (
	"context"
	"unicode/utf8"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a container.
const (
	FacetContainer = "container"
	FacetBlob      = "blob"
)

const (
	kind    = "azure"
	version = 2
	maxKey  = 1024 // characters of a blob's name, by the limits of the service
)

// apiVersion is the first version of the API that answers 401 to a stranger about a private container. Earlier ones answer
// 404, which could also mean that there is no such container.
const apiVersion = "2019-12-12"

// New returns the probe kind "azure".
func New() probe.ReadableKind {
	return probe.Scaffold[location]{
		Service: target.Service{Kind: kind, Ports: []uint16{443, 80, 10000}}, Number: version, Reads: paste, Parse: locate, Steps: steps, Ask: ask,
		About: probe.Info{
			Sends:   "HEAD of the container, and HEAD of one blob where the asset names one",
			Reads:   "status and headers: the level of public access, or the code of the error",
			Accepts: "https://account.blob.core.windows.net/container/blob",
			Facets:  []string{FacetContainer, FacetBlob},
			Hosted:  true,
		},
	}
}

// locate returns the location of a target, with its blob.
func locate(t target.Target) (location, error) {
	if t.Expect != nil {
		return location{}, fault.Errorf(fault.Invalid, "the answers of kind azure are built in; expect is for kind http")
	}
	loc, _, err := read(t.Target, true)
	if err != nil {
		return location{}, err
	}
	if t.Key != "" {
		loc.key = t.Key
	}
	if utf8.RuneCountInString(loc.key) > maxKey || !utf8.ValidString(loc.key) {
		return location{}, fault.Errorf(fault.Invalid, "the name of a blob is UTF-8 of %d characters at most", maxKey)
	}
	return loc, nil
}

// steps are the request for the container and, where the asset names a blob, the one for the blob.
func steps(_ target.Target, loc location) []probe.Step {
	steps := []probe.Step{headRequest(loc.container()).Step(FacetContainer, "the level of public access or the code of the error; no name of a blob")}
	if loc.key != "" {
		steps = append(steps, headRequest(loc.blob()).Step(FacetBlob, "status and headers only, no byte of the blob"))
	}
	return steps
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, loc location) {
	a := q.Exchange(ctx, FacetContainer, headRequest(loc.container()), judgeContainer)
	switch {
	case loc.key == "":
	case a.Status == 0:
		q.SetRemaining(a.Fault, FacetBlob) // nothing answers; a second request would only wait for the same
	default:
		q.Exchange(ctx, FacetBlob, headRequest(loc.blob()), judgeBlob)
	}
}
