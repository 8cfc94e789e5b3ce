package probe_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/guard"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/web"
)

const (
	okAnswer  = "HTTP/1.1 200 OK\r\nContent-Length: 27\r\nServer: fixture\r\n\r\n<p>" + probetest.Secret
	forbidden = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
)

func TestProbeFillsTheRecord(t *testing.T) {
	srv := probetest.Serve(t, func(conn net.Conn, head string) {
		if strings.HasPrefix(head, "GET /b ") {
			probetest.Write(okAnswer)(conn, head)
		} else {
			probetest.Answer("404 Not Found", "", "")(conn, head)
		}
	})
	now := probetest.Start
	p := probetest.New(t, func(o *probe.Options) {
		o.Clock = func() time.Time { now = now.Add(30 * time.Millisecond); return now.In(time.FixedZone("X", 3600)) }
	}, web.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "http", Target: "HTTP://" + srv.Addr + "/a/../b", Case: "DL-2020-0001", Expect: &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}}}})
	if err != nil {
		t.Fatal(err)
	}
	if o.Kind != "http" || o.Version != 5 || o.Target != "http://"+srv.Addr+"/b" || o.Verdict != observed.Open ||
		o.Status != 200 || o.Peer != srv.Addr || o.Vantage != "test" || len(o.PlanHash) != 64 || len(o.AnswerMAC) != 64 ||
		o.RTT != 30*time.Millisecond || o.RTTMs != 30 || o.Headers["server"] != "fixture" || o.Local || o.Bytes != 0 {
		t.Errorf("observation %+v", o)
	}
	if !o.Started.Equal(probetest.Start.Add(30*time.Millisecond)) || o.Started.Location() != time.UTC {
		t.Errorf("started %s", o.Started)
	}
}

func TestPlanShowsTheExactBytesThatAreSent(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(forbidden))
	p := probetest.New(t, nil, web.New(), s3.New())
	for _, asset := range []target.Target{
		{Kind: "http", Target: "http://" + srv.Addr + "/x?y=%20", Case: "DL-2020-0001"},
		{Kind: "s3", Target: "http://" + srv.Addr + "/bucket/", Key: "a b/é+?.jpg", Case: "DL-2020-0001"},
	} {
		plan, err := p.Plan(asset)
		if err != nil {
			t.Fatal(err)
		}
		before := len(srv.Heads())
		o, err := probetest.Observe(t, p, asset)
		if err != nil {
			t.Fatal(err)
		}
		heads := srv.Heads()[before:]
		if len(heads) != len(plan.Steps) {
			t.Fatalf("%d requests for %d steps", len(heads), len(plan.Steps))
		}
		for i, step := range plan.Steps {
			if heads[i] != string(step.Request) {
				t.Errorf("sent:\n%s\nplanned:\n%s", heads[i], step.Request)
			}
		}
		if o.PlanHash != plan.Hash {
			t.Errorf("plan hash %s, observed %s", plan.Hash, o.PlanHash)
		}
		for _, want := range []string{
			"User-Agent: Daylight/1.0 (+https://daylight.example/probe; case DL-2020-0001)\r\n",
			"From: team@daylight.example\r\n", "Connection: close\r\n",
		} {
			if !strings.Contains(heads[0], want) {
				t.Errorf("no %q in\n%s", want, heads[0])
			}
		}
		for _, never := range []string{"Cookie", "Authorization", "Accept-Encoding", "Referer", "Range"} {
			if strings.Contains(heads[0], never+":") {
				t.Errorf("%s is sent", never)
			}
		}
	}
}

func TestPlanHashDependsOnWhatIsSent(t *testing.T) {
	p := probetest.New(t, nil, web.New(), s3.New())
	seen := map[string]string{}
	for _, asset := range []target.Target{
		{Kind: "http", Target: "https://a.example/"},
		{Kind: "http", Target: "http://a.example/"},
		{Kind: "http", Target: "https://a.example/b"},
		{Kind: "s3", Target: "s3://bucket"},
		{Kind: "s3", Target: "s3://bucket", Key: "k"},
		{Kind: "s3", Target: "s3://bucket", Case: "X-1"},
	} {
		plan, err := p.Plan(asset)
		if err != nil {
			t.Fatal(err)
		}
		again, err := p.Plan(asset)
		if err != nil || again.Hash != plan.Hash {
			t.Errorf("%+v: not the same twice (%v)", asset, err)
		}
		if other, dup := seen[plan.Hash]; dup {
			t.Errorf("%+v has the plan of %s", asset, other)
		}
		seen[plan.Hash] = asset.Target
	}
	one, _ := p.Plan(target.Target{Kind: "s3", Target: "s3://bucket/k"})
	two, _ := p.Plan(target.Target{Kind: "s3", Target: "https://s3.amazonaws.com/bucket/", Key: "k"})
	if one.Hash != two.Hash || one.Target != two.Target {
		t.Errorf("two spellings of one target have two plans: %s, %s", one.Target, two.Target)
	}
}

