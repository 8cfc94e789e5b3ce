package gcs

import (
	"context"
	"net/http"
	"unicode/utf8"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a bucket.
const (
	FacetList = "list"
	FacetRead = "read"
)

const (
	kind    = "gcs"
	version = 2
	maxKey  = 1024 // bytes of an object's name, by Google's limits

	// kindBytes is how many bytes are read of a successful listing: enough to recognise it. Servers that ignore the filter go
	// on with names, which stay unread.
	kindBytes = 40
	// firebaseBytes end before the first name.
	firebaseBytes = 20
)

// New returns the probe kind "gcs".
func New() probe.ReadableKind {
	return probe.Scaffold[location]{
		Service: target.Service{Kind: kind, Ports: []uint16{443, 80, 4443}}, Number: version, Reads: paste, Parse: locate, Steps: steps, Ask: ask,
		About: probe.Info{
			Sends:   "GET of the listing with one entry and no names, and HEAD of one object where the asset names one",
			Reads:   "that a listing comes, or the reason of the error; of an object the status only",
			Accepts: "gs://bucket/object, or an address at storage.googleapis.com, storage.cloud.google.com or the console",
			Facets:  []string{FacetList, FacetRead},
			Hosted:  true,
		},
	}
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

// steps are the listing request and, where the asset names an object, the HEAD request.
func steps(_ target.Target, loc location) []probe.Step {
	steps := []probe.Step{loc.list(0).Step(FacetList, "reads that a listing comes, or the reason of the error; no name of an object")}
	if loc.key != "" {
		steps = append(steps, loc.head().Step(FacetRead, "the status only, no byte of the object"))
	}
	return steps
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, loc location) {
	a := q.Exchange(ctx, FacetList, loc.list(q.Env().Limits().Error), judgeList)
	switch list := q.Get(FacetList); {
	case loc.key == "":
	case a.Status == 0: // nothing answers; a second request would only wait for the same
		q.SetRemaining(a.Fault, FacetRead)
	case list.Reason == observed.ReasonResourceGone:
		q.Set(FacetRead, list, "")
	default:
		q.Exchange(ctx, FacetRead, loc.head(), func(a probe.Answer) observed.FacetResult { return judgeRead(a, list) })
	}
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
