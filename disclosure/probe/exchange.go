package probe

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Request is one question of a probe.
type Request struct {
	Method string
	URL    *url.URL
	Case   string // id for the User-Agent
	// Header holds fixed fields on top of our own, such as Accept or Range; see [Prober.Plan] for what is refused.
	Header map[string]string
	// Payload is the body that is sent, nil for none. Its type is a field of Header.
	Payload []byte
	// AnyCertificate takes whatever certificate the server has: data stores mostly sign their own, and the question
	// tells no secret. Nothing that the certificate says is believed.
	AnyCertificate bool
	// Page says that an answer may be a page for people, such as a listing of files. Otherwise a page with a success is
	// that of something in front of the asset.
	Page bool
	// Body says how many bytes of the body to read, once status and header are known. Nil reads none.
	Body func(status int, h http.Header) int64
	// Follow allows one redirect. It is asked only about redirects that [Followable] allows; nil follows none.
	Follow func(from, to *url.URL) bool
}

// Answer is what came back. Fault is set when it is incomplete; Status is 0 when there is none at all.
type Answer struct {
	URL      *url.URL // that answered, after redirects
	Status   int
	Header   http.Header
	Body     []byte // for judging only: never stored, logged or put into an error
	Bytes    int64  // of body that were read
	Location *url.URL
	Peer     string // resolved address and port
	Fault    *Fault
}

// String names the status and size, never the content.
func (a Answer) String() string { return fmt.Sprintf("answer %d with %d bytes", a.Status, a.Bytes) }

// GoString is String, so that no verb prints the content.
func (a Answer) GoString() string { return a.String() }

// Step returns r as a step of a plan. A kind that makes its plan of the same requests that it sends cannot show one
// thing and do another.
func (r Request) Step(facet, note string) Step {
	return Step{Facet: facet, Method: r.Method, URL: r.URL, Header: r.Header, Payload: r.Payload, Note: note}
}

// newRequest builds the request to u exactly as it goes over the wire; [Prober.Plan] shows the same bytes.
func (e *Env) newRequest(ctx context.Context, r Request, u *url.URL) (*http.Request, error) {
	if err := e.permitted(r); err != nil {
		return nil, err
	}
	var body io.Reader = http.NoBody
	if len(r.Payload) > 0 {
		body = bytes.NewReader(r.Payload)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.Close = true // one question, one connection
	req.Header.Set("Accept", "*/*")
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	req.Header.Set("User-Agent", e.identity.UserAgent(r.Case))
	if e.identity.From != "" {
		req.Header.Set("From", e.identity.From)
	}
	return req, nil
}

// maxPayload bounds the body of a question, in bytes.
const maxPayload = 1024

// permitted refuses questions that no probe asks: methods that change something, credentials, and header fields that
// would say something else than what is sent.
func (e *Env) permitted(r Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if len(r.Payload) > 0 {
			return fault.Errorf(fault.Invalid, "a probe sends a body with POST only")
		}
	case http.MethodPost:
		if len(r.Payload) > maxPayload {
			return fault.Errorf(fault.Invalid, "the body of a question may have %d bytes at most", maxPayload)
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

// Exchange sends r and reads as much of the answer as r asks for.
func (e *Env) Exchange(ctx context.Context, r Request) Answer {
	at, total := r.URL, int64(0)
	for hop := 0; ; hop++ {
		a := e.once(ctx, r, at)
		total += a.Bytes
		a.Bytes = total
		if a.Fault != nil || a.Location == nil || r.Follow == nil || hop == maxRedirects || r.Method == http.MethodPost ||
			!Followable(at, a.Location) || !r.Follow(at, a.Location) {
			return a
		}
		at = a.Location
	}
}

func (e *Env) once(ctx context.Context, r Request, u *url.URL) Answer {
	a := Answer{URL: u}
	var j journey
	fail := func(err error) Answer {
		f, peer := j.fault(err)
		a.Fault, a.Peer = &f, peer
		return a
	}
	if err := refusedName(u.Hostname()); err != nil {
		return fail(err)
	}
	req, err := e.newRequest(ctx, r, u)
	if err != nil {
		return fail(err)
	}
	resp, hangUp, err := e.roundTrip(ctx, req, r.AnyCertificate, &j) //nolint:bodyclose // hanging up ends it
	if err != nil {
		return fail(err)
	}
	defer hangUp()
	a.Peer = j.remote()
	a.Status, a.Header, a.Location = resp.StatusCode, resp.Header, location(u, resp)
	var limit int64
	if r.Body != nil {
		limit = r.Body(resp.StatusCode, resp.Header)
	}
	if limit <= 0 {
		return a
	}
	a.Body, err = io.ReadAll(io.LimitReader(resp.Body, limit))
	a.Bytes = int64(len(a.Body))
	if err != nil {
		return fail(err)
	}
	return a
}

// ServerTrouble returns the reason for a status with which a server says that it cannot answer now.
func ServerTrouble(status int) (disclosure.Reason, bool) {
	switch {
	case status == http.StatusTooManyRequests:
		return disclosure.ReasonRateLimited, true
	case status >= http.StatusInternalServerError:
		return disclosure.ReasonServerError, true
	}
	return "", false
}