func TestProbeRefusesWhatItCannotPlan(t *testing.T) {
	p := probetest.New(t, nil, web.New(), s3.New())
	for name, asset := range map[string]target.Target{
		"unknown kind":         {Kind: "redis", Target: "redis://a.example"},
		"credentials":          {Kind: "http", Target: "https://u" + ":p@a.example/"},
		"key on http":          {Kind: "http", Target: "https://a.example/", Key: "k"},
		"no bucket":            {Kind: "s3", Target: "https://s3.amazonaws.com/"},
		"two keys":             {Kind: "s3", Target: "s3://bucket/a", Key: "b"},
		"key too long":         {Kind: "s3", Target: "s3://bucket", Key: strings.Repeat("k", 1025)},
		"key is no UTF-8":      {Kind: "s3", Target: "s3://bucket", Key: "\xff"},
		"pattern is no RE2":    {Kind: "http", Target: "https://a.example/", Expect: &disclosure.Expect{Open: &disclosure.Match{Body: "("}}},
		"empty clause":         {Kind: "http", Target: "https://a.example/", Expect: &disclosure.Expect{Closed: &disclosure.Match{}}},
		"server trouble fixed": {Kind: "http", Target: "https://a.example/", Expect: &disclosure.Expect{Closed: &disclosure.Match{Status: []int{503}}}},
		"case breaks header":   {Kind: "http", Target: "https://a.example/", Case: "a\r\nX-Evil: 1"},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := p.Probe(t.Context(), asset)
			if fault.CodeOf(err) != fault.Invalid || o.Verdict != observed.Inconclusive {
				t.Errorf("%+v, %v", o, err)
			}
			if err := p.Validate(asset); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("Validate: %v", err)
			}
		})
	}
}

func TestGuardRefusalIsAnErrorAndALocalObservation(t *testing.T) {
	p := probetest.New(t, func(o *probe.Options) {
		o.AllowPrivate = nil
		o.Resolver = probetest.Names{
			"inside.example": {"10.0.0.1"}, "mixed.example": {"1.1.1.1", "169.254.169.254"}, "meta.example": {"fd00:ec2::254"},
		}
		o.DialOverride = map[string]string{"front.example:80": "127.0.0.1:1"}
	}, web.New())
	for _, host := range []string{
		"127.0.0.1", "[::1]", "169.254.169.254", "inside.example", "mixed.example", "meta.example", "front.example",
		"[::ffff:10.0.0.1]", "168.63.129.16",
	} {
		o, err := p.Probe(t.Context(), target.Target{Kind: "http", Target: "http://" + host + "/"})
		if fault.CodeOf(err) != fault.Refused || !errors.Is(err, guard.ErrRefused) {
			t.Errorf("%s: error %v", host, err)
		}
		if o.Reason != observed.ReasonPolicyDenied || !o.Local || o.Verdict != observed.Inconclusive || o.Peer != "" {
			t.Errorf("%s: %+v", host, o)
		}
	}
}

// rebinder answers with a harmless address first and with an inside one ever after.
type rebinder struct{ asked int }

func (r *rebinder) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	r.asked++
	if r.asked == 1 {
		return []netip.Addr{netip.MustParseAddr("127.0.0.2")}, nil
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

func TestRebindingNameGainsNothing(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(okAnswer))
	_, port, _ := net.SplitHostPort(srv.Addr)
	p := probetest.New(t, func(o *probe.Options) {
		o.AllowPrivate, o.Resolver = []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}, &rebinder{}
	}, web.New())
	asset := target.Target{Kind: "http", Target: "http://rebind.example:" + port + "/"}
	if o, err := p.Probe(t.Context(), asset); err != nil || o.Reason != observed.ReasonConnRefused {
		t.Errorf("the harmless address: %+v, %v", o, err)
	}
	if _, err := p.Probe(t.Context(), asset); fault.CodeOf(err) != fault.Refused {
		t.Errorf("the inside address: %v", err)
	}
	if n := len(srv.Heads()); n != 0 {
		t.Errorf("%d requests reached the inside", n)
	}
}

