package expect

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Question is one request for an asset, and a control that is sent only when the answer to the first does not decide alone.
type Question struct {
	clauses  Clauses
	contrast probe.Contrast
	content  int64 // bytes of a successful answer that are read at most
}

// Ask returns the question for the address u of an asset.
func (c Clauses) Ask(facet string, t target.Target, u *url.URL, l probe.Limits) Question {
	// A redirect that keeps path and query leads to the asset, such as from http to https. Any other could lead to a login or error page
	// that answers 200, which is not the one that the clauses describe.
	r := probe.Request{Method: http.MethodGet, URL: u, Case: t.Case, Follow: probe.SamePlace}
	r.Body = func(status int, h http.Header) int64 {
		n := c.BodyLimit(status, l)
		if n == 0 && c.Open == nil && status == http.StatusOK && strings.HasSuffix(u.Path, "/") && probe.IsHTML(h, nil) {
			n = probe.ListingBytes
		}
		return n
	}
	html := http.Header{"Content-Type": {"text/html"}}
	return Question{clauses: c, contrast: probe.NewContrast(facet, t, r, u.Path), content: r.Body(http.StatusOK, html)}
}

// Steps returns the plan. reads says what is read of the answer.
func (q Question) Steps(reads string) []probe.Step {
	resource := q.contrast.Resource.Step(q.contrast.Facet, reads)
	resource.Content = q.content
	control := q.contrast.Control.Step(q.contrast.Facet, "only after a success or a bare refusal: how the site answers for what it does not have")
	control.Words = "control"
	steps := []probe.Step{resource, control}
	if b := q.contrast.Beside; b.URL != nil {
		beside := b.Step(q.contrast.Facet, "only if both were refused: whether the site beside the folder lets us in")
		beside.Words = "beside"
		steps = append(steps, beside)
	}
	return steps
}

// Run sends the question, and the control where it is needed.
func (q Question) Run(ctx context.Context, env *probe.Env) observed.Observation {
	facet, r := q.contrast.Facet, q.contrast.Resource
	o := observed.Observation{Facets: map[string]observed.FacetResult{}}
	a := env.Exchange(ctx, r)
	probe.RecordAnswer(&o, a)
	if a.URL.String() != r.URL.String() {
		o.Retarget = a.URL.String()
	}
	result := q.clauses.Judge(a)
	if q.doubts(a, result) {
		control := env.Exchange(ctx, q.control(result, env.Limits()))
		o.Bytes += control.Bytes
		o.Local = o.Local || control.Fault != nil && control.Fault.Local
		result = q.clauses.compare(a, control, result)
		if b := q.contrast.Beside; result.Reason == observed.ReasonDeniedForUs && b.URL != nil && control.Fault == nil {
			b.Body = probe.UpTo(env.Limits().Error)
			beside := env.Exchange(ctx, b) // the folder may be shut as a whole
			o.Bytes += beside.Bytes
			result = q.clauses.compare(a, beside, result)
		}
	}
	o.Facets[facet] = result
	if a.Status != 0 {
		o.AnswerMAC = env.Seal(probe.Summary{Facet: facet, Status: a.Status, Header: o.Headers})
	}
	return o
}

// control is the request for a path that nobody has. Where only its status tells, no page is read.
func (q Question) control(result observed.FacetResult, l probe.Limits) probe.Request {
	r := q.contrast.Control
	switch result.Verdict {
	case observed.Open:
	case observed.Closed:
		r.Body = probe.UpTo(l.Error) // to tell the page of a firewall
	case observed.Inconclusive:
		r.Body = nil
	}
	return r
}

// doubts reports whether the answer for a path that nobody has can tell more: a success may be the page for everything, and a
// bare refusal may be meant for us alone. The front page exists everywhere, so what a clause finds on it is there.
func (q Question) doubts(a probe.Answer, result observed.FacetResult) bool {
	switch {
	case a.Fault != nil:
		return false
	case a.Status/100 == 2 && result.Verdict == observed.Open:
		return a.URL.Path != "/" || q.clauses.Open == nil || !q.clauses.Open.specific()
	case a.Status/100 == 2:
		return result.Reason == observed.ReasonUnrecognised
	}
	return result.Reason == observed.ReasonDeniedForUs && (a.Status == http.StatusForbidden || a.Status == http.StatusUnauthorized)
}

// compare judges an answer by that to the control.
func (c Clauses) compare(a, control probe.Answer, result observed.FacetResult) observed.FacetResult {
	page := control.Fault == nil && control.Status/100 == 2
	switch {
	case result.Verdict == observed.Open && control.Fault != nil && (c.Open == nil || !c.Open.specific()):
		return probe.Unsure(control.Fault.Reason) // it may be what every path shows
	case result.Verdict == observed.Open && c.Open == nil:
		if probe.IsListing(control) {
			return probe.Unsure(observed.ReasonSoft404)
		}
	case result.Verdict == observed.Open && c.Open.specific():
		if page && c.Open.Matches(control, succeeded) {
			return probe.Unsure(observed.ReasonSoft404)
		}
	case result.Verdict == observed.Open && page:
		return probe.Unsure(observed.ReasonSoft404)
	case result.Reason == observed.ReasonUnrecognised && page:
		return probe.Unsure(observed.ReasonSoft404)
	case result.Reason == observed.ReasonDeniedForUs && probe.LetsIn(control) && a.Status == http.StatusUnauthorized:
		return probe.Closed(observed.ReasonAuthRequired)
	case result.Reason == observed.ReasonDeniedForUs && probe.LetsIn(control):
		return probe.Closed(observed.ReasonDenied)
	}
	return result
}
