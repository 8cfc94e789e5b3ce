package github

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// maxAnswer is the largest answer that is read, in bytes. A page of a hundred comments of 64 KiB stays below it.
const maxAnswer = 16 << 20

// guardedTransport adds the token, but only for the configured host: a redirect elsewhere must not carry it along.
type guardedTransport struct {
	next http.RoundTripper
	base *url.URL
	auth credential
}

func (t *guardedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	send := t.next.RoundTrip
	if sameOrigin(req.URL, t.base) {
		send = t.authorized
	}
	resp, err := send(req)
	if err != nil {
		return nil, err
	}
	resp.Body = &cappedBody{body: resp.Body, left: maxAnswer}
	return resp, nil
}

// cappedBody fails once more than the allowed bytes come.
type cappedBody struct {
	body io.ReadCloser
	left int64
}

// errTooLong says that an answer was cut off.
var errTooLong = errors.New("the answer is too long")

func (b *cappedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	return n, err
}

func (b *cappedBody) Close() error { return b.body.Close() }

// checkRedirect follows reads within the API, which is how a renamed repository answers. A write only goes to the
// address that was checked, so its redirect is returned as the answer.
func checkRedirect(base *url.URL) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		if via[0].Method != http.MethodGet || len(via) > 3 || !sameOrigin(req.URL, base) {
			return http.ErrUseLastResponse
		}
		return nil
	}
}

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// call is the result of one request.
type call struct {
	resp *gh.Response
	err  error
	// written says that bytes of the request may have left: only then can it have had an effect.
	written bool
	stopped *ledger.Delivery // why the request was not made at all
	after   string           // what the repository was like right after, "" if all is well
}

// trace notes in the returned flag when bytes of a request leave.
func trace(ctx context.Context) (context.Context, *atomic.Bool) {
	written := new(atomic.Bool)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// WroteHeaders comes when the headers are in the connection's buffer; a body may be in flight.
		WroteHeaders: func() { written.Store(true) },
	}), written
}

// read makes a GET and decodes the answer into v.
func (c *Channel) read(ctx context.Context, path string, v any) (*gh.Response, error) {
	req, err := c.api.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "a request could not be built: %w", err)
	}
	return c.do(ctx, req, v)
}

// do makes a request and reads its answer within [Options.Timeout]. The timeout of a http.Client would leave a goroutine behind for
// each answer that is an error, because the library does not close its body.
func (c *Channel) do(ctx context.Context, req *http.Request, into any) (*gh.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	return c.api.Do(ctx, req, into)
}

// change is a request that changes something in a repository.
type change struct {
	repo         string // owner/repo, which is checked
	method, path string
	body, answer any
	// mark commits the phase of the job; it is called before the check, so that nothing lies between check and request.
	mark func(context.Context) error
	// creates says that something comes into being: then the repository is read once more right after.
	creates bool
	// check looks at the repository right before the write; nil is that of a tracking repository.
	check func(context.Context) (ledger.Delivery, bool)
}

// write makes one request that changes something. Check and write are one step: it takes its turn, keeps the gap that the
// API's rules for content creation ask for, reads the repository, and writes at once. So after a repository has turned
// public, at most the one write that was on its way arrives there.
func (c *Channel) write(ctx context.Context, w change) call {
	select {
	case c.writes <- struct{}{}:
	case <-ctx.Done():
		return call{err: ctx.Err()}
	}
	defer func() { <-c.writes }()
	if err := c.keepGap(ctx); err != nil {
		return call{err: err}
	}
	if err := w.mark(ctx); err != nil {
		d := retry(0, "the step could not be recorded before it was done")
		return call{stopped: &d}
	}
	check := w.check
	if check == nil {
		check = func(ctx context.Context) (ledger.Delivery, bool) { return c.preflight(ctx, w.repo) }
	}
	if d, ok := check(ctx); !ok {
		return call{stopped: &d}
	}
	req, err := c.api.NewRequest(w.method, w.path, w.body)
	if err != nil {
		return call{err: fault.Errorf(fault.Internal, "a request could not be built: %w", err)}
	}
	ctx, written := trace(ctx)
	resp, err := c.do(ctx, req, w.answer)
	c.mu.Lock()
	c.lastOut = c.opts.Clock()
	c.mu.Unlock()
	done := call{resp: resp, err: err, written: written.Load()}
	if w.creates && err == nil {
		done.after = c.lookAgain(ctx, w.repo)
	}
	return done
}

// keepGap waits until the gap after the last write has passed.
func (c *Channel) keepGap(ctx context.Context) error {
	c.mu.Lock()
	wait := c.opts.WriteGap - c.opts.Clock().Sub(c.lastOut)
	first := c.lastOut.IsZero()
	c.mu.Unlock()
	if wait <= 0 || first {
		return nil
	}
	// Without the cap, a clock that was set back would cause a wait of hours.
	return c.opts.Sleep(ctx, min(wait, c.opts.WriteGap))
}

// Account is somebody on GitHub. The id counts; a login can be changed and taken by somebody else.
type Account struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Type  string `json:"type,omitempty"` // User, Bot, Organization
}

// Self returns our own account. It asks GitHub once and caches the answer.
func (c *Channel) Self(ctx context.Context) (Account, error) {
	c.mu.Lock()
	self := c.self
	c.mu.Unlock()
	if self.ID != 0 {
		return self, nil
	}
	path, err := c.selfPath(ctx)
	if err != nil {
		return Account{}, err
	}
	if _, err := c.read(ctx, path, &self); err != nil {
		return Account{}, readError("our own account", classify(http.MethodGet, call{err: err}, c.opts.Clock()), err)
	}
	if self.ID == 0 {
		return Account{}, fault.Errorf(fault.Unavailable, "GitHub did not say which account the token belongs to")
	}
	c.mu.Lock()
	c.self = self
	c.mu.Unlock()
	return self, nil
}

// page is how many rows a list asks for at once; 100 is the API's limit.
const page = 100

// errIncomplete says that a list was not read to its end.
var errIncomplete = errors.New("the list was not read to its end")
