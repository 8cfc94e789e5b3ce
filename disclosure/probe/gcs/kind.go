package gcs

import (
	"context"
	"net/http"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a bucket.
const (
	FacetList = "list"
	FacetRead = "read"
)

const (
	version = 2
	maxKey  = 1024 // bytes of an object's name, by Google's limits

	// kindBytes is how many bytes are read of a successful listing: enough to recognise it. Servers that ignore the filter go
	// on with names, which stay unread.
	kindBytes = 40
	// firebaseBytes end before the first name.
	firebaseBytes = 20
)

// Kind is the probe kind "gcs".
type Kind struct{}

// New returns the probe kind "gcs".
func New() Kind { return Kind{} }

var _, _ = probe.Kind(Kind{}), probe.Reader(Kind{})

// Name returns "gcs".
func (Kind) Name() string { return "gcs" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "GET of the listing with one entry and no names, and HEAD of one object where the asset names one",
		Reads:   "that a listing comes, or the reason of the error; of an object the status only",
		Accepts: "gs://bucket/object, or an address at storage.googleapis.com, storage.cloud.google.com or the console",
		Facets:  []string{FacetList, FacetRead},
		Ports:   []uint16{443, 80, 4443},
		Hosted:  true,
	}
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	_, err := locate(t)
	return err
}

// locate returns the location of a target, with its object.
func locate(t target.Target) (location, error) {
	if t.Expect != nil {
		return location{}, fault.Errorf(fault.Invalid, "the answers of kind gcs are built in; expect is for kind http")
	}
	loc, _, err := read(t.Target, true)
	if err != nil {
		return location{}, err
	}
	if t.Key != "" && loc.host == firebaseHost {
		return location{}, fault.Errorf(fault.Invalid, "of Firebase Storage only the listing is asked; leave the object out")
	}
	if t.Key != "" {
		loc.key = t.Key
	}
	if len(loc.key) > maxKey || !utf8.ValidString(loc.key) {
		return location{}, fault.Errorf(fault.Invalid, "the name of an object is UTF-8 of %d bytes at most", maxKey)
	}
	return loc, nil
}

// Plan returns the listing request and, where the asset names an object, the HEAD request.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	loc, err := locate(t)
	if err != nil {
		return nil, err
	}
	steps := []probe.Step{loc.list(0).Step(FacetList, "reads that a listing comes, or the reason of the error; no name of an object")}
	if loc.key != "" {
		steps = append(steps, loc.head().Step(FacetRead, "the status only, no byte of the object"))
	}
	return steps, nil
}

// Run probes the bucket of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	loc, err := locate(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	a := q.Exchange(ctx, FacetList, loc.list(env.Limits().Error), judgeList)
	if loc.key == "" {
		return q.Done()
	}
	list := q.Get(FacetList)
	switch {
	case a.Status == 0: // nothing answers; a second request would only wait for the same
		q.SetRemaining(a.Fault, FacetRead)
		return q.Done()
	case list.Reason == disclosure.ReasonResourceGone:
		q.Set(FacetRead, list, "")
		return q.Done()
	}
	q.Exchange(ctx, FacetRead, loc.head(), func(a probe.Answer) disclosure.FacetResult { return judgeRead(a, list) })
	return q.Done()
}

// list requests a listing. limit bounds what is read of an error.
func (l location) list(limit int64) probe.Request {
	return probe.Request{
		Method: http.MethodGet, URL: l.listURL(),
		Body: func(status int, _ http.Header) int64 {
			if status == http.StatusOK && l.host == firebaseHost {
				return firebaseBytes
			}
			if status == http.StatusOK {
				return kindBytes
			}
			return limit
		},
	}
}

func (l location) head() probe.Request {
	return probe.Request{Method: http.MethodHead, URL: l.keyURL()}
}
