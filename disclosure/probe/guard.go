package probe

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// ErrRefused is in the tree of every error by which the [Guard] keeps a probe from an address.
var ErrRefused = errors.New("address refused by the probe guard")

// Guard decides which addresses a probe may reach. It judges resolved addresses at the moment of each connection
// attempt, so a name that resolves differently the second time gains nothing.
type Guard struct {
	list *ssrf.Guardian
	own  []netip.Prefix
}

// NewGuard returns a guard that refuses private, link-local, reserved and metadata addresses and deny. allow
// opens private ranges again, for tests and the demo; it opens neither deny nor the metadata services.
func NewGuard(allow, deny []netip.Prefix) *Guard {
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

// Check returns nil when a probe may reach addr, else an error with [ErrRefused] in its tree.
func (g *Guard) Check(addr netip.Addr) error {
	// An IPv4 address in IPv6 clothes (::ffff:127.0.0.1) reaches the same host and gets the same answer.
	addr = addr.Unmap()
	if !addr.IsValid() || addr.Zone() != "" || isMetadata(addr) {
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

// control is a [net.Dialer] Control function: the last word before a socket connects.
func (g *Guard) control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: network %s", ErrRefused, network)
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s is no address", ErrRefused, address)
	}
	return g.Check(ap.Addr())
}

// isMetadata knows the addresses at which clouds hand credentials to whoever asks from within. No setting
// opens them. Azure's lies in public address space, which is why no general list has it.
func isMetadata(a netip.Addr) bool {
	switch a.String() {
	case "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23", // AWS and most others
		"168.63.129.16",               // Azure host service
		"100.100.100.200",             // Alibaba
		"192.0.0.192", "fd20:ce::254": // Oracle, Google
		return true
	}
	return false
}

// refusedName refuses names that are not for the public internet, before anybody resolves them.
func refusedName(host string) error {
	if strings.HasSuffix("."+strings.TrimSuffix(strings.ToLower(host), "."), ".onion") { // RFC 7686
		return fmt.Errorf("%w: %s", ErrRefused, "onion names are not probed")
	}
	return nil
}
