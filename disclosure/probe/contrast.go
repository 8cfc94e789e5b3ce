package probe

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure"
)

// Contrast asks a web site for one thing and tells "it is not here" from "nothing is here" and from "everything is
// here". Many sites answer every path with the same page, and a broken one answers 404 to each; neither says
// anything about the thing. So a path that no site has is asked first, and the front page last.
type Contrast struct {
	Facet   string
	Control Request // beside the thing, under a name that no site has
	Thing   Request
	Front   Request // asked only when the thing is not found
}

// NewContrast returns the questions about thing. beside is the path that the control stands in for: that of the thing, or
// of the folder around it where rules may be for the folder as a whole. It ends in a slash when the control has to.
func NewContrast(facet string, t Target, thing Request, beside string) Contrast {
	control := thing
	folder, name := beside[:strings.LastIndexByte(beside, '/')+1], Token(t)
	if folder == beside {
		name += "/"
	}
	control.URL = sitePath(thing.URL, folder+name)
	return Contrast{
		Facet: facet, Control: control, Thing: thing,
		Front: Request{Method: http.MethodHead, URL: sitePath(thing.URL, "/")},
	}
}

// sitePath returns a plain path on the site of u.
func sitePath(u *url.URL, path string) *url.URL {
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path, RawPath: EscapePath(path)}
}

// Steps returns the plan. reads says what is read of the thing.
func (c Contrast) Steps(reads string) []Step {
	return []Step{
		c.Control.Step(c.Facet, "how the site answers for what it does not have"),
		c.Thing.Step(c.Facet, reads),
		c.Front.Step(c.Facet, "the status only, and only if the path before was not found: whether the site has anything at all"),
	}
}

// Contrast asks and sets the facet. open judges an answer about the thing itself; honest is whether the site answered
// "not found" for what it does not have. An empty result of open is left to what the contrast tells.
func (q *Inquiry) Contrast(ctx context.Context, c Contrast, open func(a Answer, honest bool) disclosure.FacetResult) {
	control := q.Ask(ctx, c.Facet, c.Control, func(Answer) disclosure.FacetResult { return Unsure(disclosure.ReasonUnrecognised) })
	if control.Fault != nil {
		return // a site that did not answer this will not answer more
	}
	honest := missing(control)
	thing := q.Ask(ctx, c.Facet, c.Thing, func(a Answer) disclosure.FacetResult {
		if r := open(a, honest); r.Reason != "" {
			return r
		}
		return apart(control, a)
	})
	switch result := q.Get(c.Facet); {
	case !honest && result.Reason == disclosure.ReasonUnrecognised && control.Status/100 == thing.Status/100 && control.Status < http.StatusBadRequest:
		q.o.Facets[c.Facet] = Unsure(disclosure.ReasonSoft404) // pages are judged before open sees them
	case honest && missing(thing) && result.Reason == disclosure.ReasonGoneAmbiguous:
		q.o.Facets[c.Facet] = q.front(ctx, c, thing)
	}
}

// apart judges a refusal by what the site says about other paths.
func apart(control, a Answer) disclosure.FacetResult {
	switch honest := missing(control); {
	case honest && a.Status == http.StatusForbidden:
		return Closed(disclosure.ReasonAccessDenied)
	case honest && missing(a):
		return Closed(disclosure.ReasonGoneAmbiguous)
	}
	return disclosure.FacetResult{}
}

func missing(a Answer) bool { return a.Status == http.StatusNotFound || a.Status == http.StatusGone }

// front tells a site without the thing from a site without anything. Both say "not found" twice.
func (q *Inquiry) front(ctx context.Context, c Contrast, thing Answer) disclosure.FacetResult {
	if thing.URL.Path == "/" {
		return Closed(disclosure.ReasonGoneAmbiguous)
	}
	r := c.Front
	r.Case, r.AnyCertificate = q.caseID, c.Thing.AnyCertificate
	a := q.env.Exchange(ctx, r)
	q.o.Bytes += a.Bytes
	if a.Fault == nil && !IsChallenge(a.Header, nil) && (a.Status/100 == 2 || a.Status == http.StatusUnauthorized) {
		return Closed(disclosure.ReasonResourceGone)
	}
	return Closed(disclosure.ReasonGoneAmbiguous)
}
