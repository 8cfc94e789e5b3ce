package dangling

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of this kind.
const (
	FacetRecord   = "record"
	FacetTakeover = "takeover"
)

const (
	version = 1
	name    = "dns_dangling"
	scheme  = "dns://"
)

// Kind is the probe kind "dns_dangling".
type Kind struct{}

// New returns the probe kind "dns_dangling".
func New() Kind { return Kind{} }

var _, _ = probe.Kind(Kind{}), probe.Reader(Kind{})

// Name returns "dns_dangling".
func (Kind) Name() string { return name }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "DNS for the chain of aliases of a name, and the front page of the place where a known provider is behind it",
		Reads:   "the records, and up to 4 KiB of a provider's page that says that the place is free",
		Accepts: "a host name such as dns://shop.example.com; the key may hold the place that the alias led to",
		Facets:  []string{FacetRecord, FacetTakeover}, Ports: []uint16{80}, Hosted: true,
	}
}

// Read returns the canonical target. Unless explicit, it claims only its own scheme.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	text, err := target.Clean(raw)
	if err != nil {
		if explicit {
			return target.Target{}, "", err
		}
		return target.Target{}, "", nil
	}
	if !explicit && !strings.HasPrefix(text, scheme) {
		return target.Target{}, "", nil
	}
	host, err := hostOf(text)
	if err != nil {
		return target.Target{}, "", err
	}
	return target.Target{Kind: name, Target: scheme + host}, "DNS name " + host, nil
}

// hostOf reads a host name, alone or in an address that consists of nothing else.
func hostOf(text string) (string, error) {
	for _, s := range [...]string{scheme, "http://", "https://"} {
		if rest, ok := strings.CutPrefix(text, s); ok {
			text = rest
			break
		}
	}
	text = strings.TrimSuffix(text, "/")
	if text == "" || strings.ContainsAny(text, "@:/?#[] ") {
		return "", fault.Errorf(fault.Invalid, "kind %s takes a host name alone, such as dns://shop.example.com", name)
	}
	host, err := target.CanonicalHost(text)
	if err != nil {
		return "", err
	}
	if !strings.Contains(host, ".") || strings.Trim(host, "0123456789.") == "" {
		return "", fault.Errorf(fault.Invalid, "kind %s takes a host name with its domain", name)
	}
	return host, nil
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	if t.Expect != nil {
		return fault.Errorf(fault.Invalid, "the answers of kind %s are built in; expect is for kind http", name)
	}
	_, _, err := parse(t)
	return err
}

// parse returns the name to look up, and the place where the alias led, "" when that was not recorded.
func parse(t target.Target) (host, place string, err error) {
	if host, err = hostOf(t.Target); err == nil && t.Key != "" {
		place, err = hostOf(t.Key)
	}
	return host, place, err
}

// front is the request to the provider. It is plain HTTP, because a place that nobody holds has no certificate for the name.
func front(host string) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: host, Path: "/"}, Page: true}
}

// Plan returns the DNS query and the request to the provider.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	host, _, err := parse(t)
	if err != nil {
		return nil, err
	}
	page := front(host).Step(FacetTakeover, "only where the name leads to somebody: up to 4 KiB, for a provider's words that the place is free")
	page.Content = probe.DefaultLimits().Error
	return []probe.Step{
		{
			Facet: FacetRecord, Address: "our name server", Request: []byte("CNAME " + host + "\n"),
			Note: "follows at most 8 aliases, and looks up A and AAAA of the last",
		},
		page,
	}, nil
}

// Run probes the name of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	host, place, err := parse(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	c, ok := walk(ctx, q, host)
	if !ok {
		return q.Done()
	}
	v := judge(c, place)
	q.Set(FacetRecord, v.record, "")
	if v.askProvider {
		q.Exchange(ctx, FacetTakeover, front(host), func(a probe.Answer) disclosure.FacetResult {
			if free(a, c.last()) {
				return probe.Takeover()
			}
			return v.takeover
		})
		// If the provider says that the place is free, the alias leads to nothing.
		if q.Get(FacetTakeover).Verdict == disclosure.Open {
			q.Set(FacetRecord, probe.Open(), "")
		}
	} else {
		q.Set(FacetTakeover, v.takeover, "")
	}
	return q.Done()
}
