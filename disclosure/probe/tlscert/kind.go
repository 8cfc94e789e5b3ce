package tlscert

import (
	"context"
	"strings"

	"daylight/disclosure/observed"
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

// question is a certificate to look for, and where.
type question struct {
	at target.Endpoint
	mark
}

// New returns the probe kind "tls_cert".
func New() probe.ReadableKind {
	return probe.Scaffold[question]{
		Service: service, Number: version, Reads: read, Parse: parse, Ask: ask,
		About: probe.Info{
			Sends:   "a TLS handshake, and nothing after it",
			Reads:   "the server's own certificate: its key, number, names and dates",
			Accepts: "a host such as tls://example.com:443, with key spki:…, serial:…, name:… or expired",
			Facets:  []string{Facet},
		},
		Steps: func(_ target.Target, one question) []probe.Step {
			return []probe.Step{{
				Facet: Facet, Address: one.at.Address(), TLS: true, Note: "reads the server's certificate from the handshake and hangs up",
			}}
		},
	}
}

// read returns the canonical target. Unless explicit, it claims only its own scheme: ports and https belong to other kinds as well.
func read(raw string, explicit bool) (target.Target, string, error) {
	if text, err := target.Clean(raw); !explicit && (err != nil || !strings.HasPrefix(text, "tls://")) {
		return target.Target{}, "", nil //nolint:nilerr // an address of another kind is not a mistake
	}
	return service.Read(raw, true)
}

func parse(t target.Target) (one question, err error) {
	if one.at, err = service.Parse(t.Target); err != nil {
		return one, err
	}
	if one.mark, err = parseMark(t.Key); err != nil {
		return one, err
	}
	return one, service.NoExpect(t)
}

func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, one question) {
	q.Talk(ctx, probe.Call{Address: one.at.Address(), TLS: true}, func(_ context.Context, c *probe.Conn) error {
		leaf := c.Leaf()
		if leaf == nil {
			return nil
		}
		q.Identify("spki", spki(leaf))
		q.Set(Facet, one.judge(leaf, one.at.Host, q.Env().Now()), spki(leaf))
		return nil
	}, Facet)
	// A server that demands a client certificate has shown its own before. This kind does not need more than that, so the demand is
	// not a closure here.
	if q.Get(Facet).Reason == observed.ReasonAuthRequired {
		q.Set(Facet, probe.Unsure(observed.ReasonTLSError), "")
	}
}
