package probe

import (
	"context"
	"net/netip"
	"net/url"

	"daylight/disclosure"
)

// Turn waits until a probe may start. key names the probe, host and addr whom it asks; addr is the zero value when
// nobody knows. What leave returns takes the place of the observation that it is given.
type Turn func(ctx context.Context, key, host string, addr netip.Addr) (leave func(disclosure.Observation) disclosure.Observation, err error)

// ProbeInTurn is [Prober.Probe] once it is t's turn. The time of the probe begins then. A nil turn never waits.
func (p *Prober) ProbeInTurn(ctx context.Context, t Target, turn Turn) (o disclosure.Observation, err error) {
	if turn == nil {
		return p.Probe(ctx, t)
	}
	ctx, host, addr := p.env.locate(ctx, t)
	leave, err := turn(ctx, t.Kind+" "+t.Target, host, addr)
	if err != nil {
		return disclosure.Observation{}, err
	}
	defer func() { o = leave(o) }() // also when a kind panics, or its place would stay taken
	return p.Probe(ctx, t)
}

// located is a name that was resolved to find out whose turn it is. The probe goes just there, so that nobody is asked
// out of turn because a name resolves to somebody else the second time.
type located struct {
	host  string
	addrs []netip.Addr
}

// locatedKey is the key of [located] in a context.
type locatedKey struct{}

// locate finds the address of a canonical target. Where that fails the probe itself will meet the same trouble and
// say so.
func (e *Env) locate(ctx context.Context, t Target) (_ context.Context, host string, _ netip.Addr) {
	u, err := url.Parse(t.Target)
	if err != nil {
		return ctx, "", netip.Addr{}
	}
	host = u.Hostname()
	if to, ok := e.override[hostport(u)]; ok {
		return ctx, host, to.Addr()
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return ctx, host, a.Unmap()
	}
	within, cancel := context.WithTimeout(ctx, e.limits.Connect)
	defer cancel()
	addrs, err := e.resolve(within, host)
	if err != nil {
		return ctx, host, netip.Addr{}
	}
	return context.WithValue(ctx, locatedKey{}, located{host, addrs}), host, addrs[0].Unmap()
}
