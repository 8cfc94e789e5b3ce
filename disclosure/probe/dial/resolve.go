package dial

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"daylight/disclosure/probe/guard"
)

// Resolver finds the addresses of a host name. Errors are of type [*net.DNSError].
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// SystemResolver is the resolver of the machine.
type SystemResolver struct{}

// LookupNetIP resolves host as a fully qualified name. The search list in resolv.conf must not turn a name that is gone into
// one of our own network.
func (SystemResolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	if strings.Contains(host, ".") && !strings.HasSuffix(host, ".") {
		host += "."
	}
	return net.DefaultResolver.LookupNetIP(ctx, network, host)
}

// resolveError is a name that was not resolved. gone means that the name does not exist, confirmed by the second resolver
// where there is one. Otherwise the resolver failed, which says nothing about the asset.
type resolveError struct {
	gone bool
	err  error
}

func (e *resolveError) Error() string { return "resolve: " + e.err.Error() }
func (e *resolveError) Unwrap() error { return e.err }

// resolve returns the addresses of host. A name without any address counts as gone (RFC 2308 calls it NODATA): no client
// can reach it either.
func (d *Dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if err := guard.CheckName(host); err != nil {
		return nil, err
	}
	if known, ok := ctx.Value(resolvedKey{}).(resolved); ok && known.host == host {
		return known.addrs, nil
	}
	addrs, err := d.resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(addrs) > 0 {
		return addrs, nil
	}
	if err == nil {
		err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	gone := notFound(err)
	if gone && d.second != nil {
		_, err2 := d.second.LookupNetIP(ctx, "ip", host)
		gone = notFound(err2)
	}
	// With a proxy, our resolver answers and not the one at the vantage point behind the proxy.
	return nil, &resolveError{gone: gone && d.egress == nil, err: err}
}

// Finds reports whether a name has an address now. It asks anew, whatever was resolved before.
func (d *Dialer) Finds(ctx context.Context, host string) bool {
	addrs, err := d.resolver.LookupNetIP(ctx, "ip", host)
	return err == nil && len(addrs) > 0
}

// notFound reports whether a resolver positively said that a name does not exist. A dead or slow resolver must not count: its
// failure would make every asset look gone.
func notFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	// A dead resolver can set IsNotFound too, but marks the error as temporary: IsTemporary and not IsTimeout.
	return ok && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout
}
