package vantage

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// parallel is how many jobs we send to one agent at a time.
const parallel = 4

// ClientOptions make a [Client].
type ClientOptions struct {
	Name   string // of the vantage point; the agent has to use the same one
	URL    string
	Token  string
	Public ed25519.PublicKey
	// Prober computes the plan, so that the agent can be held to it. It sends nothing itself.
	Prober   *probe.Prober
	Identity probe.Identity
	RootCAs  *x509.CertPool // nil is those of the machine
	Clock    func() time.Time
	Timeout  time.Duration // of one job; 0 is 30 seconds
	Random   io.Reader     // nil is crypto/rand
	// Canary is the name of a host that is always there, "" for none. Without one no agent can tell that a name is gone.
	Canary string
	// Warn is called when an answer was not accepted. The error holds nothing of what the agent said.
	Warn func(error)
}

// Client sends jobs to one agent. It is safe for concurrent use.
type Client struct {
	o     ClientOptions
	base  *url.URL
	http  *http.Client
	slots chan struct{}
}

// NewClient returns a client. It uses no proxy and follows no redirects: the token must reach the agent and nobody else.
func NewClient(o ClientOptions) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(o.URL, "/"))
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") || base.User != nil {
		return nil, fault.Errorf(fault.Invalid, "the address of the vantage point %s has to begin with https://", o.Name)
	}
	if len(o.Public) != ed25519.PublicKeySize || o.Prober == nil || o.Clock == nil {
		return nil, fault.Errorf(fault.Invalid, "the vantage point %s needs a public key, a prober and a clock", o.Name)
	}
	if o.Canary = strings.ToLower(strings.TrimSuffix(o.Canary, ".")); !goodName(o.Canary) {
		o.Canary = "" // an address shows nothing of a resolver
	}
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Warn == nil {
		o.Warn = func(error) {}
	}
	return &Client{o: o, base: base, slots: make(chan struct{}, parallel), http: &http.Client{
		Transport: &http.Transport{
			Proxy: nil, DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: 16 << 10,
			TLSClientConfig: &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       o.Timeout,
	}}, nil
}

// Probe probes t from the vantage point of the agent. When the agent does not answer, or its answer cannot be verified, the
// observation is local: it says something about us and nothing about the asset. An error means that t cannot be probed
// (Invalid), or that ctx ended or the agent is busy (Unavailable).
func (c *Client) Probe(ctx context.Context, t target.Target) (observed.Observation, error) {
	plan, err := c.o.Prober.Plan(t)
	if err != nil {
		return observed.Observation{}, err
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return observed.Observation{}, c.stopped(ctx)
	}
	started := c.o.Clock().UTC()
	o, err := c.send(ctx, t, plan)
	switch trouble, ok := errors.AsType[*trouble](err); {
	case err == nil:
		// Our own clock counts: the order of observations decides about closures, so the agent must not choose it.
		o.Started = started
		o.RTT = time.Duration(o.RTTMs) * time.Millisecond
		return o, nil
	case ctx.Err() != nil:
		return observed.Observation{}, c.stopped(ctx)
	case !ok:
		return observed.Observation{}, fault.Errorf(fault.Unavailable, "the vantage point %s cannot answer now: %w", c.o.Name, err)
	default:
		c.o.Warn(fault.Errorf(fault.Unavailable, "the answer of the vantage point %s does not count: %w", c.o.Name, err))
		return observed.Observation{
			Kind: plan.Kind, Version: plan.Version, Target: plan.Target, PlanHash: plan.Hash, Vantage: c.o.Name, Started: started,
			Reason: trouble.reason, Local: true, RTTMs: c.o.Clock().Sub(started).Milliseconds(),
		}, nil
	}
}

// rehearsed is what an agent is asked for to see whether it would take a job of ours. Nobody is asked: an agent may not reach its
// own machine, and says so.
const rehearsed = "tcp://127.0.0.1:1"

// Rehearse sends the agent a job as it would be sent for an asset, and returns why the answer would not count: it refuses our name,
// our release or our clock, though it describes itself.
func (c *Client) Rehearse(ctx context.Context) error {
	t := target.Target{Kind: "tcp_port", Target: rehearsed}
	plan, err := c.o.Prober.Plan(t)
	if err != nil {
		return err
	}
	_, err = c.send(ctx, t, plan)
	return err
}

func (c *Client) stopped(ctx context.Context) error {
	return fault.Errorf(fault.Unavailable, "the probe from %s was stopped: %w", c.o.Name, context.Cause(ctx))
}

