package guard

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"syscall"

	"code.dny.dev/ssrf"
)

// ErrRefused is wrapped by every error with which this package keeps a probe from an address, a name or a port. A refusal
// is our own policy and says nothing about the asset.
var ErrRefused = errors.New("address refused by the probe guard")

// Guard decides which addresses a probe may reach. It checks resolved addresses at each connection attempt, so a name
// that resolves to something else the second time (DNS rebinding) gains nothing. It is safe for concurrent use.
type Guard struct {
	list *ssrf.Guardian // the special-purpose registries of IANA
	own  []netip.Prefix // what configuration denies on top
}

// New returns a guard that refuses private, link-local, reserved and metadata addresses, and those in deny. allow opens
// private ranges again, for tests, the demo and probes of the operator's own network. It opens neither deny nor the
// metadata services.
func New(allow, deny []netip.Prefix) *Guard {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p.Masked())
		} else {
			v6 = append(v6, p.Masked())
		}
	}
	g := &Guard{list: ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))}
	for _, p := range deny {
		g.own = append(g.own, p.Masked())
	}
	return g
}

// Check returns nil when a probe may reach addr, else an error that wraps [ErrRefused].
func (g *Guard) Check(addr netip.Addr) error {
	// An IPv4-mapped IPv6 address (::ffff:127.0.0.1) reaches the same host, so it gets the same answer. A zone names an
	// interface of this machine, which makes the address a local one.
	addr = addr.Unmap()
	if !addr.IsValid() || addr.Zone() != "" || slices.Contains(metadata[:], addr) {
		return fmt.Errorf("%w: %s", ErrRefused, addr)
	}
	for _, p := range g.own {
		if p.Contains(addr) {
			return fmt.Errorf("%w: %s is in %s", ErrRefused, addr, p)
		}
	}
	if err := g.list.SafeAddr(addr); err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return nil
}

// Control is a [net.Dialer] Control function. It runs after name resolution, for every single attempt, right before the
// socket connects. Nothing can change the address after it.
func (g *Guard) Control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: network %s", ErrRefused, network)
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s is no address", ErrRefused, address)
	}
	return g.Check(ap.Addr())
}

// metadata are the addresses at which clouds hand out credentials to anyone inside. No setting opens these. Azure's lies in public
// address space, so no general list of reserved ranges contains it.
var metadata = [...]netip.Addr{
	netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("169.254.170.2"), netip.MustParseAddr("169.254.170.23"), // AWS and most others
	netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("fd00:ec2::23"), // likewise
	netip.MustParseAddr("168.63.129.16"),                                    // Azure host service
	netip.MustParseAddr("100.100.100.200"),                                  // Alibaba
	netip.MustParseAddr("192.0.0.192"), netip.MustParseAddr("fd20:ce::254"), // Oracle, Google
}
