package dial

import (
	"context"
	"net"
	"net/netip"
	"net/url"
)

// resolved is a name that was resolved to find out in which network a probe needs its slot. The probe then connects to just
// these addresses. Otherwise a name that resolves differently the second time would be probed without a slot.
type resolved struct {
	host  string
	addrs []netip.Addr
}

// resolvedKey is the key of [resolved] in a context.
type resolvedKey struct{}

// ResolveTarget finds the host and the address of a canonical target. A connection that is made with the returned context
// goes to this address. When resolution fails the address is the zero value and no error is returned: the probe itself
// meets the same failure and reports it.
func (d *Dialer) ResolveTarget(ctx context.Context, target string) (_ context.Context, host string, _ netip.Addr) {
	u, err := url.Parse(target)
	if err != nil {
		return ctx, "", netip.Addr{}
	}
	host = u.Hostname()
	if to, ok := d.override[HostPort(u)]; ok {
		return ctx, host, to.Addr()
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return ctx, host, a.Unmap()
	}
	within, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	addrs, err := d.resolve(within, host)
	if err != nil {
		return ctx, host, netip.Addr{}
	}
	return context.WithValue(ctx, resolvedKey{}, resolved{host, addrs}), host, addrs[0].Unmap()
}

// HostPort returns host:port of an http or https URL, with the default port of the scheme filled in.
func HostPort(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Host
	case u.Scheme == "https":
		return net.JoinHostPort(u.Hostname(), "443")
	default:
		return net.JoinHostPort(u.Hostname(), "80")
	}
}
