package probe

import (
	"context"
	"encoding/json"
	"net/http"

	"daylight/disclosure"
)

// Inquiry is one run of a kind: it asks, keeps the verdict of each facet and makes the observation of them. Kinds whose
// answers decide by themselves need nothing else; every fault is judged here, in the same way for all.
type Inquiry struct {
	env       *Env
	caseID    string
	o         disclosure.Observation
	summaries []Summary
}

// Inquire begins a run for t.
func (e *Env) Inquire(t Target) *Inquiry {
	return &Inquiry{env: e, caseID: t.Case, o: disclosure.Observation{Facets: map[string]disclosure.FacetResult{}}}
}

// Set writes down the verdict of a facet. code is the protocol's own short word or number for it ("NOAUTH", "28000"),
// for the seal: never anything else that was said.
func (q *Inquiry) Set(facet string, r disclosure.FacetResult, code string) disclosure.FacetResult {
	if r.Reason == "" {
		r = Unsure(disclosure.ReasonUnrecognised)
	}
	q.o.Facets[facet] = r
	q.summaries = append(q.summaries, Summary{Facet: facet, Code: code})
	return r
}

// Get returns the verdict of a facet so far; without one, it is inconclusive.
func (q *Inquiry) Get(facet string) disclosure.FacetResult { return q.o.Facets[facet] }

// Identify records what tells this server from another, such as a version or a cluster's id; only what is no content.
func (q *Inquiry) Identify(name, value string) {
	if value = printable(value); value == "" {
		return
	}
	if q.o.Identity == nil {
		q.o.Identity = map[string]string{}
	}
	q.o.Identity[name] = value
}

// Done returns the observation.
func (q *Inquiry) Done() disclosure.Observation {
	q.o.AnswerMAC = q.env.Seal(q.summaries...)
	return q.o
}

// Talk has one conversation over TCP. f sets what it learns; each of facets about which it learned nothing gets the
// reason for which the conversation ended, as does every one of them when the connection never came about.
func (q *Inquiry) Talk(ctx context.Context, call Call, f func(ctx context.Context, c *Conn) error, facets ...string) *Fault {
	t := q.env.Talk(ctx, call, f)
	t.note(&q.o)
	q.Rest(t.Fault, facets...)
	return t.Fault
}

// Rest sets those facets that have no verdict yet: by the fault, or as not recognised when there was none. They are
// not sealed, because nothing was said about them.
func (q *Inquiry) Rest(f *Fault, facets ...string) {
	for _, name := range facets {
		if _, known := q.o.Facets[name]; known {
			continue
		}
		r := Unsure(disclosure.ReasonUnrecognised)
		if f != nil {
			r = f.verdict()
		}
		q.o.Facets[name] = r
	}
}

// verdict is what a fault means where the server that we spoke to is the asset itself.
func (f *Fault) verdict() disclosure.FacetResult {
	if f.ClientCertificate {
		return Closed(disclosure.ReasonAuthRequired)
	}
	return f.FacetResult
}

// Ask sends one question over HTTP and sets the facet. judge sees only what may be an answer of the asset: neither
// faults, challenges, trouble, redirects to elsewhere nor pages for people with a success. What it returns without a
// reason is judged by [Refusal]. r reads 4 KiB of the body unless it says otherwise.
func (q *Inquiry) Ask(ctx context.Context, facet string, r Request, judge func(Answer) disclosure.FacetResult) Answer {
	r.Case = q.caseID
	if limit := q.env.limits.Error; r.Body == nil && r.Method != http.MethodHead {
		r.Body = UpTo(limit)
	}
	a := q.env.Exchange(ctx, r)
	Note(&q.o, a)
	result, settled := before(a, r.Page)
	if !settled {
		if result = judge(a); result.Reason == "" {
			result = Refusal(a)
		}
	}
	q.o.Facets[facet] = result
	if result.Reason == "" {
		q.o.Facets[facet] = Unsure(disclosure.ReasonUnrecognised)
	}
	if a.Status != 0 {
		q.summaries = append(q.summaries, Summary{Facet: facet, Status: a.Status, Header: StableHeaders(a)})
	}
	return a
}

// Look sends one question that decides nothing, such as for the id of a cluster. What is no answer of the asset comes
// back without header and body, so that nothing is read into it. The observation keeps the status of the questions that
// decide.
func (q *Inquiry) Look(ctx context.Context, r Request) Answer {
	r.Case = q.caseID
	if limit := q.env.limits.Error; r.Body == nil && r.Method != http.MethodHead {
		r.Body = UpTo(limit)
	}
	a := q.env.Exchange(ctx, r)
	q.o.Bytes += a.Bytes
	if _, settled := before(a, r.Page); settled {
		return Answer{URL: a.URL, Status: a.Status, Bytes: a.Bytes, Peer: a.Peer, Fault: a.Fault}
	}
	return a
}

// UpTo reads n bytes of a body, whatever the status.
func UpTo(n int64) func(int, http.Header) int64 { return func(int, http.Header) int64 { return n } }

// before judges what comes from something in front of the asset or did not come at all.
func before(a Answer, page bool) (disclosure.FacetResult, bool) {
	if a.Status == 0 || a.Fault != nil {
		return a.Fault.verdict(), true
	}
	if IsChallenge(a.Header, a.Body) {
		return Unsure(disclosure.ReasonChallenge), true
	}
	if reason, ok := ServerTrouble(a.Status); ok {
		return Unsure(reason), true
	}
	if a.Location != nil && !SameSite(a.URL.Hostname(), a.Location.Hostname()) {
		return Unsure(disclosure.ReasonRedirectOffsite), true
	}
	// A proxy or a captive portal says 200 and shows a page; no data store does.
	if !page && a.Status/100 == 2 && IsHTML(a.Header, a.Body) {
		return Unsure(disclosure.ReasonUnrecognised), true
	}
	return disclosure.FacetResult{}, false
}

// Refusal judges the status with which HTTP turns a stranger away. 401 is one when it names a way to sign in or does
// not come as a page for people. 403 is left to the kind: only it can tell the asset's own denial from that of
// something in front, which may mean our address alone. The same goes for 404.
func Refusal(a Answer) disclosure.FacetResult {
	if a.Status == http.StatusUnauthorized && (a.Header.Get("WWW-Authenticate") != "" || !IsHTML(a.Header, a.Body)) {
		return Closed(disclosure.ReasonAuthRequired)
	}
	return Unsure(disclosure.ReasonUnrecognised)
}

// Object returns the members of a body that is one whole JSON object, and nil when it is anything else.
func Object(body []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return nil
	}
	return members
}
