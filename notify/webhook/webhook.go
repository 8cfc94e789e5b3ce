package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// The headers of a post. The signature is "v1=" and the HMAC-SHA256, in hex, over the timestamp, a dot and the body.
const (
	HeaderID        = "Idempotency-Key"
	HeaderTimestamp = "Daylight-Timestamp" // seconds since 1970, of this attempt
	HeaderSignature = "Daylight-Signature"
)

const (
	timeout   = 15 * time.Second
	busyWait  = time.Minute
	longWait  = time.Hour
	maxAnswer = 4 << 10
	// phasePosting is the phase of a job whose post may have left.
	phasePosting = "posting"
)

// Message is what is posted.
type Message struct {
	ID      string            `json:"id"` // the same on each attempt
	Case    disclosure.CaseID `json:"case"`
	Title   string            `json:"title"`
	About   string            `json:"about,omitempty"` // what the case is called
	Event   int               `json:"event"`           // its number in the case
	Kind    disclosure.Kind   `json:"kind"`
	Text    string            `json:"text"` // what happened, in our words
	Details []string          `json:"details,omitempty"`
	Card    []Line            `json:"card,omitempty"`
}

// Line is a line of the card.
type Line struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Port says what a message about an event says. Its ID is filled in later. It gives the code NotFound for a case that nobody in
// particular may see, and for an event that does not stand any more.
type Port interface {
	Message(ctx context.Context, id disclosure.CaseID, p Event) (Message, error)
}

// Options make a [Channel].
type Options struct {
	URL      string
	Secret   []byte // at least 16 bytes
	Clock    func() time.Time
	RootCAs  *x509.CertPool // nil is those of the machine
	Outbound outbound.Policy
	Log      *slog.Logger // nil discards
}

// Channel posts messages. It is safe for concurrent use.
type Channel struct {
	o      Options
	port   Port
	client *http.Client
}

// New returns a channel. The address and the secret were checked with the configuration.
func New(o Options, port Port) (*Channel, error) {
	if o.Clock == nil || port == nil || o.URL == "" || len(o.Secret) < 16 {
		return nil, fault.Errorf(fault.Internal, "a webhook needs an address, a secret of 16 bytes, a clock and a port")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Outbound.Repeats = true // its receiver knows each message by its id
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12}}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Channel{o: o, port: port, client: &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: stay}}, nil
}

// Post posts one event. It is the handler of [TaskEvent].
func (c *Channel) Post(ctx context.Context, job ledger.Job, p Event, mark outbound.Mark) outbound.Step {
	m, err := c.port.Message(ctx, job.Case, p)
	if fault.CodeOf(err) == fault.NotFound {
		return outbound.Step{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "nobody in particular may see it: nothing was posted"}}
	}
	if err != nil {
		return outbound.Step{Delivery: ledger.Delivery{Kind: ledger.Retry, Reason: "the case could not be read: " + err.Error()}, Phase: job.Phase}
	}
	m.ID = job.Key
	body, err := json.Marshal(m)
	if err != nil {
		return outbound.Step{Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "the message could not be written", Ours: true}}
	}
	at := outbound.Standing{Phase: job.Phase, Attempts: job.Attempts, Now: c.o.Clock(), Mark: mark}
	return outbound.Advance(ctx, at, posting{c, m.ID, body}, c.o.Outbound)
}

// Check asks whether the address answers, and returns what is wrong. It posts nothing.
func (c *Channel) Check(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, c.o.URL, nil)
	if err != nil {
		return fault.Errorf(fault.Invalid, "webhook.url is no address")
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the webhook cannot be reached: %s", cause(err))
	}
	return resp.Body.Close() // whatever it says to that: it is there
}

// cause leaves the address out of an error, because many chats keep a token in it.
func cause(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err.Error()
	}
	return "the request failed"
}

// Close ends idle connections.
func (c *Channel) Close() { c.client.CloseIdleConnections() }

// posting is a message that is posted once.
type posting struct {
	c    *Channel
	id   string
	body []byte
}

// Send implements [outbound.Effect].
func (p posting) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	if err := mark(ctx, phasePosting); err != nil {
		return ledger.Delivery{Kind: ledger.Retry, Reason: "the step could not be recorded before it was done"}
	}
	left := new(atomic.Bool) // bytes of the request
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { left.Store(true) }})
	req, err := http.NewRequestWithContext(traced, http.MethodPost, p.c.o.URL, bytes.NewReader(p.body))
	if err != nil {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: "webhook.url is no address", Ours: true}
	}
	stamp := strconv.FormatInt(p.c.o.Clock().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Daylight")
	req.Header.Set(HeaderID, p.id)
	req.Header.Set(HeaderTimestamp, stamp)
	req.Header.Set(HeaderSignature, sign(p.c.o.Secret, stamp, p.body))
	resp, err := p.c.client.Do(req)
	switch {
	case err != nil && !left.Load():
		return ledger.Delivery{Kind: ledger.Retry, Reason: "the webhook cannot be reached"}
	case err != nil:
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the connection to the webhook broke"}
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // so that the connection can be used again
	return classify(resp, p.c.o.Clock())
}

// Find implements [outbound.Effect]. A webhook cannot be asked.
func (posting) Find(context.Context) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Uncertain, Reason: "a webhook cannot be asked what it has"}
}

// classify reads an answer. Below 500 it is an answer of the receiver, which took the message or refused it; 502 and the like may
// come from something between, after the receiver took it.
func classify(resp *http.Response, now time.Time) ledger.Delivery {
	code := strconv.Itoa(resp.StatusCode)
	switch s := resp.StatusCode; {
	case s >= 200 && s < 300:
		return ledger.Delivery{Kind: ledger.Sent, Receipt: "HTTP " + code}
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable:
		return ledger.Delivery{Kind: ledger.Retry, After: retryAfter(resp.Header.Get("Retry-After"), now), Reason: "the webhook asks for a pause (HTTP " + code + ")"}
	case s >= 300 && s < 400:
		return ledger.Delivery{Kind: ledger.Permanent, Ours: true, Reason: "the webhook leads elsewhere (HTTP " + code + "): write its final address into webhook.url"}
	case s >= 500:
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the webhook answered HTTP " + code}
	default:
		return ledger.Delivery{Kind: ledger.Permanent, Ours: true, Reason: "the webhook refuses the post (HTTP " + code + "): check webhook.url and webhook.secret"}
	}
}

// retryAfter reads how long a server asks us to stay away (RFC 9110, section 10.2.3), between a second and an hour.
func retryAfter(text string, now time.Time) time.Duration {
	wait := busyWait
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, time.Second), longWait)
}

func sign(secret []byte, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, stamp+".")
	_, _ = mac.Write(body)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// tolerance is how old a post may be.
const tolerance = 5 * time.Minute

var errForged = errors.New("the signature is wrong, or the post is too old")

// Verify is what a receiver does with a post before it believes it: the signature fits, and the attempt is at most five minutes old.
func Verify(secret []byte, h http.Header, body []byte, now time.Time) error {
	stamp := h.Get(HeaderTimestamp)
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(at, 0)).Abs() > tolerance || !hmac.Equal([]byte(sign(secret, stamp, body)), []byte(h.Get(HeaderSignature))) {
		return errForged
	}
	return nil
}
