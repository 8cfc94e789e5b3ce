package probetest

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Subject is a kind, and what the [Suite] has to know about it.
type Subject struct {
	Kind probe.Kind
	// Target returns what a person would write for a server at host:port.
	Target func(hostport string) string
	// Secure is Target over TLS from the start, nil for kinds without it.
	Secure func(hostport string) string
	// Edit, if not nil, adds to a target what the kind needs besides an address, such as a key.
	Edit func(*target.Target)
	// Greeting is what a server of the protocol sends first, "" when it waits for the client.
	Greeting string
	// Bad are targets that the kind has to refuse, in addition to those that every kind refuses.
	Bad []string
	// ConnectOnly says that the kind does nothing but connect, so that nothing that a server sends is an answer.
	ConnectOnly bool
	// Except are names of faults that are an answer in this protocol. The test of the kind shows why.
	Except []string
}

func (s Subject) target(raw string) target.Target {
	t := target.Target{Kind: s.Kind.Name(), Target: raw, Case: "DL-2020-0001"}
	if s.Edit != nil {
		s.Edit(&t)
	}
	return t
}

// Suite checks the rules that hold for every kind: an answer that is not of the protocol decides nothing, a probe sends what
// its plan shows and no more, and no content is kept.
func Suite(t *testing.T, s Subject) {
	t.Helper()
	t.Run("describes itself", func(t *testing.T) { t.Parallel(); s.describes(t) })
	t.Run("plan", func(t *testing.T) { t.Parallel(); s.plans(t) })
	t.Run("refuses", func(t *testing.T) { t.Parallel(); s.refuses(t) })
	t.Run("guarded", func(t *testing.T) { t.Parallel(); s.guarded(t) })
	t.Run("unreachable", func(t *testing.T) { t.Parallel(); s.unreachable(t) })
	if s.ConnectOnly {
		return
	}
	t.Run("stopped", func(t *testing.T) { t.Parallel(); s.stopped(t) })
	for _, f := range Faults(t, s.Greeting) {
		if slices.Contains(s.Except, f.Name) {
			continue
		}
		t.Run(f.Name, func(t *testing.T) { t.Parallel(); s.fails(t, f, s.Target) })
	}
	if s.Secure != nil {
		page := []Exchange{Secure(t), ReadSome(), Say(html)}
		if s.Greeting != "" {
			page = []Exchange{Secure(t), Say(html)}
		}
		for _, f := range []Fault{
			{"TLS is not spoken", false, []Exchange{ReadSome(), Say(Secret)}},
			{"TLS is never answered", true, []Exchange{Silence()}},
			{"TLS ends after the handshake", false, []Exchange{Secure(t)}},
			{"TLS with a page", false, page},
		} {
			t.Run(f.Name, func(t *testing.T) { t.Parallel(); s.fails(t, f, s.Secure) })
		}
	}
}

// fails checks that a fault leaves every facet inconclusive, and that only bytes of the plan were sent.
func (s Subject) fails(t *testing.T, f Fault, write func(string) string) {
	srv := Dialogue(t, f.Exchanges...)
	var edit func(*probe.Options)
	if f.Slow {
		edit = Impatient
	}
	p := New(t, edit, s.Kind)
	asset := s.target(write(srv.Addr))
	o, err := Observe(t, p, asset)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Facets) == 0 {
		t.Error("no facet has a verdict")
	}
	for name, r := range o.Facets {
		if r.Verdict != observed.Inconclusive || r.Strength != observed.NoStrength || r.Reason == "" {
			t.Errorf("facet %s: %+v", name, r)
		}
		if !slices.Contains(s.Kind.Info().Facets, name) {
			t.Errorf("facet %s is not described", name)
		}
	}
	if o.Local {
		t.Errorf("taken for our own fault: %+v", o)
	}
	if o.Peer != srv.Addr && o.Peer != "" { // a reset can come before the connection has a peer
		t.Errorf("peer %q, want %q", o.Peer, srv.Addr)
	}
	if l := probe.DefaultLimits(); o.Bytes > max(l.Talk, l.Body)*4 {
		t.Errorf("%d bytes were taken", o.Bytes)
	}
	s.sent(t, p, asset, srv)
}

// sent checks that each connection carried the beginning of some step of the plan, followed by the steps after it.
func (s Subject) sent(t *testing.T, p *probe.Prober, asset target.Target, srv *ScriptedServer) {
	plan, err := p.Plan(asset)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range srv.Received() {
		ok := false
		for i := range plan.Steps {
			var rest strings.Builder
			for _, step := range plan.Steps[i:] {
				rest.Write(step.Request)
			}
			ok = ok || strings.HasPrefix(rest.String(), got)
		}
		if !ok && !strings.HasPrefix(got, "\x16\x03") { // a TLS handshake is not sent by the kind
			t.Errorf("sent %q, which is not in the plan", got)
		}
	}
}

