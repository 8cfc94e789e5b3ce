package app_test

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/vantage"
)

const (
	agentToken = "0123456789abcdef0123456789abcdef"
	sitePath   = "http://files.example/export/patients.csv"
)

// site is a web server whose door the test opens and shuts.
type site struct {
	*httptest.Server
	status int
}

func newSite(t *testing.T, status int) *site {
	s := &site{status: status}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(sitePath, r.URL.Path) { // an honest site: it has nothing else
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(s.status)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) addr() string { return s.Listener.Addr().String() }

// agentAt runs an agent to which the site of the tests looks like door.
func agentAt(t *testing.T, name string, c *testClock, door *site, edit ...func(*vantage.AgentOptions)) (config.Vantage, *httptest.Server) {
	t.Helper()
	key, err := vantage.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := vantage.AgentOptions{
		Probe: probe.Options{
			Kinds: app.ProbeKinds(), Clock: c.Now, AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
			DialOverride: map[string]string{"files.example:80": door.addr()},
			Neighbours:   []uint16{443, 80},
		},
		Name: name, Version: "test", Key: key, Token: agentToken, PerMinute: 1000,
	}
	for _, f := range edit {
		f(&o)
	}
	agent, err := vantage.NewAgent(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(agent)
	t.Cleanup(server.Close)
	return config.Vantage{Name: name, URL: server.URL, Token: config.NewSecret(agentToken), PublicKey: key.Public()}, server
}

// newSiteBench is a bot with agents, to which the site looks like here.
func newSiteBench(t *testing.T, here *site, c *testClock, vantages ...config.Vantage) *bench {
	t.Helper()
	return newBench(t, func(cfg *config.Config, o *app.Options) {
		cfg.Probe.Vantages, cfg.Rules.Closure.Vantages = vantages, 2
		o.Clock = c.Now
		o.AllowPrivate = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		o.DialOverride = map[string]string{"files.example:80": here.addr()}
	})
}

func newClock(t *testing.T) *testClock {
	c := &testClock{}
	c.set(t, "2020-01-27T09:00:00Z")
	return c
}

func (b *bench) site() disclosure.CaseID {
	return b.record(func(f *disclosure.Facts) {
		f.Assets = []disclosure.Asset{{
			Kind: "http", Target: sitePath, Expect: &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}}},
		}}
	})
}

// shut lets the first probe see the site open, and then shuts it with the status.
func (b *bench) shut(door *site, status int) disclosure.CaseID {
	b.t.Helper()
	door.status = 200
	id := b.site()
	b.drain()
	door.status = status
	return id
}

// days lets the clock run in steps of an hour and does what falls due.
func (b *bench) days(c *testClock, n int) {
	for range 24 * n {
		b.drain()
		c.pass(time.Hour)
	}
	b.drain()
}

