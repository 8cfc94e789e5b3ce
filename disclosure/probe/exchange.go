package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"

	"daylight/disclosure"
)

// Request is one question of a probe.
type Request struct {
	Method string
	URL    *url.URL
	Case   string // id for the User-Agent
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

// newRequest builds the request exactly as it goes over the wire; [Prober.Plan] shows the same bytes.
func (e *Env) newRequest(ctx context.Context, method string, u *url.URL, caseID string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, u.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Close = true // one question, one connection
	req.Header.Set("Accept", "*/*")
	req.Header.Set("User-Agent", e.identity.UserAgent(caseID))
	if e.identity.From != "" {
		req.Header.Set("From", e.identity.From)
	}
	return req, nil
}

// Exchange sends r and reads as much of the answer as r asks for.
func (e *Env) Exchange(ctx context.Context, r Request) Answer {
	at, total := r.URL, int64(0)
	for hop := 0; ; hop++ {
		a := e.once(ctx, r, at)
		total += a.Bytes
		a.Bytes = total
		if a.Fault != nil || a.Location == nil || r.Follow == nil || hop == maxRedirects ||
			!Followable(at, a.Location) || !r.Follow(at, a.Location) {
			return a
		}
		at = a.Location
	}
}

// journey is what the connection functions of one request tell about it. net/http may run them on a goroutine
// that outlives the request.
type journey struct {
	mu    sync.Mutex
	stage Stage
	peer  string
}

func (j *journey) reached(s Stage) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.stage = s
}

func (j *journey) connected(conn net.Conn) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.stage, j.peer = Handshaking, conn.RemoteAddr().String()
}

func (j *journey) get() (Stage, string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.stage, j.peer
}

// transport returns a transport for one request: no proxy (the guard would see only the proxy), no reuse, no
// cookies, no compression, HTTP/1.1.
func (e *Env) transport(j *journey) *http.Transport {
	dial := func(ctx context.Context, addr string) (net.Conn, error) {
		conn, err := e.dial(ctx, addr)
		if err == nil {
			j.connected(conn)
		}
		return conn, err
	}
	return &http.Transport{
		Proxy:                  nil,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: e.limits.Header,
		DialContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
			conn, err := dial(ctx, addr)
			if err == nil {
				j.reached(Exchanging)
			}
			return conn, err
		},
		DialTLSContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
			raw, err := dial(ctx, addr)
			if err != nil {
				return nil, err
			}
			conn, err := e.handshake(ctx, raw, addr)
			if err == nil {
				j.reached(Exchanging)
			}
			return conn, err
		},
	}
}

func (e *Env) handshake(ctx context.Context, raw net.Conn, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ctx, cancel := context.WithTimeout(ctx, e.limits.Connect)
	defer cancel()
	conn := tls.Client(raw, &tls.Config{ServerName: host, RootCAs: e.rootCAs, MinVersion: tls.VersionTLS12})
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close() // the handshake's error is the one that counts
		return nil, &handshakeError{err}
	}
	return conn, nil
}

func (e *Env) once(ctx context.Context, r Request, u *url.URL) Answer {
	a := Answer{URL: u}
	var j journey
	fail := func(err error) Answer {
		stage, peer := j.get()
		f := FaultOf(err, stage)
		a.Fault, a.Peer = &f, peer
		return a
	}
	if err := refusedName(u.Hostname()); err != nil {
		return fail(err)
	}
	req, err := e.newRequest(ctx, r.Method, u, r.Case)
	if err != nil {
		return fail(err)
	}
	// RoundTrip and not a client: a client would follow redirects and add headers on its own.
	resp, err := e.transport(&j).RoundTrip(req)
	if err != nil {
		return fail(err)
	}
	defer func() { _ = resp.Body.Close() }() // nothing is left to be lost in it
	_, a.Peer = j.get()
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
