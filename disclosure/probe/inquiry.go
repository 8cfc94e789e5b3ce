package probe

import (
	"context"
	"encoding/json"
	"net/http"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/target"
)

// Inquiry is one run of a kind. It sends, keeps the verdict of each facet and builds the observation from them. Faults are
// judged here, in the same way for all kinds, so that a kind only has to know what the answers of its service mean.
type Inquiry struct {
	env       *Env
	caseID    string
	o         observed.Observation
	summaries []Summary
}

// Inquire begins a run for t.
func (e *Env) Inquire(t target.Target) *Inquiry {
	return &Inquiry{env: e, caseID: t.Case, o: observed.Observation{Facets: map[string]observed.FacetResult{}}}
}

// Set sets the verdict of a facet. code is the protocol's own short word or number for it ("NOAUTH", "28000"). It goes into
// the seal, and must not be anything else that the server said. A result without a reason becomes inconclusive.
func (q *Inquiry) Set(facet string, r observed.FacetResult, code string) observed.FacetResult {
	if r.Reason == "" {
		r = Unsure(observed.ReasonUnrecognised)
	}
	q.o.Facets[facet] = r
	q.summaries = append(q.summaries, Summary{Facet: facet, Code: code})
	return r
}

// Get returns the verdict of a facet so far. A facet without one is inconclusive.
func (q *Inquiry) Get(facet string) observed.FacetResult { return q.o.Facets[facet] }

// Known reports whether a facet has a verdict.
func (q *Inquiry) Known(facet string) bool { return q.known([]string{facet}) }

// Identify records what tells this server from another, such as a version or the id of a cluster. It finds out whether a name
// that comes back belongs to somebody else. value must not be content.
func (q *Inquiry) Identify(name, value string) {
	if value = printable(value); value == "" {
		return
	}
	if q.o.Identity == nil {
		q.o.Identity = map[string]string{}
	}
	q.o.Identity[name] = value
}

// Env returns what the run reaches the network through.
func (q *Inquiry) Env() *Env { return q.env }

// Moved records the address that the asset redirects to.
func (q *Inquiry) Moved(to string) { q.o.Retarget = to }

// Done returns the observation.
func (q *Inquiry) Done() observed.Observation {
	q.o.AnswerMAC = q.env.Seal(q.summaries...)
	return q.o
}

// Talk holds one conversation over TCP, see [Env.Talk]. f sets the verdicts that it learns. Each of facets that has none
// afterwards gets the reason for which the conversation ended.
func (q *Inquiry) Talk(ctx context.Context, call Call, f func(ctx context.Context, c *Conn) error, facets ...string) *dial.Fault {
	t := q.env.Talk(ctx, call, f)
	t.recordIn(&q.o)
	q.SetRemaining(t.Fault, facets...)
	return t.Fault
}

// SetRemaining sets those of facets that have no verdict yet: by the fault, or as unrecognised without one. They are not part
// of the seal, because the server said nothing about them.
func (q *Inquiry) SetRemaining(f *dial.Fault, facets ...string) {
	for _, name := range facets {
		if _, known := q.o.Facets[name]; known {
			continue
		}
		r := Unsure(observed.ReasonUnrecognised)
		if f != nil {
			r = faultResult(f)
		}
		q.o.Facets[name] = r
	}
}

// faultResult is what a fault means when the server that we connected to is the asset itself.
func faultResult(f *dial.Fault) observed.FacetResult {
	if f.ClientCertificate {
		return Closed(observed.ReasonAuthRequired)
	}
	return f.FacetResult
}

// Exchange sends one request over HTTP and sets the facet. judge sees only answers that may come from the asset: no faults,
// challenges, server errors, redirects to another site or, unless r.Page is set, HTML pages with a success. When judge
// returns a result without a reason, [Refusal] decides. Unless r says otherwise, up to [Limits].Error bytes of the body are
// read.
func (q *Inquiry) Exchange(ctx context.Context, facet string, r Request, judge func(Answer) observed.FacetResult) Answer {
	r.Case = q.caseID
	if limit := q.env.limits.Error; r.Body == nil && r.Method != http.MethodHead {
		r.Body = UpTo(limit)
	}
	a := q.env.Exchange(ctx, r)
	if r.EitherWay && wantsTLS(a) {
		again := r
		again.URL = secured(r.URL)
		if secure := q.env.Exchange(ctx, again); secure.Fault == nil || secure.Fault.ClientCertificate {
			secure.Bytes += a.Bytes
			a = secure
		}
	}
	RecordAnswer(&q.o, a)
	result, settled := notFromAsset(a, r.Page)
	if !settled {
		if result = judge(a); result.Reason == "" {
			result = Refusal(a)
		}
	}
	q.o.Facets[facet] = result
	if result.Reason == "" {
		q.o.Facets[facet] = Unsure(observed.ReasonUnrecognised)
	}
	if a.Status != 0 {
		q.summaries = append(q.summaries, Summary{Facet: facet, Status: a.Status, Header: StableHeaders(a)})
	}
	return a
}

// Peek sends one request that decides nothing, such as for the id of a cluster. An answer that does not come from the asset
// is returned without header and body, so that nothing can be read into it. The status in the observation stays that of the
// requests that decide.
func (q *Inquiry) Peek(ctx context.Context, r Request) Answer {
	r.Case = q.caseID
	if limit := q.env.limits.Error; r.Body == nil && r.Method != http.MethodHead {
		r.Body = UpTo(limit)
	}
	a := q.env.Exchange(ctx, r)
	q.o.Bytes += a.Bytes
	if _, settled := notFromAsset(a, r.Page); settled {
		return Answer{URL: a.URL, Status: a.Status, Bytes: a.Bytes, Peer: a.Peer, Fault: a.Fault}
	}
	return a
}

// UpTo is a [Request].Body that reads n bytes, whatever the status.
func UpTo(n int64) func(int, http.Header) int64 { return func(int, http.Header) int64 { return n } }

// notFromAsset judges an answer that comes from something in front of the asset, or that did not come at all. The second
// result is false when the answer may come from the asset.
func notFromAsset(a Answer, page bool) (observed.FacetResult, bool) {
	if a.Status == 0 || a.Fault != nil {
		return faultResult(a.Fault), true
	}
	if IsChallenge(a.Header, a.Body) {
		return Unsure(observed.ReasonChallenge), true
	}
	if reason, ok := ServerTrouble(a.Status); ok {
		return Unsure(reason), true
	}
	if a.Location != nil && !target.SameSite(a.URL.Hostname(), a.Location.Hostname()) {
		if IsLogin(a) {
			return Closed(observed.ReasonLoginInFront), true
		}
		return Unsure(observed.ReasonRedirectOffsite), true
	}
	// A proxy or a captive portal answers 200 with a page. No data store does.
	if !page && a.Status/100 == 2 && IsHTML(a.Header, a.Body) {
		return Unsure(observed.ReasonUnrecognised), true
	}
	return observed.FacetResult{}, false
}

// Object returns the members of a body that is one complete JSON object, and nil for anything else.
func Object(body []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return nil
	}
	return members
}
