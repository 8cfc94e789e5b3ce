package probe

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"daylight/disclosure/observed"
)

// maxWitnesses bounds how many known names are looked up beside one that is gone.
const maxWitnesses = 3

// witness checks an answer that a name is gone. A resolver in trouble, a captive network and a broken zone of ours say so of
// every name. It counts only when a name that was good before is found at the same time; without one it is our own fault.
func (p *Prober) witness(ctx context.Context, o *observed.Observation) {
	gone := func(f observed.FacetResult) bool { return f.Reason == observed.ReasonNameGone }
	found := false
	for _, f := range o.Facets {
		found = found || gone(f)
	}
	if !found || p.knowsAName(ctx, hostOf(o.Target)) {
		return
	}
	for name, f := range o.Facets {
		if gone(f) {
			o.Facets[name] = Unsure(observed.ReasonDNSFailure)
		}
	}
	o.Local = true
}

// knowsAName reports whether one of the names that were good before is found now.
func (p *Prober) knowsAName(ctx context.Context, except string) bool {
	if p.known == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, p.env.limits.Connect)
	defer cancel()
	var names []string
	for _, name := range p.known(ctx) {
		name = strings.ToLower(strings.TrimSuffix(name, "."))
		if _, err := netip.ParseAddr(name); err == nil || name == "" || name == except || slices.Contains(names, name) {
			continue // an address proves nothing of a resolver
		}
		if names = append(names, name); len(names) > maxWitnesses {
			return false
		}
		if p.Finds(ctx, name) {
			return true
		}
	}
	return false
}

// Finds reports whether a name is found now by the resolver that probes ask. It connects to nothing.
func (p *Prober) Finds(ctx context.Context, name string) bool { return p.env.dialer.Finds(ctx, name) }

// hostOf is the host of a target, "" where it has none.
func hostOf(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
