package dial

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/guard"
)

// maxAddresses bounds the connection attempts for one name. Names with more exist, but the connect limit is shared.
const maxAddresses = 4

// Options make a [Dialer].
type Options struct {
	Guard    *guard.Guard // required
	Resolver Resolver     // nil is that of the machine
	// SecondResolver, if set, has to agree before a name counts as gone.
	SecondResolver Resolver
	ExtraPorts     []uint16 // see [guard.Ports]
	Egress         *Egress  // proxy through which probes leave; nil is none, whatever HTTP_PROXY and the like say
	// Override maps "host:port" to the "address:port" that is dialled instead of resolving the host. The guard checks that
	// address like any other. It is for tests and the demo.
	Override map[string]string
	RootCAs  *x509.CertPool // nil is those of the machine
	Timeout  time.Duration  // for resolution and connection together, and once more for a TLS handshake
}

// Dialer connects to what its guard allows, and to nothing else. It is safe for concurrent use.
type Dialer struct {
	guard    *guard.Guard
	resolver Resolver
	second   Resolver
	ports    guard.Ports
	egress   *Egress
	override map[string]netip.AddrPort
	rootCAs  *x509.CertPool
	timeout  time.Duration
}

// New returns a dialer.
func New(o Options) (*Dialer, error) {
	d := &Dialer{
		guard: o.Guard, resolver: o.Resolver, second: o.SecondResolver, ports: guard.Ports{Extra: o.ExtraPorts}, egress: o.Egress,
		override: map[string]netip.AddrPort{}, rootCAs: o.RootCAs, timeout: o.Timeout,
	}
	if d.resolver == nil {
		d.resolver = SystemResolver{}
	}
	for from, to := range maps.All(o.Override) {
		addr, err := netip.ParseAddrPort(to)
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "dial override of %s needs an address and port: %w", from, err)
		}
		d.override[from] = addr
	}
	return d, nil
}

// WithPorts returns a copy of the dialer for a kind whose usual ports are own.
func (d *Dialer) WithPorts(own []uint16) *Dialer {
	kind := *d
	kind.ports.Own = own
	return &kind
}

// Ports returns which ports this dialer may connect to.
func (d *Dialer) Ports() guard.Ports { return d.ports }

// Proxied reports whether connections leave through an [Egress].
func (d *Dialer) Proxied() bool { return d.egress != nil }

// Dial connects to host:port within the timeout. Every address passes the guard twice: all addresses of the name before
// the first packet, and each one again in the control function of its socket. One refused address among several refuses
// the whole name: such an answer is a sign of rebinding.
func (d *Dialer) Dial(ctx context.Context, hostport string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	targets, err := d.addresses(ctx, hostport)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		if err := d.guard.Check(t.Addr()); err != nil {
			return nil, err
		}
	}
	if len(targets) > maxAddresses {
		targets = targets[:maxAddresses]
	}
	var worst error
	for i, t := range targets {
		conn, err := d.dialOne(ctx, t, len(targets)-i)
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

// addresses returns the addresses of host:port, after a check of the port. An override replaces resolution only: the guard still
// sees the address.
func (d *Dialer) addresses(ctx context.Context, hostport string) ([]netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	p, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	if err := d.ports.Check(uint16(p)); err != nil {
		return nil, fmt.Errorf("%w: %w", guard.ErrRefused, err)
	}
	if to, ok := d.override[hostport]; ok {
		return []netip.AddrPort{to}, nil
	}
	addrs, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	out := make([]netip.AddrPort, len(addrs))
	for i, a := range addrs {
		out[i] = netip.AddrPortFrom(a.Unmap(), uint16(p))
	}
	return out, nil
}

// dialOne tries one address. It gets an equal share of the time that is left for the left addresses.
func (d *Dialer) dialOne(ctx context.Context, to netip.AddrPort, left int) (net.Conn, error) {
	if d.egress != nil {
		// The socket ends at the proxy, so its control function never sees this address. This is the last chance to check it.
		if err := d.guard.Check(to.Addr()); err != nil {
			return nil, err
		}
		return d.egress.dial(ctx, to)
	}
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	// The address is literal and the connection lives for one answer, so neither resolver nor keep-alive is needed.
	socket := net.Dialer{Control: d.guard.Control, KeepAlive: -1}
	conn, err := socket.DialTCP(ctx, "tcp", netip.AddrPort{}, to)
	if err != nil {
		return nil, err
	}
	return conn, nil
}

// worseDialError returns the error that says less about the asset. "Refused" is the result only when every address that we
// have a route to refused: one that timed out may be alive. A missing route (no IPv6 here) counts only when there is
// nothing else.
func worseDialError(a, b error) error {
	rank := func(err error) int {
		switch {
		case err == nil:
			return -1
		case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
			return 0
		case errors.Is(err, syscall.ECONNREFUSED):
			return 1
		case errors.Is(err, guard.ErrRefused):
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
