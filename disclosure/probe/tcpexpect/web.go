package tcpexpect

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetWeb is the only facet of kind "http_expect".
const FacetWeb = "http"

var webService = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "http_expect", Name: "web service",
}

// NewWeb returns the probe kind "http_expect" with those of defs that use HTTP.
func NewWeb(defs []Definition) probe.ReadableKind {
	known := tableOf(overHTTP, defs)
	return probe.Scaffold[question]{
		Service: webService, Number: version, Reads: known.read,
		About: probe.Info{
			Sends:   "the one request of the definition: GET of a path, or a query by POST",
			Reads:   "status, headers and the first 4 KiB, for the clauses of the definition",
			Accepts: "http://host:port/ or https://host:port/; as key the name of a definition",
			Facets:  []string{FacetWeb},
		},
		Parse: func(t target.Target) (one question, err error) {
			if one.at, err = webService.Parse(t.Target); err == nil {
				err = webService.NoExpect(t)
			}
			if err == nil {
				one.Definition, err = known.find(webService.Kind, t.Key)
			}
			return one, err
		},
		Steps: func(t target.Target, one question) []probe.Step {
			step := one.ask(t).Step(FacetWeb, "matches the clauses of "+one.identity()+" against the answer; follows no redirect")
			step.Content = probe.DefaultLimits().Error
			return []probe.Step{step}
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, t target.Target, one question) {
			q.Identify("definition", one.identity())
			q.Exchange(ctx, FacetWeb, one.ask(t), one.classify)
		},
	}
}

// read returns the canonical target of what a person pasted. Unless explicit, it claims only the root of a port that belongs to a
// definition, or the path that the definition asks: every other address looks like any on the web.
func (known table) read(raw string, explicit bool) (target.Target, string, error) {
	if explicit {
		return webService.Read(raw, explicit)
	}
	text, err := target.Clean(raw)
	if err != nil {
		return target.Target{}, "", nil //nolint:nilerr // the next kind reports what is wrong
	}
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := target.ParseAddress(text)
	if err != nil {
		return target.Target{}, "", nil //nolint:nilerr // likewise
	}
	for _, d := range known {
		if (u.Path == "/" || u.Path == d.path) && d.at(u.Port()) {
			t, how, err := webService.Read(u.Scheme+"://"+u.Host, true)
			t.Key = d.name
			return t, how + "; asked as " + d.name + ", whose port this usually is", err
		}
	}
	return target.Target{}, "", nil
}

// at reports whether a port is one of the definition. No two definitions have the same; see [tableOf].
func (d Definition) at(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0 && slices.Contains(d.ports, uint16(n))
}

// request is the question, without the place to send it to.
func (d Definition) request(target.Target) probe.Request {
	return probe.Request{Method: d.method, Header: d.headers, Payload: d.send}
}

// token stands in a path for a name that no server has.
const token = "{token}"

// place returns path and query for a target.
func (d Definition) place(t target.Target) (path, query string) {
	return d.path, strings.ReplaceAll(d.query, token, target.Token(t))
}

func (q question) ask(t target.Target) probe.Request {
	r := q.request(t)
	r.URL, r.AnyCertificate = q.at.URL(q.place(t)), true
	return r
}

// classify matches the clauses against an answer. An answer that matches both is open. One that matches none is left to the general
// rule for a refusal: something in front of the service may demand a password now.
func (d Definition) classify(a probe.Answer) observed.FacetResult {
	doc := readTree(a.Body)
	if shown(d.open, a, doc) != nil {
		return probe.Open()
	}
	if m := shown(d.closed, a, doc); m != nil {
		return probe.Closed(cmp.Or(m.reason, refusalBy(a)))
	}
	if m := shown(d.unsure, a, doc); m != nil {
		return probe.Unsure(cmp.Or(m.reason, observed.ReasonUnrecognised))
	}
	return observed.FacetResult{}
}

// refusalBy is the reason of an answer that a clause describes as closed.
func refusalBy(a probe.Answer) observed.Reason {
	switch {
	case a.Status == http.StatusUnauthorized, a.Location != nil: // a redirect that a clause describes leads to a login
		return observed.ReasonAuthRequired
	case a.Status == http.StatusNotFound, a.Status == http.StatusGone:
		return observed.ReasonGoneAmbiguous
	}
	return observed.ReasonAccessDenied
}
