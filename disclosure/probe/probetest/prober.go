package probetest

import (
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Loopback is the range that tests may reach.
var Loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// Start is the time at which the clock of the tests stands.
var Start = time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)

// Impatient makes a prober give up soon, for servers that never answer. Other tests keep the limits of production, because a
// busy machine may need that time.
func Impatient(o *probe.Options) {
	o.Limits = probe.Limits{Total: 300 * time.Millisecond, Connect: 300 * time.Millisecond}
}

// New returns a prober that may reach loopback and has the limits of production. edit, if not nil, changes the options.
func New(t testing.TB, edit func(*probe.Options), kinds ...probe.Kind) *probe.Prober {
	t.Helper()
	o := probe.Options{
		Kinds:        kinds,
		Clock:        func() time.Time { return Start },
		Resolver:     Names{},
		Identity:     probe.Identity{Version: "1.0", URL: "https://daylight.example/probe", From: "team@daylight.example"},
		Vantage:      "test",
		MACKey:       []byte("0123456789abcdef"),
		AllowPrivate: Loopback,
	}
	o.Known = func(context.Context) []string { return []string{KnownName} }
	if edit != nil {
		edit(&o)
	}
	o.Resolver = knowing{o.Resolver}
	p, err := probe.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Observe probes target. It fails the test when content of a fixture got into the observation or the error.
func Observe(t testing.TB, p *probe.Prober, asset target.Target) (observed.Observation, error) {
	t.Helper()
	o, err := p.Probe(t.Context(), asset)
	RequireNoContent(t, o, err)
	return o, err
}

// RequireNoContent fails the test when [Secret] is in the observation or the error.
func RequireNoContent(t testing.TB, o observed.Observation, err error) {
	t.Helper()
	text, jsonErr := json.Marshal(o)
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	if strings.Contains(string(text), Secret) || strings.Contains(string(text), "SENTINEL") {
		t.Errorf("the observation holds content: %s", text)
	}
	if err != nil && strings.Contains(err.Error(), "SENTINEL") {
		t.Errorf("the error holds content: %v", err)
	}
}

// KnownName is a name that was good before, and that every resolver of these tests finds.
const KnownName = "known.example"

// knowing is a resolver that finds [KnownName] too.
type knowing struct{ next resolver }

type resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

func (k knowing) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	if strings.TrimSuffix(host, ".") == KnownName {
		return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
	}
	return k.next.LookupNetIP(ctx, network, host)
}

// Names is a resolver with a fixed list. A name that is not in it does not exist.
type Names map[string][]string

// LookupNetIP returns the addresses in the list.
func (n Names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	list, ok := n[strings.TrimSuffix(host, ".")]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	out := make([]netip.Addr, len(list))
	for i, a := range list {
		out[i] = netip.MustParseAddr(a)
	}
	return out, nil
}
