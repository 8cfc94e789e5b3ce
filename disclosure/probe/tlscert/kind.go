package tlscert

import (
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "certificate"

const version = 1

// service takes https addresses too. Whatever stands there, TLS is spoken.
var service = probe.Service{ //nolint:gochecknoglobals // a constant: how the targets of this kind are written
	Kind: "tls_cert", Name: "TLS server", Schemes: []string{"tls"}, Secure: []string{"tls", "https"},
	Ports: []uint16{443, 8443, 465, 636, 853, 993, 995},
}

// Kind is the probe kind "tls_cert".
type Kind struct{}

// New returns the probe kind "tls_cert".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "tls_cert".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "a TLS handshake, and nothing after it",
		Reads:  "the server's own certificate: its key, number, names and dates",
		Takes:  "a host such as tls://example.com:443, with key spki:…, serial:…, name:… or expired",
		Facets: []string{Facet}, Ports: service.Ports,
	}
}

// Read returns the canonical target. Unasked it takes only its own scheme: ports and https belong to others as well.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	if text, err := probe.Clean(raw); !asked && (err != nil || !strings.HasPrefix(text, "tls://")) {
		return probe.Target{}, "", nil //nolint:nilerr // an address of another kind is no mistake
	}
	return service.Read(raw, true)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	if _, err := service.Parse(t.Target); err != nil {
		return err
	}
	if _, err := parseMark(t.Key); err != nil {
		return err
	}
	return service.NoExpect(t)
}

// Plan returns the one handshake.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	return []probe.Step{{
		Facet: Facet, Address: at.Address(), TLS: true, Note: "reads the server's certificate from the handshake and hangs up",
	}}, err
}

// Run asks the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	m, err := parseMark(t.Key)
	if err != nil {
		return q.Done()
	}
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: true}, func(_ context.Context, c *probe.Conn) error {
		leaf := c.Leaf()
		if leaf == nil {
			return nil
		}
		q.Identify("spki", spki(leaf))
		q.Set(Facet, m.judge(leaf, at.Host, env.Now()), spki(leaf))
		return nil
	}, Facet)
	// A server that demands a certificate of ours has shown its own before that, and this kind asks for nothing more.
	if q.Get(Facet).Reason == disclosure.ReasonAuthRequired {
		q.Set(Facet, probe.Unsure(disclosure.ReasonTLSError), "")
	}
	return q.Done()
}
