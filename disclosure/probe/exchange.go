package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/guard"
)

// Request is one HTTP request of a probe.
type Request struct {
	Method string
	URL    *url.URL
	Case   string // id for the User-Agent
	// Header holds fixed fields on top of our own, such as Accept or Range. Fields outside a short list are refused, both
	// when planning and when sending.
	Header map[string]string
	// Payload is the request body, nil for none. Its Content-Type belongs into Header.
	Payload []byte
	// AnyCertificate accepts every certificate: data stores mostly use self-signed ones, and the request holds no secret.
	// Nothing that such a certificate says is believed.
	AnyCertificate bool
	// EitherWay repeats a question that was asked in plain within TLS, where the port says that it speaks nothing else.
	EitherWay bool
	// Page says that the asset itself may answer with an HTML page, such as a listing of files. Otherwise an HTML page with a
	// success comes from something in front of the asset.
	Page bool
	// Body returns how many bytes of the body to read, once status and header are known. Nil reads none.
	Body func(status int, h http.Header) int64
	// Follow allows one redirect. It decides only about redirects that [Followable] allows; nil follows none.
	Follow func(from, to *url.URL) bool
}

// Answer is what came back. Fault is set when it is incomplete. Status is 0 when nothing came at all.
type Answer struct {
	URL      *url.URL // the URL that answered, after redirects
	Status   int
	Header   http.Header
	Body     []byte // for judging only: it is never stored, logged or put into an error
	Bytes    int64  // of the body that were read, over all redirects
	Location *url.URL
	stable   map[string]string // of [StableHeaders], nil until they were looked for
	Peer     string            // resolved address and port
	Key      string            // see [observed.Observation]
	Fault    *dial.Fault
}

// String names the status and size, never the content.
func (a Answer) String() string { return fmt.Sprintf("answer %d with %d bytes", a.Status, a.Bytes) }

// GoString is String, so that no verb prints the content.
func (a Answer) GoString() string { return a.String() }

// Step returns r as a step of a plan. A kind that builds its plan from the very requests that it sends cannot show one thing
// and do another.
func (r Request) Step(facet, note string) Step {
	return Step{Facet: facet, Method: r.Method, URL: r.URL, Header: r.Header, Payload: r.Payload, Note: note}
}

// maxPayload bounds a request body, in bytes.
const maxPayload = 1024

// permitted refuses requests that no probe may send: methods that change something, credentials, and header fields outside a
// short list. POST is allowed because some APIs query with it; what a kind sends with it is in its plan.
func (e *Env) permitted(r Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if len(r.Payload) > 0 {
			return fault.Errorf(fault.Invalid, "a probe sends a body with POST only")
		}
	case http.MethodPost:
		if len(r.Payload) > maxPayload {
			return fault.Errorf(fault.Invalid, "a request body may have %d bytes at most", maxPayload)
		}
	default:
		return fault.Errorf(fault.Invalid, "a probe does not send %s", r.Method)
	}
	for name := range r.Header {
		switch http.CanonicalHeaderKey(name) {
		case "Authorization":
			if !e.optIn {
				return fault.Errorf(fault.Invalid, "only a kind that is opt-in may sign in")
			}
		case "Accept", "Accept-Language", "Content-Type", "Range", "Kbn-Xsrf", "X-Requested-With", "X-Ms-Version":
		default:
			return fault.Errorf(fault.Invalid, "a probe does not send the header %s", name)
		}
	}
	return nil
}

// Exchange sends r, and reads as much of the answer as r asks for.
func (e *Env) Exchange(ctx context.Context, r Request) Answer {
	at, total := r.URL, int64(0)
	for hop := 0; ; hop++ {
		a := e.exchangeOnce(ctx, r, at)
		total += a.Bytes
		a.Bytes = total
		if a.Fault != nil || a.Location == nil || r.Follow == nil || hop == maxRedirects || r.Method == http.MethodPost ||
			!Followable(at, a.Location) || !r.Follow(at, a.Location) {
			return a
		}
		at = a.Location
	}
}

// exchangeOnce sends r to u and follows nothing. The name is checked before anything is resolved, and again for each redirect.
func (e *Env) exchangeOnce(ctx context.Context, r Request, u *url.URL) Answer {
	a := Answer{URL: u}
	var p dial.Progress
	fail := func(err error) Answer {
		f, peer := p.Fault(err)
		a.Fault, a.Peer = &f, peer
		return a
	}
	if err := guard.CheckName(u.Hostname()); err != nil {
		return fail(err)
	}
	wire, err := e.wire(r, u)
	if err != nil {
		return fail(err)
	}
	resp, hangUp, err := e.roundTrip(ctx, r, u, wire, &p) //nolint:bodyclose // hanging up ends it
	if err != nil {
		return fail(err)
	}
	defer hangUp()
	a.Peer, a.Key = p.Peer(), p.Key()
	a.Status, a.Header, a.Location = resp.StatusCode, resp.Header, location(u, resp)
	a.stable = stableHeaders(a)
	var limit int64
	if r.Body != nil {
		limit = r.Body(resp.StatusCode, resp.Header)
	}
	if limit <= 0 {
		return a
	}
	a.Body, err = readUpTo(resp, limit)
	a.Bytes = int64(len(a.Body))
	if err != nil {
		return fail(err)
	}
	return a
}

// readUpTo reads a body, of which limit bytes at most.
func readUpTo(resp *http.Response, limit int64) ([]byte, error) {
	first := int64(512)
	if said := resp.ContentLength; said >= 0 {
		first = said + 1 // one more, so that the end is seen without a second buffer
	}
	body := make([]byte, 0, min(first, limit))
	for int64(len(body)) < limit {
		if len(body) == cap(body) {
			body = slices.Grow(body, int(min(int64(len(body)), limit-int64(len(body)))))
		}
		n, err := resp.Body.Read(body[len(body):min(int64(cap(body)), limit)])
		body = body[:len(body)+n]
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return body, err
		}
	}
	return body, nil
}

// ServerTrouble returns the reason for a status with which a server says that it cannot answer now. Such an answer says
// nothing about the asset.
func ServerTrouble(status int) (observed.Reason, bool) {
	switch {
	case status == http.StatusTooManyRequests:
		return observed.ReasonRateLimited, true
	case status >= http.StatusInternalServerError:
		return observed.ReasonServerError, true
	}
	return "", false
}

// secured is the same address within TLS, on the same port.
func secured(u *url.URL) *url.URL {
	s := *u
	s.Scheme = "https"
	if s.Port() == "" {
		s.Host += ":80"
	}
	return &s
}
