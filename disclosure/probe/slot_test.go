package probe_test

import (
	"context"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/web"
)

// countingResolver counts what is resolved, and gives another address each time.
type countingResolver struct{ lookups atomic.Int32 }

func (c *countingResolver) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, byte(c.lookups.Add(1))})}, nil
}

func TestAProbeGoesWhereItsSlotWasReserved(t *testing.T) {
	t.Parallel()
	names := &countingResolver{}
	srv := probetest.Dialogue(t, probetest.ReadSome(), probetest.Say("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"))
	_, port, _ := strings.Cut(srv.Addr, ":")
	p := probetest.New(t, func(o *probe.Options) { o.Resolver = names }, web.New())
	var reserved netip.Addr
	var left observed.Observation
	slot := func(_ context.Context, _, host string, addr netip.Addr) (func(observed.Observation) observed.Observation, error) {
		if host != "db.example" {
			t.Errorf("host %q", host)
		}
		reserved = addr
		return func(o observed.Observation) observed.Observation { left = o; o.Vantage = "changed"; return o }, nil
	}
	o, err := p.ProbeInSlot(t.Context(), target.Target{Kind: "http", Target: "http://db.example:" + port + "/"}, slot)
	if err != nil {
		t.Fatal(err)
	}
	if peer := netip.MustParseAddrPort(o.Peer).Addr(); peer != reserved || names.lookups.Load() != 1 {
		t.Errorf("asked %s in the turn of %s, resolved %d times", peer, reserved, names.lookups.Load())
	}
	if left.Reason == "" || o.Vantage != "changed" {
		t.Errorf("left with %+v, went on with %+v", left, o)
	}
}

func TestANameThatCannotBeFoundNeedsASlotToo(t *testing.T) {
	t.Parallel()
	p := probetest.New(t, nil, web.New())
	slot := func(_ context.Context, _, _ string, addr netip.Addr) (func(observed.Observation) observed.Observation, error) {
		if addr.IsValid() {
			t.Errorf("addr %s", addr)
		}
		return func(o observed.Observation) observed.Observation { return o }, nil
	}
	o, err := p.ProbeInSlot(t.Context(), target.Target{Kind: "http", Target: "http://gone.example/"}, slot)
	if err != nil || o.Reason != observed.ReasonNameGone {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestReachableNeedsAnAnswer(t *testing.T) {
	t.Parallel()
	p := probetest.New(t, nil, web.New())
	there := probetest.Dialogue(t, probetest.ReadSome(), probetest.Say("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"))
	gone := probetest.Dialogue(t)
	if err := p.Reachable(t.Context(), "http://"+there.Addr); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"http://" + gone.Addr, "https://" + there.Addr, "http://gone.example/", "ftp://x.example", ""} {
		if err := p.Reachable(t.Context(), bad); err == nil {
			t.Errorf("%q was reached", bad)
		}
	}
}
