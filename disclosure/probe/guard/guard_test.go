package guard_test

import (
	"errors"
	"net/netip"
	"testing"

	"daylight/disclosure/probe/guard"
)

func TestGuardRefusesWhatIsNotThePublicInternet(t *testing.T) {
	g := guard.New(nil, []netip.Prefix{netip.MustParsePrefix("8.8.8.0/24")})
	for name, addr := range map[string]string{
		"loopback": "127.0.0.1", "loopback far end": "127.255.255.254", "unspecified": "0.0.0.0", "private 10": "10.1.2.3",
		"private 172": "172.16.0.1", "private 192": "192.168.1.1", "carrier NAT": "100.64.0.1", "link-local": "169.254.1.1",
		"metadata": "169.254.169.254", "Azure host service": "168.63.129.16", "Alibaba metadata": "100.100.100.200",
		"Oracle metadata": "192.0.0.192", "documentation": "192.0.2.1", "benchmark": "198.18.0.1", "multicast": "224.0.0.1",
		"broadcast": "255.255.255.255", "loopback v6": "::1", "unspecified v6": "::", "mapped loopback": "::ffff:127.0.0.1",
		"mapped Azure": "::ffff:168.63.129.16", "compatible": "::7f00:1", "link-local v6": "fe80::1",
		"with a zone": "fe80::1%eth0", "global with a zone": "2606:4700::1111%eth0", "unique local": "fc00::1",
		"AWS metadata v6": "fd00:ec2::254", "NAT64": "64:ff9b::7f00:1", "local NAT64": "64:ff9b:1::7f00:1",
		"6to4": "2002:7f00:1::", "Teredo": "2001::1", "documentation v6": "2001:db8::1", "multicast v6": "ff02::1",
		"own deny list": "8.8.8.8",
	} {
		t.Run(name, func(t *testing.T) {
			if err := g.Check(netip.MustParseAddr(addr)); !errors.Is(err, guard.ErrRefused) {
				t.Errorf("Check(%s) = %v, want a refusal", addr, err)
			}
		})
	}
	if err := g.Check(netip.Addr{}); !errors.Is(err, guard.ErrRefused) {
		t.Errorf("no address: %v, want a refusal", err)
	}
	for _, addr := range []string{"1.1.1.1", "52.95.156.1", "2606:4700::1111", "::ffff:1.1.1.1", "168.63.129.17"} {
		if err := g.Check(netip.MustParseAddr(addr)); err != nil {
			t.Errorf("Check(%s) = %v, want nil", addr, err)
		}
	}
}

func TestGuardAllowListOpensPrivateRangesOnly(t *testing.T) {
	all := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
	g := guard.New(all, []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")})
	for _, addr := range []string{"127.0.0.1", "::1", "10.1.2.3", "::ffff:127.0.0.1"} {
		if err := g.Check(netip.MustParseAddr(addr)); err != nil {
			t.Errorf("allowed %s: %v", addr, err)
		}
	}
	for _, addr := range []string{"169.254.169.254", "168.63.129.16", "fd00:ec2::254", "::ffff:169.254.169.254", "10.9.1.1"} {
		if err := g.Check(netip.MustParseAddr(addr)); !errors.Is(err, guard.ErrRefused) {
			t.Errorf("Check(%s) = %v: neither metadata nor the own deny list may be opened", addr, err)
		}
	}
}

func TestControlIsTheLastCheckBeforeASocketConnects(t *testing.T) {
	g := guard.New(nil, nil)
	for _, tt := range []struct{ network, address string }{
		{"tcp4", "127.0.0.1:80"},
		{"tcp6", "[::1]:80"},
		{"tcp6", "[fe80::1%lo]:80"},
		{"tcp4", "169.254.169.254:80"},
		{"udp4", "1.1.1.1:53"},
		{"unix", "/run/x.sock"},
		{"tcp4", "name.example:80"},
		{"tcp4", ""},
	} {
		if err := g.Control(tt.network, tt.address, nil); !errors.Is(err, guard.ErrRefused) {
			t.Errorf("%s %s: %v", tt.network, tt.address, err)
		}
	}
	if err := g.Control("tcp4", "1.1.1.1:80", nil); err != nil {
		t.Errorf("public address: %v", err)
	}
}