// seenFrom counts the verdicts of each place.
func (b *bench) seenFrom(id disclosure.CaseID) map[string]int {
	b.t.Helper()
	events, err := b.Desk.Events(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[string]int{}
	for _, e := range events {
		if e.Kind == disclosure.KindProbed {
			out[e.Detail.Probe.Vantage+" "+e.Detail.Probe.Verdict.String()]++
		}
	}
	return out
}

func TestWhatIsClosedForUsAloneNeverClosesTheCase(t *testing.T) {
	t.Parallel()
	c := newClock(t)
	shut, open := newSite(t, 403), newSite(t, 200)
	paris, _ := agentAt(t, "paris", c, shut) // the block covers two places
	rome, _ := agentAt(t, "rome", c, open)
	b := newSiteBench(t, shut, c, paris, rome)
	id := b.site()
	b.days(c, 4)
	a := b.load(id).Assets[0]
	if a.Exposure == disclosure.ExposureClosed || a.Closure.Verified || a.Streak.LastOpen.IsZero() {
		t.Errorf("closed for two of three: %s %+v", a.Exposure, a.Streak)
	}
	seen := b.seenFrom(id)
	if seen["here closed"] == 0 || seen["paris closed"] == 0 || seen["rome open"] == 0 {
		t.Errorf("asked from %v", seen)
	}
	open.status = 401 // now it is shut for all
	b.days(c, 4)
	a = b.load(id).Assets[0]
	if a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified || len(a.Streak.Vantages) < 2 {
		t.Errorf("shut for everybody: %s %+v, asked from %v", a.Exposure, a.Streak, b.seenFrom(id))
	}
	for _, e := range mustEvents(t, b, id) {
		if e.Kind == disclosure.KindProbed && e.Detail.Probe.Vantage == "rome" {
			public, _ := vantage.ParsePublicKey(rome.PublicKey)
			if err := vantage.Verify(*e.Detail.Probe, public); err != nil {
				t.Errorf("event %d does not stand: %v", e.Seq, err)
			}
		}
	}
}

func mustEvents(t *testing.T, b *bench, id disclosure.CaseID) []disclosure.Event {
	events, err := b.Desk.Events(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestAnAgentThatIsDownOrLiesConfirmsNothing(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*config.Vantage, *httptest.Server){
		"down":        func(_ *config.Vantage, s *httptest.Server) { s.Close() },
		"another key": func(v *config.Vantage, _ *httptest.Server) { v.PublicKey = otherKey(t) },
		"no token":    func(v *config.Vantage, _ *httptest.Server) { v.Token = config.NewSecret(strings.Repeat("x", 32)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClock(t)
			shut := newSite(t, 403)
			paris, server := agentAt(t, "paris", c, shut)
			spoil(&paris, server)
			b := newSiteBench(t, shut, c, paris)
			id := b.shut(shut, 403)
			b.days(c, 3)
			if a := b.load(id).Assets[0]; a.Exposure != disclosure.ExposureSuspected || a.Last.Verdict != observed.Closed {
				t.Errorf("%s, last %+v", a.Exposure, a.Last)
			}
			if seen := b.seenFrom(id); seen["paris inconclusive"] == 0 || seen["paris closed"] != 0 {
				t.Errorf("%v", seen)
			}
			for _, f := range b.Doctor(t.Context()) {
				if f.Name == "vantage paris" && (f.State != channel.Broken || f.Fix == "") {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

func otherKey(t *testing.T) string {
	k, err := vantage.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k.Public()
}

// onlyNames is a resolver that finds these names and no other.
type onlyNames []string

func (n onlyNames) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if slices.Contains(n, host) {
		return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func TestTheDoctorAsksEachAgentForTheCanary(t *testing.T) {
	t.Parallel()
	c := newClock(t)
	door := newSite(t, 200)
	sees, _ := agentAt(t, "sees", c, door, func(o *vantage.AgentOptions) { o.Probe.Resolver = onlyNames{"always.example"} })
	blind, _ := agentAt(t, "blind", c, door, func(o *vantage.AgentOptions) { o.Probe.Resolver = onlyNames{"other.example"} })
	b := newBench(t, func(cfg *config.Config, o *app.Options) {
		cfg.Probe.Vantages, cfg.Rules.Closure.Vantages, cfg.Probe.Canary = []config.Vantage{sees, blind}, 2, "https://always.example/page"
		o.Clock = c.Now
	})
	want := map[string][2]string{
		"vantage sees": {channel.Good, "the canary always.example is found"}, "vantage blind": {channel.Hint, "does not find the canary always.example"},
	}
	for _, f := range b.Doctor(t.Context()) {
		if w, ok := want[f.Name]; ok && f.State == w[0] && strings.Contains(f.Message, w[1]) {
			delete(want, f.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

func TestTheDoctorTriesEachVantagePoint(t *testing.T) {
	t.Parallel()
	c := newClock(t)
	door := newSite(t, 200)
	good, _ := agentAt(t, "good", c, door)
	old, _ := agentAt(t, "old", c, door, func(o *vantage.AgentOptions) { o.Version = "0.9" })
	few, _ := agentAt(t, "few", c, door, func(o *vantage.AgentOptions) { o.Probe.Kinds = o.Probe.Kinds[:1] })
	late := &testClock{}
	late.set(t, "2020-01-27T09:01:00Z")
	slow, _ := agentAt(t, "slow", late, door)
	wrong, _ := agentAt(t, "wrong", c, door)
	wrong.Name = "other"
	foreign, _ := agentAt(t, "foreign", c, door, func(o *vantage.AgentOptions) { o.URL, o.From = "https://other.example/probe", "other@other.example" })
	taken := net.JoinHostPort("127.0.0.1", "1")
	b := newSiteBench(t, door, c, good, old, few, slow, wrong, foreign,
		config.Vantage{Name: "proxy", Proxy: "socks5://" + door.addr()}, config.Vantage{Name: "nobody", Proxy: "http://" + taken})
	b.cfg.Probe.AllowPrivate = []string{"10.1.0.0/16"}
	found := map[string]channel.Finding{}
	for _, f := range b.Doctor(t.Context()) {
		found[f.Name] = f
	}
	for name, want := range map[string]struct{ state, says string }{
		"vantage foreign": {channel.Broken, "does not probe under our name"}, "vantage good": {channel.Good, "a rehearsal came back"}, "vantage old": {channel.Hint, "version"}, "vantage few": {channel.Hint, "does not know"},
		"vantage slow": {channel.Hint, "clock"}, "vantage other": {channel.Broken, "another name"}, "vantage proxy": {channel.Hint, "on this machine"},
		"vantage nobody": {channel.Broken, "proxy"}, "probes": {channel.Hint, "10.1.0.0/16"},
	} {
		if f := found[name]; f.State != want.state || !strings.Contains(f.Message, want.says) {
			t.Errorf("%s: %+v, want %s with %q", name, f, want.state, want.says)
		}
	}
	if f, ok := found["closure"]; ok {
		t.Errorf("the usual rule of closure is called weak: %+v", f)
	}
	b.cfg.Rules.Closure.Vantages, b.cfg.Rules.Closure.Strong = 1, 1
	hinted := false
	for _, f := range b.Doctor(t.Context()) {
		hinted = hinted || f.Name == "vantages" && f.State == channel.Hint
		found[f.Name] = f
	}
	if f := found["closure"]; f.State != channel.Hint || !strings.Contains(f.Fix, "rules.closure.strong") {
		t.Errorf("one answer closes and nothing warns: %+v", f)
	}
	if !hinted {
		t.Error("nothing says that the places are never asked")
	}
}
