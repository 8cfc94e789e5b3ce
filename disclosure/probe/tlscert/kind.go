package tlscert

import (
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "certificate"

const version = 1

// service accepts https addresses too, and speaks TLS in any case.
var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "tls_cert", Name: "TLS server", Schemes: []string{"tls"}, Secure: []string{"tls", "https"},
	Ports: []uint16{443, 8443, 465, 636, 853, 993, 995},
}

// Kind is the probe kind "tls_cert".
type Kind struct{ probe.Described }

// New returns the probe kind "tls_cert".
func New() Kind {
	return Kind{probe.Described{Service: service, Number: version, About: probe.Info{
		Sends:   "a TLS handshake, and nothing after it",
		Reads:   "the server's own certificate: its key, number, names and dates",
		Accepts: "a host such as tls://example.com:443, with key spki:…, serial:…, name:… or expired",
		Facets:  []string{Facet},
	}}}
}

// Read returns the canonical target. Unless explicit, it claims only its own scheme: ports and https belong to other kinds as well.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	if text, err := target.Clean(raw); !explicit && (err != nil || !strings.HasPrefix(text, "tls://")) {
		return target.Target{}, "", nil //nolint:nilerr // an address of another kind is not a mistake
	}
	return service.Read(raw, true)
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	if _, err := service.Parse(t.Target); err != nil {
		return err
	}
	if _, err := parseMark(t.Key); err != nil {
		return err
	}
	return service.NoExpect(t)
}

// Plan returns the one handshake.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	return []probe.Step{{
		Facet: Facet, Address: at.Address(), TLS: true, Note: "reads the server's certificate from the handshake and hangs up",
	}}, err
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
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
	// A server that demands a client certificate has shown its own before. This kind does not need more than that, so the demand is
	// not a closure here.
	if q.Get(Facet).Reason == disclosure.ReasonAuthRequired {
		q.Set(Facet, probe.Unsure(disclosure.ReasonTLSError), "")
	}
	return q.Done()
}
