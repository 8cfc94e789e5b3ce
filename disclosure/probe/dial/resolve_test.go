package dial

import (
	"errors"
	"net/netip"
	"os"
	"syscall"
	"testing"

	"daylight/disclosure/probe/guard"
)

func TestWorseDialErrorSaysTheLeastAboutTheAsset(t *testing.T) {
	sys := func(e syscall.Errno) error { return os.NewSyscallError("connect", e) }
	refused, noRoute, slow := sys(syscall.ECONNREFUSED), sys(syscall.ENETUNREACH), os.ErrDeadlineExceeded
	for _, tt := range []struct {
		name       string
		a, b, want error
	}{
		{"first error", nil, refused, refused},
		{"refused and no route is refused", noRoute, refused, refused},
		{"no route and refused is refused", refused, noRoute, refused},
		{"one that is slow could be alive", refused, slow, slow},
		{"and stays so", slow, refused, slow},
		{"the guard beats all", slow, guard.ErrRefused, guard.ErrRefused},
		{"no route anywhere", noRoute, noRoute, noRoute},
	} {
		if got := worseDialError(tt.a, tt.b); !errors.Is(got, tt.want) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestSystemResolverKnowsThisMachine(t *testing.T) {
	addrs, err := SystemResolver{}.LookupNetIP(t.Context(), "ip", "localhost")
	if err != nil || len(addrs) == 0 || !addrs[0].IsLoopback() {
		t.Errorf("%v, %v", addrs, err)
	}
	if addrs, err := (SystemResolver{}).LookupNetIP(t.Context(), "ip", "127.0.0.1"); err == nil && addrs[0] != netip.MustParseAddr("127.0.0.1") {
		t.Errorf("%v, %v", addrs, err)
	}
}
