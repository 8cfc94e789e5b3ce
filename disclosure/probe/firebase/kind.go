package firebase

import (
	"context"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetRead is the only facet of a database: whether a stranger may read the place.
const FacetRead = "read"

const version = 2

// Kind is the probe kind "firebase".
type Kind struct{}

// New returns the probe kind "firebase".
func New() Kind { return Kind{} }

var _, _ = probe.Kind(Kind{}), probe.Reader(Kind{})

// Name returns "firebase".
func (Kind) Name() string { return "firebase" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "GET of a child that does not exist below the place; once more in the region that the database says it is in",
		Reads:   "null, or the error",
		Accepts: "https://name.firebaseio.com/place or https://name.region.firebasedatabase.app/place, of a place that was open",
		Facets:  []string{FacetRead},
		Ports:   []uint16{443, 80, 9000},
		Hosted:  true,
	}
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	_, err := locate(t)
	return err
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

// Plan returns the one request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	loc, err := locate(t)
	if err != nil {
		return nil, err
	}
	return []probe.Step{loc.request(t).Step(FacetRead,
		"reads null or the error; sends the same once more where the database says that it is in another region")}, nil
}

// Run probes the database of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	loc, err := locate(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	a := q.Exchange(ctx, FacetRead, loc.request(t), judge)
	next, moved := loc.move(correctURL(a))
	if !moved {
		return q.Done()
	}
	q.Exchange(ctx, FacetRead, next.request(t), judge) // a second move would be a loop, and stays inconclusive
	q.Identify("region", next.region())
	o := q.Done()
	o.Retarget = next.String()
	return o
}

// request requests a child of the place that no database has. Its name is derived from the target, so it stays the same when
// the database has moved to another region.
func (l location) request(t target.Target) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: l.child("__probe_" + target.Token(t))}
}