type failing struct{ err error }

func (f failing) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return nil, f.err
}

func TestNameThatDoesNotResolve(t *testing.T) {
	gone := failing{&net.DNSError{Err: "no such host", IsNotFound: true}}
	dead := failing{&net.DNSError{Err: "server misbehaving", IsTemporary: true}}
	slow := failing{&net.DNSError{Err: "i/o timeout", IsTimeout: true}}
	for _, tt := range []struct {
		name          string
		first, second dial.Resolver
		reason        observed.Reason
		verdict       observed.Verdict
		local         bool
	}{
		{"gone is a weak closure", gone, nil, observed.ReasonNameGone, observed.Closed, false},
		{"gone for both resolvers", gone, gone, observed.ReasonNameGone, observed.Closed, false},
		{"the second resolver still knows it", gone, probetest.Names{"a.example": {"1.1.1.1"}}, observed.ReasonDNSFailure, observed.Inconclusive, true},
		{"the second resolver is dead", gone, dead, observed.ReasonDNSFailure, observed.Inconclusive, true},
		{"a dead resolver is ours", dead, nil, observed.ReasonDNSFailure, observed.Inconclusive, true},
		{"a slow resolver is ours", slow, nil, observed.ReasonDNSFailure, observed.Inconclusive, true},
		{"any other failure is ours", failing{errors.New("boom")}, nil, observed.ReasonDNSFailure, observed.Inconclusive, true},
		{"no address at all", failing{}, nil, observed.ReasonNameGone, observed.Closed, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := probetest.New(t, func(o *probe.Options) { o.Resolver, o.SecondResolver = tt.first, tt.second }, web.New())
			o, err := p.Probe(t.Context(), target.Target{Kind: "http", Target: "https://a.example/"})
			if err != nil || o.Reason != tt.reason || o.Verdict != tt.verdict || o.Local != tt.local || o.Strength == observed.Strong {
				t.Errorf("%+v, %v", o, err)
			}
		})
	}
}

func TestANameIsGoneOnlyBesideOneThatIsFound(t *testing.T) {
	for _, tt := range []struct {
		name  string
		known []string
		names probetest.Names
		local bool
	}{
		{"the canary is found", []string{"canary.example"}, probetest.Names{"canary.example": {"192.0.2.9"}}, false},
		{"the second known name is found", []string{"gone.example", "seen.example."}, probetest.Names{"seen.example": {"192.0.2.9"}}, false},
		{"nothing is known", nil, nil, true},
		{"the canary is not found either", []string{"canary.example"}, nil, true},
		{"the only known name is the asset's own", []string{"A.example"}, nil, true},
		{"the only known name is an address", []string{"127.0.0.1"}, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := probetest.New(t, func(o *probe.Options) {
				o.Resolver, o.Known = tt.names, func(context.Context) []string { return tt.known }
			}, web.New())
			o, err := p.Probe(t.Context(), target.Target{Kind: "http", Target: "https://a.example/"})
			want := probe.Closed(observed.ReasonNameGone)
			if tt.local {
				want = probe.Unsure(observed.ReasonDNSFailure)
			}
			if err != nil || o.Facets["http"] != want || o.Local != tt.local {
				t.Errorf("%+v, %v, want %+v", o, err, want)
			}
		})
	}
}

func TestRefusedCountsOnlyWhenEachAddressRefuses(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(forbidden))
	_, port, _ := net.SplitHostPort(srv.Addr)
	p := probetest.New(t, func(o *probe.Options) {
		o.Resolver = probetest.Names{"half.example": {"127.0.0.9", "127.0.0.1"}, "none.example": {"127.0.0.8", "127.0.0.9"}}
	}, web.New())
	o, err := p.Probe(t.Context(), target.Target{Kind: "http", Target: "http://half.example:" + port + "/"})
	if err != nil || o.Reason != observed.ReasonDeniedForUs || o.Peer != srv.Addr {
		t.Errorf("one of two addresses answers: %+v, %v", o, err)
	}
	o, err = p.Probe(t.Context(), target.Target{Kind: "http", Target: "http://none.example:" + port + "/"})
	if err != nil || o.Reason != observed.ReasonConnRefused || o.Strength != observed.Weak {
		t.Errorf("both refuse: %+v, %v", o, err)
	}
}

