package probe

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe/target"
)

// Contrast probes one resource of a web site together with two controls. Many sites answer every path with the same page,
// and a broken one answers 404 to every path; neither says anything about the resource. So the first request is for a path
// that no site has, and the last one for the front page.
//
// The first control lies in the same folder as the resource. Where a rule denies the folder as a whole it is denied too, so
// such a denial cannot be told from a site that denies everything, and stays inconclusive.
type Contrast struct {
	Facet    string
	Control  Request // next to the resource, under a name that no site has
	Resource Request
	Front    Request // sent only when the resource is not found
}

// NewContrast returns the requests for resource. The control is put into the folder of the path beside: the path of the
// resource, or one further up where rules may apply to a whole folder. When beside ends in a slash, so does the control.
func NewContrast(facet string, t target.Target, resource Request, beside string) Contrast {
	control := resource
	folder, name := beside[:strings.LastIndexByte(beside, '/')+1], target.Token(t)
	if folder == beside {
		name += "/"
	}
	control.URL = sitePath(resource.URL, folder+name)
	return Contrast{
		Facet: facet, Control: control, Resource: resource,
		Front: Request{Method: http.MethodHead, URL: sitePath(resource.URL, "/")},
	}
}

// sitePath returns the URL of a plain path on the site of u.
func sitePath(u *url.URL, path string) *url.URL {
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path, RawPath: target.EscapePath(path)}
}

// Steps returns the plan: the control, the resource and the front page. reads says what is read of the resource.
func (c Contrast) Steps(reads string) []Step {
	control := c.Control.Step(c.Facet, "how the site answers for what it does not have")
	front := c.Front.Step(c.Facet, "the status only, and only if the path before was not found: whether the site has anything at all")
	control.Words, front.Words = "control", "front"
	return []Step{control, c.Resource.Step(c.Facet, reads), front}
}

// Contrast sends the requests and sets the facet. open judges an answer about the resource itself; honest tells it whether
// the site answered "not found" for the control. Where open returns an empty result, the controls decide.
func (q *Inquiry) Contrast(ctx context.Context, c Contrast, open func(a Answer, honest bool) disclosure.FacetResult) {
	control := q.Exchange(ctx, c.Facet, c.Control, func(Answer) disclosure.FacetResult { return Unsure(disclosure.ReasonUnrecognised) })
	if control.Fault != nil {
		return // a site that did not answer the first request will not answer the others
	}
	honest := notFound(control)
	resource := q.Exchange(ctx, c.Facet, c.Resource, func(a Answer) disclosure.FacetResult {
		if r := open(a, honest); r.Reason != "" {
			return r
		}
		return compareRefusal(control, a)
	})
	switch result := q.Get(c.Facet); {
	case !honest && result.Reason == disclosure.ReasonUnrecognised && control.Status/100 == resource.Status/100 && control.Status < http.StatusBadRequest:
		q.o.Facets[c.Facet] = Unsure(disclosure.ReasonSoft404) // Exchange judged the page before open saw it
	case honest && notFound(resource) && result.Reason == disclosure.ReasonGoneAmbiguous:
		q.o.Facets[c.Facet] = q.front(ctx, c, resource)
	}
}

// compareRefusal judges a refusal by the answer to the control.
func compareRefusal(control, a Answer) disclosure.FacetResult {
	switch honest := notFound(control); {
	case honest && a.Status == http.StatusForbidden:
		return Closed(disclosure.ReasonAccessDenied)
	case honest && notFound(a):
		return Closed(disclosure.ReasonGoneAmbiguous)
	}
	return disclosure.FacetResult{}
}

// notFound reports whether a site says that it does not have a path.
func notFound(a Answer) bool { return a.Status == http.StatusNotFound || a.Status == http.StatusGone }

// front tells a site that lacks the resource from one that has nothing at all. Both answered "not found" twice.
func (q *Inquiry) front(ctx context.Context, c Contrast, resource Answer) disclosure.FacetResult {
	if resource.URL.Path == "/" {
		return Closed(disclosure.ReasonGoneAmbiguous)
	}
	r := c.Front
	r.Case, r.AnyCertificate = q.caseID, c.Resource.AnyCertificate
	a := q.env.Exchange(ctx, r)
	q.o.Bytes += a.Bytes
	if a.Fault == nil && !IsChallenge(a.Header, nil) && (a.Status/100 == 2 || a.Status == http.StatusUnauthorized) {
		return Closed(disclosure.ReasonResourceGone)
	}
	return Closed(disclosure.ReasonGoneAmbiguous)
}
