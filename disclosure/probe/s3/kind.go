package s3

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
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
	kind    = "s3"
	version = 2
	maxKey  = 1024 // bytes of an object key, by the S3 user guide

	// rootBytes is how many bytes are read of a successful listing: enough to see the root element. Servers that read
	// max-keys=0 as "no limit" go on with names, which stay unread.
	rootBytes = 256
)

// New returns the probe kind "s3".
func New() probe.ReadableKind {
	return probe.Scaffold[location]{
		Service: target.Service{Kind: kind, Ports: []uint16{443, 80, 9000}}, Number: version, Reads: paste, Parse: locate, Steps: steps, Observe: observe,
		About: probe.Info{
			Sends:   "GET of the listing with max-keys=0, and HEAD of one object where the asset names one",
			Reads:   "the root element of the listing or the error code; of an object the status only",
			Accepts: "s3://bucket/key, an ARN, or the address of a bucket at Amazon or any S3-compatible server",
			Facets:  []string{FacetList, FacetRead},
			Hosted:  true,
		},
	}
}

// steps are the listing request and, where the asset names an object, the HEAD request.
func steps(_ target.Target, loc location) []probe.Step {
	steps := []probe.Step{{
		Facet: FacetList, Method: http.MethodGet, URL: loc.listURL(),
		Note: "reads the root element or the error code; follows one move to another region of the same bucket",
	}}
	if loc.key != "" {
		steps = append(steps, probe.Step{
			Facet: FacetRead, Method: http.MethodHead, URL: loc.keyURL(), Note: "the status only, no byte of the object",
		})
	}
	return steps
}

// observe sends them.
func observe(ctx context.Context, env *probe.Env, t target.Target, loc location) observed.Observation {
	o := observed.Observation{Facets: map[string]observed.FacetResult{}}
	loc, list := runList(ctx, env, &o, loc, t.Case)
	o.Facets[FacetList] = list.FacetResult
	seals := []probe.Summary{list.summary}
	if loc.key != "" {
		read := runRead(ctx, env, &o, loc, list, t.Case)
		o.Facets[FacetRead] = read.FacetResult
		seals = append(seals, read.summary)
	}
	if list.summary.Status != 0 {
		o.AnswerMAC = env.Seal(seals...)
		o.Status, o.Headers = list.summary.Status, list.summary.Header
	}
	if region := cmp.Or(list.region, loc.region); list.s3 && region != "" {
		o.Identity = map[string]string{"region": region}
	}
	return o
}

// runList requests a listing. If the answer names another region, it repeats the request there, once. It returns the location at
// which the bucket was found.
func runList(ctx context.Context, env *probe.Env, o *observed.Observation, loc location, caseID string) (location, finding) {
	f := requestList(ctx, env, o, loc, caseID)
	if !f.moved {
		return loc, f
	}
	next, ok := loc.move(f.region, f.endpoint)
	if !ok {
		f.FacetResult = observed.FacetResult{Reason: observed.ReasonRedirectOffsite}
		return loc, f
	}
	o.Retarget = next.base().String()
	f = requestList(ctx, env, o, next, caseID)
	if f.moved { // a second move would be a loop
		f.FacetResult = observed.FacetResult{Reason: observed.ReasonUnrecognised}
	}
	return next, f
}

// requestList requests a listing once and judges the answer.
func requestList(ctx context.Context, env *probe.Env, o *observed.Observation, loc location, caseID string) finding {
	limit := env.Limits().Error
	a := env.Exchange(ctx, probe.Request{
		Method: http.MethodGet, URL: loc.listURL(), Case: caseID,
		Body: func(status int, _ http.Header) int64 {
			if status == http.StatusOK {
				return rootBytes
			}
			return limit
		},
	})
	probe.RecordAnswer(o, a)
	return classifyList(a, limit)
}

// runRead requests one object, unless the answer to the listing already shows that it would fail.
func runRead(
	ctx context.Context, env *probe.Env, o *observed.Observation, loc location, list finding, caseID string,
) finding {
	if list.silent() || list.Reason == observed.ReasonResourceGone {
		return finding{FacetResult: list.FacetResult, summary: probe.Summary{Facet: FacetRead}}
	}
	a := env.Exchange(ctx, probe.Request{Method: http.MethodHead, URL: loc.keyURL(), Case: caseID})
	probe.RecordAnswer(o, a)
	return classifyRead(a, list)
}

// locate returns the location of a target, with its object.
func locate(t target.Target) (location, error) {
	loc, _, err := read(t.Target, true)
	if err != nil {
		return location{}, err
	}
	if t.Key != "" {
		loc.key = t.Key
	}
	if len(loc.key) > maxKey || !utf8.ValidString(loc.key) {
		return location{}, fault.Errorf(fault.Invalid, "an object key is UTF-8 of %d bytes at most", maxKey)
	}
	return loc, nil
}

func (l location) listURL() *url.URL {
	u := l.base()
	u.RawQuery = "list-type=2&max-keys=0"
	return u
}

func (l location) keyURL() *url.URL {
	u := l.base()
	u.RawPath = u.EscapedPath() + target.EscapePath(l.key)
	u.Path += l.key
	return u
}