func (s Subject) plans(t *testing.T) {
	p := New(t, nil, s.Kind)
	one, err := p.Plan(s.target(s.Target("192.0.2.7:4711")))
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Plan(s.target(s.Target("192.0.2.7:4711")))
	if err != nil || again.Hash != one.Hash || len(one.Hash) != 64 {
		t.Errorf("not the same twice: %s, %s, %v", one.Hash, again.Hash, err)
	}
	fresh, err := New(t, nil, s.Kind).Plan(s.target(one.Target))
	if err != nil || fresh.Hash != one.Hash || fresh.Target != one.Target {
		t.Errorf("the canonical target %q has another plan: %+v, %v", one.Target, fresh, err)
	}
	if len(one.Steps) == 0 {
		t.Fatal("the plan is empty")
	}
	for i, step := range one.Steps {
		if silent := len(step.Request) == 0; silent && !step.TLS && !step.ConnectOnly || step.ConnectOnly && !silent || step.Note == "" || !slices.Contains(s.Kind.Info().Facets, step.Facet) {
			t.Errorf("step %d lacks bytes, a note or a facet that is described: %+v", i, step)
		}
	}
	other, err := p.Plan(s.target(s.Target("192.0.2.8:4711")))
	if err != nil || other.Hash == one.Hash {
		t.Errorf("another host has the same plan: %v", err)
	}
}

func (s Subject) refuses(t *testing.T) {
	p := New(t, nil, s.Kind)
	userinfo := strings.Replace(s.Target("db.example:4711"), "db.example", "root:SENTINEL@db.example", 1)
	bad := []string{
		"", " ", "\x00", userinfo, s.Target("db.example:0"), s.Target("db.example:65536"), s.Target("db.example:x"),
		s.Target("[fe80::1%25eth0]:4711"), s.Target("[fe80::1%eth0]:4711"), s.Target("2130706433:4711"), s.Target("0x7f.1:4711"),
		s.Target("a..example:4711"), s.Target(":4711"), s.Target("a b.example:4711"), s.Target("abcdefghij.onion:4711"),
		"gopher://db.example:4711/", s.Target("db.example:4711") + "?password=SENTINEL",
	}
	for _, port := range []uint16{22, 25, 53, 110, 465, 587} {
		if !slices.Contains(s.Kind.Info().Ports, port) {
			bad = append(bad, s.Target("db.example:"+strconv.Itoa(int(port))))
		}
	}
	for _, raw := range append(bad, s.Bad...) {
		err := p.Validate(s.target(raw))
		if code := fault.CodeOf(err); code != fault.Invalid && code != fault.Refused {
			t.Errorf("%q: %v", raw, err)
		}
		if err != nil && strings.Contains(err.Error(), "SENTINEL") {
			t.Errorf("%q: the error repeats the secret: %v", raw, err)
		}
		if _, err := p.Plan(s.target(raw)); err == nil {
			t.Errorf("%q has a plan", raw)
		}
	}
	if p, err := p.Plan(s.target(s.Target("BÜCHER.example.:4711"))); err != nil || !strings.Contains(p.Target, "xn--bcher-kva.example:4711") {
		t.Errorf("a name in letters of its own is read as %q, %v", p.Target, err)
	}
	if p, err := p.Plan(s.target(s.Target("[2001:DB8::0:7]:4711"))); err != nil || !strings.Contains(p.Target, "[2001:db8::7]:4711") {
		t.Errorf("an IPv6 address is read as %q, %v", p.Target, err)
	}
}

// guarded checks that the kind connects through the guard.
func (s Subject) guarded(t *testing.T) {
	srv := Dialogue(t, Silence())
	p := New(t, func(o *probe.Options) { o.AllowPrivate = nil }, s.Kind)
	o, err := Observe(t, p, s.target(s.Target(srv.Addr)))
	if fault.CodeOf(err) != fault.Refused || o.Reason != observed.ReasonPolicyDenied || !o.Local || len(srv.Received()) > 0 {
		t.Errorf("%+v, %v", o, err)
	}
}

// stopped checks that a probe which we end ourselves is not held against the asset.
func (s Subject) stopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	srv := Dialogue(t, func(p *Peer) error { cancel(); return Silence()(p) })
	o, err := New(t, nil, s.Kind).Probe(ctx, s.target(s.Target(srv.Addr)))
	if fault.CodeOf(err) != fault.Unavailable || o.Verdict != observed.Inconclusive || !o.Local {
		t.Errorf("%+v, %v", o, err)
	}
}

// unreachable checks that a shut port and a name that is gone are weak closures of every facet.
func (s Subject) unreachable(t *testing.T) {
	p := New(t, nil, s.Kind)
	for addr, reason := range map[string]observed.Reason{
		"127.0.0.1:1": observed.ReasonConnRefused, "gone.example:4711": observed.ReasonNameGone,
	} {
		o, err := Observe(t, p, s.target(s.Target(addr)))
		if err != nil || o.Verdict != observed.Closed || o.Strength != observed.Weak || o.Reason != reason {
			t.Errorf("%s: %+v, %v", addr, o, err)
		}
	}
}

func (s Subject) describes(t *testing.T) {
	i := s.Kind.Info()
	for name, line := range map[string]string{"Asks": i.Sends, "Reads": i.Reads, "Takes": i.Accepts} {
		if line == "" || strings.Contains(line, "\n") {
			t.Errorf("%s is %q, want one line", name, line)
		}
	}
	if len(i.Facets) == 0 || s.Kind.Name() == "" || s.Kind.Version() < 1 {
		t.Errorf("%s %d: %+v", s.Kind.Name(), s.Kind.Version(), i)
	}
	if (&observed.Observation{}).Verdict != observed.Inconclusive {
		t.Error("an empty observation decides something")
	}
}
