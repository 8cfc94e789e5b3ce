package probe_test

import (
	"net"
	"strconv"
	"syscall"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/target"
)

// deaf returns an address at which no connection comes about: its queue is full, so the kernel drops what arrives, as a firewall
// does.
func deaf(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	at, ok := name.(*syscall.SockaddrInet4)
	if err != nil || !ok {
		t.Fatal(name, err)
	}
	address := "127.0.0.1:" + strconv.Itoa(at.Port)
	for {
		c, err := net.DialTimeout("tcp", address, deafAfter)
		if err != nil {
			return address
		}
		t.Cleanup(func() { _ = c.Close() })
	}
}

const deafAfter = 200e6 // nanoseconds

func TestAFirewallIsSeenOnlyBesideAPortThatAnswers(t *testing.T) {
	t.Parallel()
	shut := deaf(t)
	alive := probetest.Dialogue(t, probetest.Silence()).Addr
	_, port, _ := net.SplitHostPort(alive)
	living, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule       string
		neighbours []uint16
		id         string
		want       observed.FacetResult
	}{
		{"a neighbour answers", []uint16{1, uint16(living)}, "DL-2020-0001", probe.Closed(observed.ReasonFiltered)},
		{"no neighbour answers: the machine may be off", []uint16{1}, "DL-2020-0001", probe.Unsure(observed.ReasonTimeoutConnect)},
		{"nobody is asked", nil, "DL-2020-0001", probe.Unsure(observed.ReasonTimeoutConnect)},
		{"a bare target has no neighbours", []uint16{uint16(living)}, "", probe.Unsure(observed.ReasonTimeoutConnect)},
	} {
		p := probetest.New(t, func(o *probe.Options) {
			o.Limits = probe.Limits{Connect: 300e6}
			o.Neighbours = c.neighbours
		}, redis.New())
		asset := target.Target{Kind: "redis", Target: "redis://" + shut, Case: c.id}
		o, err := probetest.Observe(t, p, asset)
		if err != nil || o.Result() != c.want || o.Local {
			t.Errorf("%s: %+v, %v", c.rule, o, err)
		}
		plan, err := p.Plan(asset)
		if err != nil || o.PlanHash != plan.Hash {
			t.Errorf("%s: the connection is not in the plan: %+v, %v", c.rule, plan, err)
		}
	}
}

func TestAnAssetThatAnswersHasNoNeighbours(t *testing.T) {
	t.Parallel()
	asked := probetest.Dialogue(t, probetest.Silence())
	_, port, _ := net.SplitHostPort(asked.Addr)
	living, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	p := probetest.New(t, func(o *probe.Options) { o.Neighbours = []uint16{uint16(living)} }, redis.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "redis", Target: "redis://127.0.0.1:1", Case: "DL-2020-0001"})
	if err != nil || o.Reason != observed.ReasonConnRefused || len(asked.Received()) != 0 {
		t.Errorf("%+v, %v; the neighbour received %q", o, err, asked.Received())
	}
}
