package probe_test

import (
	"context"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/web"
)

// counted counts what is resolved, and gives another address each time.
type counted struct{ asked atomic.Int32 }

func (c *counted) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, byte(c.asked.Add(1))})}, nil
}

func TestAProbeGoesWhereItsTurnWasTaken(t *testing.T) {
	t.Parallel()
	names := &counted{}
	srv := probetest.Dialogue(t, probetest.TakeSome(), probetest.Say("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"))
	_, port, _ := strings.Cut(srv.Addr, ":")
	p := probetest.New(t, func(o *probe.Options) { o.Resolver = names }, web.New())
	var asked netip.Addr
	var left disclosure.Observation
	turn := func(_ context.Context, _, host string, addr netip.Addr) (func(disclosure.Observation) disclosure.Observation, error) {
		if host != "db.example" {
			t.Errorf("host %q", host)
		}
		asked = addr
		return func(o disclosure.Observation) disclosure.Observation { left = o; o.Vantage = "changed"; return o }, nil
	}
	o, err := p.ProbeInTurn(t.Context(), probe.Target{Kind: "http", Target: "http://db.example:" + port + "/"}, turn)
	if err != nil {
		t.Fatal(err)
	}
	if peer := netip.MustParseAddrPort(o.Peer).Addr(); peer != asked || names.asked.Load() != 1 {
		t.Errorf("asked %s in the turn of %s, resolved %d times", peer, asked, names.asked.Load())
	}
	if left.Reason == "" || o.Vantage != "changed" {
		t.Errorf("left with %+v, went on with %+v", left, o)
	}
}

func TestANameThatCannotBeFoundHasATurnToo(t *testing.T) {
	t.Parallel()
	p := probetest.New(t, nil, web.New())
	turn := func(_ context.Context, _, _ string, addr netip.Addr) (func(disclosure.Observation) disclosure.Observation, error) {
		if addr.IsValid() {
			t.Errorf("addr %s", addr)
		}
		return func(o disclosure.Observation) disclosure.Observation { return o }, nil
	}
	o, err := p.ProbeInTurn(t.Context(), probe.Target{Kind: "http", Target: "http://gone.example/"}, turn)
	if err != nil || o.Reason != disclosure.ReasonNameGone {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestReachNeedsAnAnswer(t *testing.T) {
	t.Parallel()
	p := probetest.New(t, nil, web.New())
	there := probetest.Dialogue(t, probetest.TakeSome(), probetest.Say("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"))
	gone := probetest.Dialogue(t)
	if err := p.Reach(t.Context(), "http://"+there.Addr); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"http://" + gone.Addr, "https://" + there.Addr, "http://gone.example/", "ftp://x.example", ""} {
		if err := p.Reach(t.Context(), bad); err == nil {
			t.Errorf("%q was reached", bad)
		}
	}
}
