package probe

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/target"
)

// Contrast probes one resource of a web site together with controls. Many sites answer every path with the same page, a
// broken one answers 404 to every path, and one that blocks us by name refuses everything; none of that says anything about
// the resource. So the first request is for a path that no site has, and the last one for the front page.
//
// The first control lies in the same folder as the resource. Where a rule denies the folder as a whole it is denied too. Then
// a second one beside the folder tells "this folder" from "the site refuses us".
type Contrast struct {
	Facet    string
	Control  Request // next to the resource, under a name that no site has
	Resource Request
	Beside   Request // next to the folder, sent only when both before were refused; without an address where there is no folder
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
	c := Contrast{
		Facet: facet, Control: control, Resource: resource,
		Front: Request{Method: http.MethodHead, URL: sitePath(resource.URL, "/")},
	}
	if folder != "/" {
		c.Beside = control
		c.Beside.URL = sitePath(resource.URL, folder[:strings.LastIndexByte(strings.TrimSuffix(folder, "/"), '/')+1]+name)
	}
	return c
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
	steps := []Step{control, c.Resource.Step(c.Facet, reads)}
	if c.Beside.URL != nil {
		beside := c.Beside.Step(c.Facet, "only if both were refused: whether the site beside the folder lets us in")
		beside.Words = "beside"
		steps = append(steps, beside)
	}
	return append(steps, front)
}

// Contrast sends the requests and sets the facet. open judges an answer about the resource itself, by that to the control.
// Where open returns an empty result, the controls decide.
func (q *Inquiry) Contrast(ctx context.Context, c Contrast, open func(a, control Answer) observed.FacetResult) {
	control := q.Exchange(ctx, c.Facet, c.Control, func(Answer) observed.FacetResult { return Unsure(observed.ReasonUnrecognised) })
	if control.Fault != nil {
		return // a site that did not answer the first request will not answer the others
	}
	resource := q.Exchange(ctx, c.Facet, c.Resource, func(a Answer) observed.FacetResult {
		if r := open(a, control); r.Reason != "" {
			return r
		}
		return compareRefusal(control, a)
	})
	switch result := q.Get(c.Facet); {
	case !NotFound(control) && result.Reason == observed.ReasonUnrecognised && control.Status/100 == resource.Status/100 && control.Status < http.StatusBadRequest:
		q.o.Facets[c.Facet] = Unsure(observed.ReasonSoft404) // Exchange judged the page before open saw it
	case NotFound(control) && NotFound(resource) && result.Reason == observed.ReasonGoneAmbiguous:
		q.o.Facets[c.Facet] = q.front(ctx, c, resource)
	case resource.Status == http.StatusForbidden && undecided(result) && c.Beside.URL != nil:
		if LetsIn(q.Peek(ctx, c.Beside)) {
			q.o.Facets[c.Facet] = Closed(observed.ReasonDenied)
		}
	}
}

// compareRefusal judges a refusal by the answer to the control. A refusal of everything may be meant for us alone.
func compareRefusal(control, a Answer) observed.FacetResult {
	switch {
	case a.Status == http.StatusForbidden && LetsIn(control):
		return Closed(observed.ReasonDenied)
	case a.Status == http.StatusForbidden && len(a.Body) == 0 && IsHTML(a.Header, nil):
		return Unsure(observed.ReasonUnrecognised) // a page that was not read: that of a firewall, for all we know
	case a.Status == http.StatusForbidden:
		return Closed(observed.ReasonDeniedForUs)
	case NotFound(control) && NotFound(a):
		return Closed(observed.ReasonGoneAmbiguous)
	case NotFound(control) && a.Location != nil && !IsLogin(a):
		return Unsure(observed.ReasonReplaced)
	}
	return observed.FacetResult{}
}

// undecided reports whether a refusal may still turn out to be that of the folder.
func undecided(r observed.FacetResult) bool {
	return r.Reason == observed.ReasonDeniedForUs || r.Reason == observed.ReasonUnrecognised
}

// NotFound reports whether a site says that it does not have a path.
func NotFound(a Answer) bool {
	return a.Fault == nil && (a.Status == http.StatusNotFound || a.Status == http.StatusGone)
}

// LetsIn reports whether a site answers us for a path that it does not have as it would answer anybody: it says so, or it
// shows a page. A site that refuses us by name does neither.
func LetsIn(a Answer) bool {
	return NotFound(a) || a.Fault == nil && a.Status/100 == 2 && !IsChallenge(a.Header, a.Body)
}

// front tells a site that lacks the resource from one that has nothing at all. Both answered "not found" twice.
func (q *Inquiry) front(ctx context.Context, c Contrast, resource Answer) observed.FacetResult {
	if resource.URL.Path == "/" {
		return Closed(observed.ReasonGoneAmbiguous)
	}
	r := c.Front
	r.Case, r.AnyCertificate = q.caseID, c.Resource.AnyCertificate
	a := q.env.Exchange(ctx, r)
	q.o.Bytes += a.Bytes
	if a.Fault == nil && !IsChallenge(a.Header, nil) && (a.Status/100 == 2 || a.Status == http.StatusUnauthorized) {
		return Closed(observed.ReasonResourceGone)
	}
	return Closed(observed.ReasonGoneAmbiguous)
}
