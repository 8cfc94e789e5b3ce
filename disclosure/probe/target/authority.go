package target

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"daylight/disclosure/fault"
)

// splitAuthority cuts an address, which comes without its scheme, before the path.
func splitAuthority(rest string) (authority, tail string) {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		return rest[:i], rest[i:]
	}
	return rest, ""
}

// splitPort separates host and port, which is 0 when there is none. A literal with more than one colon and no brackets is an
// IPv6 address without a port.
func splitPort(authority string) (string, uint16, error) {
	if inner, ok := strings.CutPrefix(authority, "["); ok {
		if host, ok := strings.CutSuffix(inner, "]"); ok {
			if a, err := netip.ParseAddr(host); err != nil || !a.Is6() {
				return "", 0, fault.Errorf(fault.Invalid, "only an IPv6 address may stand in brackets")
			}
			return host, 0, nil
		}
	} else if a, err := netip.ParseAddr(authority); err == nil && a.Is6() {
		return authority, 0, nil
	}
	if !strings.Contains(authority, ":") {
		return authority, 0, nil
	}
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		return "", 0, fault.Errorf(fault.Invalid, "this is not an address; write host:port, and an IPv6 address in brackets")
	}
	if port == "" {
		return host, 0, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || port[0] == '0' {
		return "", 0, fault.Errorf(fault.Invalid, "a port is a number from 1 to 65535")
	}
	return host, uint16(n), nil
}

// portOf returns the port that an authority names, 0 when it names none or is malformed.
func portOf(authority string) uint16 {
	_, port, err := splitPort(authority[strings.LastIndexByte(authority, '@')+1:])
	if err != nil {
		return 0
	}
	return port
}
