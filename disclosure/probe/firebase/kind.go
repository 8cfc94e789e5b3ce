package firebase

import (
	"context"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// FacetRead is the only facet of a database: whether a stranger may read the place.
const FacetRead = "read"

const version = 1

// Kind is the probe kind "firebase".
type Kind struct{}

// New returns the probe kind "firebase".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "firebase".
func (Kind) Name() string { return "firebase" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "GET of a child that does not exist below the place; once more in the region that the database says it is in",
		Reads:  "null, or the error",
		Takes:  "https://name.firebaseio.com/place or https://name.region.firebasedatabase.app/place, of a place that was open",
		Facets: []string{FacetRead},
		Ports:  []uint16{443, 80, 9000},
	}
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	_, err := locate(t)
	return err
}

func locate(t probe.Target) (location, error) {
	if t.Expect != nil {
		return location{}, fault.Errorf(fault.Invalid, "kind firebase knows its answers; expect goes with kind http")
	}
	if t.Key != "" {
		return location{}, fault.Errorf(fault.Invalid, "kind firebase has the place in the address; leave the key out")
	}
	loc, _, err := read(t.Target, true)
	return loc, err
}

// Plan returns the one request.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	loc, err := locate(t)
	if err != nil {
		return nil, err
	}
	return []probe.Step{loc.ask(t).Step(FacetRead,
		"reads null or the error; asks the same once more where the database says that it lives in another region")}, nil
}

// Run asks the database of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	loc, err := locate(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	a := q.Ask(ctx, FacetRead, loc.ask(t), judge)
	next, moved := loc.move(correctURL(a))
	if !moved {
		return q.Done()
	}
	q.Ask(ctx, FacetRead, next.ask(t), judge) // twice would be a loop, and stays inconclusive
	q.Identify("region", next.region())
	o := q.Done()
	o.Retarget = next.String()
	return o
}

// ask asks for a child of the place that no database has. The word is that of the target, wherever it is asked.
func (l location) ask(t probe.Target) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: l.child("__probe_" + probe.Token(t))}
}
