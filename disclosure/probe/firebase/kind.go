package firebase

import (
	"context"
	"net/http"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetRead is the only facet of a database: whether a stranger may read the place.
const FacetRead = "read"

const (
	kind    = "firebase"
	version = 2
)

// New returns the probe kind "firebase".
func New() probe.ReadableKind {
	return probe.Scaffold[location]{
		Service: target.Service{Kind: kind, Ports: []uint16{443, 80, 9000}}, Number: version, Reads: paste, Parse: locate, Ask: ask,
		About: probe.Info{
			Sends:   "GET of a child that does not exist below the place; once more in the region that the database says it is in",
			Reads:   "null, or the error",
			Accepts: "https://name.firebaseio.com/place or https://name.region.firebasedatabase.app/place, of a place that was open",
			Facets:  []string{FacetRead},
			Hosted:  true,
		},
		Steps: func(t target.Target, loc location) []probe.Step {
			return []probe.Step{loc.request(t).Step(FacetRead,
				"reads null or the error; sends the same once more where the database says that it is in another region")}
		},
	}
}

// locate returns the location of a target. Key and expect make no sense for this kind and are refused.
func locate(t target.Target) (location, error) {
	if t.Expect != nil {
		return location{}, fault.Errorf(fault.Invalid, "the answers of kind firebase are built in; expect is for kind http")
	}
	if t.Key != "" {
		return location{}, fault.Errorf(fault.Invalid, "kind firebase has the place in the address; leave the key out")
	}
	loc, _, err := read(t.Target, true)
	return loc, err
}

// ask sends the request, and once more where the database says that it is in another region.
func ask(ctx context.Context, q *probe.Inquiry, t target.Target, loc location) {
	a := q.Exchange(ctx, FacetRead, loc.request(t), judge)
	next, moved := loc.move(correctURL(a))
	if !moved {
		return
	}
	q.Exchange(ctx, FacetRead, next.request(t), judge) // a second move would be a loop, and stays inconclusive
	q.Identify("region", next.region())
	q.Moved(next.String())
}

// request requests a child of the place that no database has. Its name is derived from the target, so it stays the same when
// the database has moved to another region.
func (l location) request(t target.Target) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: l.child("__probe_" + target.Token(t))}
}
