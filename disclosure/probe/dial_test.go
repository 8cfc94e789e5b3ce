package probe

import (
	"errors"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"daylight/disclosure"
)

func TestControlIsTheLastWordBeforeASocketConnects(t *testing.T) {
	g := NewGuard(nil, nil)
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
		if err := g.control(tt.network, tt.address, nil); !errors.Is(err, ErrRefused) {
			t.Errorf("%s %s: %v", tt.network, tt.address, err)
		}
	}
	if err := g.control("tcp4", "1.1.1.1:80", nil); err != nil {
		t.Errorf("public address: %v", err)
	}
}

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
		{"the guard beats all", slow, ErrRefused, ErrRefused},
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

func TestOfTakesWhatAProbeNeeds(t *testing.T) {
	e := &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}}}
	got := Of(disclosure.Asset{ID: "A1", Kind: "s3", Target: "s3://bucket", Key: "k", Expect: e}, "DL-2020-0001")
	if want := (Target{Kind: "s3", Target: "s3://bucket", Key: "k", Expect: e, Case: "DL-2020-0001"}); got != want {
		t.Errorf("%+v", got)
	}
}

func TestRecordsAreNotAskedForBehindAProxy(t *testing.T) {
	e, err := newEnv(Options{Clock: time.Now, Egress: &Egress{socks: true, address: "127.0.0.1:1"}})
	if err != nil {
		t.Fatal(err)
	}
	r, f := e.Records(t.Context(), "name.example")
	if f == nil || !f.Local || f.Reason != disclosure.ReasonVantageMismatch || r.Gone {
		t.Errorf("%+v %+v", r, f)
	}
}