func TestProbeThatIsStoppedSaysNothingAboutTheAsset(t *testing.T) {
	srv := probetest.Serve(t, probetest.Hang)
	p := probetest.New(t, probetest.Impatient, web.New())
	asset := target.Target{Kind: "http", Target: "http://" + srv.Addr + "/"}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	o, err := p.Probe(ctx, asset)
	if fault.CodeOf(err) != fault.Unavailable || !o.Local || o.Reason != observed.ReasonOverload {
		t.Errorf("%+v, %v", o, err)
	}
	o, err = p.Probe(t.Context(), asset)
	if err != nil || o.Local || o.Reason != observed.ReasonTimeoutRead {
		t.Errorf("our own limit: %+v, %v", o, err)
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	clock := func() time.Time { return probetest.Start }
	for name, o := range map[string]probe.Options{
		"no clock":         {},
		"short key":        {Clock: clock, MACKey: []byte("short")},
		"kind twice":       {Clock: clock, Kinds: []probe.Kind{web.New(), web.New()}},
		"header injection": {Clock: clock, Identity: probe.Identity{From: "a@b.example\r\nX: y"}},
		"agent injection":  {Clock: clock, Identity: probe.Identity{URL: "https://x/)(y"}},
		"override by name": {Clock: clock, DialOverride: map[string]string{"a.example:443": "localhost:1"}},
	} {
		if _, err := probe.New(o); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUserAgentNamesTheRequester(t *testing.T) {
	full := probe.Identity{Version: "1.2", URL: "https://t.example/p"}
	for want, got := range map[string]string{
		"Daylight/1.2 (+https://t.example/p; case DL-1)": full.UserAgent("DL-1"),
		"Daylight/1.2 (+https://t.example/p)":            full.UserAgent(""),
		"Daylight/dev (case DL-1)":                       probe.Identity{}.UserAgent("DL-1"),
		"Daylight/dev":                                   probe.Identity{}.UserAgent(""),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestCanonicalFindsTheKind(t *testing.T) {
	p := probetest.New(t, nil, s3.New(), web.New())
	if got := strings.Join(p.Kinds(), " "); got != "http s3" {
		t.Errorf("kinds %s", got)
	}
	for _, tt := range []struct{ raw, kind, wantKind, want, key string }{
		{"s3://bucket", "", "s3", "https://bucket.s3.amazonaws.com/", ""},
		{"https://Bucket.S3.eu-west-3.amazonaws.com/a/b.jpg", "", "s3", "https://bucket.s3.eu-west-3.amazonaws.com/", "a/b.jpg"},
		{"https://example.com/.git/config", "", "http", "https://example.com/.git/config", ""},
		{"http://127.0.0.1:9000/bucket", "", "http", "http://127.0.0.1:9000/bucket", ""},
		{"http://127.0.0.1:9000/bucket", "s3", "s3", "http://127.0.0.1:9000/bucket/", ""},
		{"https://bucket.s3.amazonaws.com/x", "http", "http", "https://bucket.s3.amazonaws.com/x", ""},
	} {
		got, how, err := p.Canonical(tt.raw, tt.kind)
		if err != nil || got.Kind != tt.wantKind || got.Target != tt.want || got.Key != tt.key || how == "" {
			t.Errorf("Canonical(%q, %q) = %+v, %q, %v", tt.raw, tt.kind, got, how, err)
		}
	}
	for _, raw := range []string{"", "ftp://a.example", "https://u:p@bucket.s3.amazonaws.com/", "https://b.s3.amazonaws.com/k?X-Amz-Signature=1"} {
		if got, _, err := p.Canonical(raw, ""); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("Canonical(%q) = %+v, %v", raw, got, err)
		}
	}
	if _, _, err := p.Canonical("x", "redis"); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("unknown kind: %v", err)
	}
}
