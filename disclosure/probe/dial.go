package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// maxAddresses bounds the connection attempts for one name.
const maxAddresses = 4

// Resolver finds the addresses of a host name. Errors are of type [*net.DNSError].
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// SystemResolver asks the resolver of the machine.
type SystemResolver struct{}

// LookupNetIP resolves host as a complete name: a search list must not turn a name that is gone into a neighbour of
// ours.
func (SystemResolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	if strings.Contains(host, ".") && !strings.HasSuffix(host, ".") {
		host += "."
	}
	return net.DefaultResolver.LookupNetIP(ctx, network, host)
}

// resolveError is a name that was not resolved. gone means that the name does not exist, by both resolvers where
// there are two; otherwise the resolver failed, which says nothing about the asset.
type resolveError struct {
	gone bool
	err  error
}

func (e *resolveError) Error() string { return "resolve: " + e.err.Error() }
func (e *resolveError) Unwrap() error { return e.err }

// resolve returns the addresses of host.
func (e *Env) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if err := refusedName(host); err != nil {
		return nil, err
	}
	if known, ok := ctx.Value(locatedKey{}).(located); ok && known.host == host {
		return known.addrs, nil
	}
	addrs, err := e.resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(addrs) > 0 {
		return addrs, nil
	}
	if err == nil {
		err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	gone := notFound(err)
	if gone && e.second != nil {
		_, err2 := e.second.LookupNetIP(ctx, "ip", host)
		gone = notFound(err2)
	}
	// With a proxy it is still our resolver that says so, and not the place behind the proxy.
	return nil, &resolveError{gone: gone && e.egress == nil, err: err}
}

func notFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	// A dead resolver can set IsNotFound too while it marks the failure as temporary.
	return ok && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout
}

// dial connects to host:port within the connect limit. Every address passes the guard twice: all of a name's
// addresses before the first packet, and each one again in the socket's control function.
func (e *Env) dial(ctx context.Context, hostport string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, e.limits.Connect)
	defer cancel()
	targets, err := e.addresses(ctx, hostport)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		if err := e.guard.Check(t.Addr()); err != nil {
			return nil, err
		}
	}
	if len(targets) > maxAddresses {
		targets = targets[:maxAddresses]
	}
	var worst error
	for i, t := range targets {
		conn, err := e.dialOne(ctx, t, len(targets)-i)
		if err == nil {
			return conn, nil
		}
		worst = worseDialError(worst, err)
		if ctx.Err() != nil {
			return nil, worseDialError(worst, ctx.Err())
		}
	}
	return nil, worst
}

func (e *Env) addresses(ctx context.Context, hostport string) ([]netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	p, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	if err := e.ports.check(uint16(p)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if to, ok := e.override[hostport]; ok {
		return []netip.AddrPort{to}, nil
	}
	addrs, err := e.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	out := make([]netip.AddrPort, len(addrs))
	for i, a := range addrs {
		out[i] = netip.AddrPortFrom(a.Unmap(), uint16(p))
	}
	return out, nil
}

// dialOne tries one address, with its share of the time that is left for all.
func (e *Env) dialOne(ctx context.Context, to netip.AddrPort, left int) (net.Conn, error) {
	if e.egress != nil {
		// No socket of ours ends at this address, so this is the last place where the guard can look at it.
		if err := e.guard.Check(to.Addr()); err != nil {
			return nil, err
		}
		return e.egress.dial(ctx, to)
	}
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	// Without a Resolver, KeepAlive or FallbackDelay to speak of: the address is literal and lives for one answer.
	d := net.Dialer{Control: e.guard.control, KeepAlive: -1}
	return d.DialContext(ctx, "tcp", to.String())
}

// worseDialError keeps the error that says the least about the asset, so that "refused" is the answer only when
// each address that we could reach refused. A missing route (no IPv6 here) counts only when it is all there is.
func worseDialError(a, b error) error {
	rank := func(err error) int {
		switch {
		case err == nil:
			return -1
		case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
			return 0
		case errors.Is(err, syscall.ECONNREFUSED):
			return 1
		case errors.Is(err, ErrRefused):
			return 3
		default:
			return 2
		}
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}