// send sends one job, and returns the observation that came back, verified and with the signed statement.
func (c *Client) send(ctx context.Context, t target.Target, plan probe.Plan) (o observed.Observation, err error) {
	nonce, err := c.nonce()
	if err != nil {
		return o, err
	}
	body, err := json.Marshal(Job{
		Protocol: Protocol, Nonce: nonce, At: c.o.Clock().UTC(), Kind: plan.Kind, Version: plan.Version, Plan: plan.Hash,
		Target: t.Target, Key: t.Key, Expect: t.Expect, Case: t.Case,
		Identity: Identity{Version: c.o.Identity.Version, URL: c.o.Identity.URL, From: c.o.Identity.From},
		Canary:   c.o.Canary,
	})
	if err != nil {
		return o, err
	}
	answer, err := c.call(ctx, http.MethodPost, pathProbe, "", body)
	if err != nil {
		return o, err
	}
	e := expected{
		name: c.o.Name, nonce: nonce, request: digest(body), plan: plan, requester: c.o.Prober.Requester(), facets: c.facets(plan.Kind), now: c.o.Clock(),
		canary: c.o.Canary,
	}
	return accept(answer, c.o.Public, e)
}

// accept reads an answer, and accepts it only when all of it can be verified.
func accept(answer []byte, public ed25519.PublicKey, e expected) (o observed.Observation, err error) {
	s, err := decodeSigned(answer, purposeAnswer, public)
	if err != nil {
		return o, unverified(err)
	}
	var statement Statement
	if err := decode(s.Statement, &statement); err != nil {
		return o, unverified(err)
	}
	if err := e.check(statement); err != nil {
		return o, unverified(err)
	}
	o = statement.Observation
	o.Attested = &observed.Attestation{
		Key: s.Key, Signature: base64.StdEncoding.EncodeToString(s.Signature), Statement: string(s.Statement),
	}
	if err := Verify(o, public); err != nil { // others will check the record in this way, so it has to pass now
		return observed.Observation{}, unverified(err)
	}
	return o, nil
}

// facets returns every facet that a kind may have.
func (c *Client) facets(kind string) []string {
	all := c.o.Prober.Describe()
	if i := slices.IndexFunc(all, func(k probe.Info) bool { return k.Name == kind }); i >= 0 {
		return all[i].Facets
	}
	return nil
}

// About asks the agent to describe itself, for people who set one up. The error says what is wrong.
func (c *Client) About(ctx context.Context) (About, error) {
	nonce, err := c.nonce()
	if err != nil {
		return About{}, err
	}
	query := url.Values{"nonce": {nonce}}
	if c.o.Canary != "" {
		query.Set("canary", c.o.Canary)
	}
	answer, err := c.call(ctx, http.MethodGet, pathAbout, query.Encode(), nil)
	if err != nil {
		return About{}, err
	}
	s, err := decodeSigned(answer, purposeAbout, c.o.Public)
	if err != nil {
		return About{}, unverified(err)
	}
	var a About
	if err := decode(s.Statement, &a); err != nil {
		return About{}, unverified(err)
	}
	switch skew := c.o.Clock().Sub(a.Time).Abs(); {
	case a.Protocol != Protocol:
		return a, mismatch("it speaks another version of the protocol: run the same release on both sides", fault.Hint{})
	case a.Nonce != nonce:
		return a, unverified(errors.New("it answers another request"))
	case a.Vantage != c.o.Name:
		return a, unverified(errors.New("it goes by another name than in the configuration"))
	case a.Canary == "" && c.o.Canary != "":
		return a, mismatch("it knows of no canary: run the same release on both sides", fault.Hint{})
	case a.Canary != c.o.Canary:
		return a, unverified(errors.New("it was asked for another canary than ours"))
	case skew > maxSkew:
		return a, unverified(errors.New("its clock differs by more than two minutes"))
	case !visible(a.Version, 64):
		return a, unverified(errMalformed)
	}
	return a, nil
}

// Missing returns our kinds that the agent does not know in our version, sorted.
func (c *Client) Missing(a About) []string {
	var out []string
	for _, k := range c.o.Prober.Describe() {
		if a.Kinds[k.Name] != k.Version {
			out = append(out, k.Name)
		}
	}
	return out
}

// Skew returns by how much the clock of the agent is ahead of ours.
func (c *Client) Skew(a About) time.Duration { return a.Time.Sub(c.o.Clock()) }

// nonce returns a new nonce. It makes each request unique, so that an old answer cannot be passed off as a new one.
func (c *Client) nonce() (string, error) {
	b := make([]byte, nonceSize/2)
	if _, err := io.ReadFull(c.o.Random, b); err != nil {
		return "", fault.Errorf(fault.Internal, "a nonce could not be made: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// call sends one request and returns the body of a success.
func (c *Client) call(ctx context.Context, method, path, query string, body []byte) ([]byte, error) {
	to := *c.base
	to.Path, to.RawQuery = strings.TrimSuffix(to.Path, "/")+path, query
	req, err := http.NewRequestWithContext(ctx, method, to.String(), bytes.NewReader(body))
	if err != nil {
		return nil, unreachable("the request cannot be written")
	}
	req.Header.Set("Authorization", "Bearer "+c.o.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, unreachable(connectError(err))
	}
	defer func() { _ = resp.Body.Close() }() // everything that was needed has been read
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, unreachable("the answer broke off")
	case len(answer) > maxAnswer:
		return nil, unverified(errors.New("the answer is too long"))
	case resp.StatusCode == http.StatusOK:
		return answer, nil
	default:
		return nil, rejected(resp.StatusCode, answer)
	}
}
