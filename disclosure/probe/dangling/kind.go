package dangling

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
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

// question is the name to look up, and the place where the alias led, "" when that was not recorded.
type question struct{ host, place string }

// New returns the probe kind "dns_dangling".
func New() probe.ReadableKind {
	return probe.Scaffold[question]{
		Service: target.Service{Kind: name, Ports: []uint16{80}}, Number: version, Reads: read, Parse: parse, Steps: steps, Ask: ask,
		About: probe.Info{
			Sends:   "DNS for the chain of aliases of a name, and the front page of the place where a known provider is behind it",
			Reads:   "the records, and up to 4 KiB of a provider's page that says that the place is free",
			Accepts: "a host name such as dns://shop.example.com; the key may hold the place that the alias led to",
			Facets:  []string{FacetRecord, FacetTakeover},
			Hosted:  true,
		},
	}
}

// read returns the canonical target. Unless explicit, it claims only its own scheme.
func read(raw string, explicit bool) (target.Target, string, error) {
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

func parse(t target.Target) (one question, err error) {
	if t.Expect != nil {
		return one, fault.Errorf(fault.Invalid, "the answers of kind %s are built in; expect is for kind http", name)
	}
	if one.host, err = hostOf(t.Target); err == nil && t.Key != "" {
		one.place, err = hostOf(t.Key)
	}
	return one, err
}

// front is the request to the provider. It is plain HTTP, because a place that nobody holds has no certificate for the name.
func front(host string) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: host, Path: "/"}, Page: true}
}

// steps are the DNS query and the request to the provider.
func steps(_ target.Target, one question) []probe.Step {
	page := front(one.host).Step(FacetTakeover, "only where the name leads to somebody: up to 4 KiB, for a provider's words that the place is free")
	page.Content = probe.DefaultLimits().Error
	return []probe.Step{
		{
			Facet: FacetRecord, Address: "our name server", Request: []byte("CNAME " + one.host + "\n"),
			Note: "follows at most 8 aliases, and looks up A and AAAA of the last",
		},
		page,
	}
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, one question) {
	c, ok := walk(ctx, q, one.host)
	if !ok {
		return
	}
	v := judge(c, one.place)
	q.Set(FacetRecord, v.record, "")
	if v.askProvider {
		q.Exchange(ctx, FacetTakeover, front(one.host), func(a probe.Answer) observed.FacetResult {
			if free(a, c.last()) {
				return probe.Takeover()
			}
			return v.takeover
		})
		// If the provider says that the place is free, the alias leads to nothing.
		if q.Get(FacetTakeover).Verdict == observed.Open {
			q.Set(FacetRecord, probe.Open(), "")
		}
	} else {
		q.Set(FacetTakeover, v.takeover, "")
	}
}
