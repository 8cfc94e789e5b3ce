package dangling_test

import (
	"net"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dangling"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// zone are records as a zone file has them, by name. A name that is not in it does not exist; "!" is a failure, "-" a
// name without records. The zone that denies a name is the longest one in apexes above it.
type zone map[string]string

var apexes = []string{"example.com.", "com.", "azurewebsites.net.", "amazonaws.com.", "github.io.", "net."}

func (z zone) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg)
	m.SetReply(q)
	name := q.Question[0].Name
	switch text, ok := z[strings.TrimSuffix(name, ".")]; {
	case text == "!":
		m.Rcode = dns.RcodeServerFailure
	case ok && text != "-":
		rr, err := dns.NewRR(name + " 60 IN " + text)
		if err != nil {
			panic(err)
		}
		if rr.Header().Rrtype == q.Question[0].Qtype {
			m.Answer = []dns.RR{rr}
		}
	case !ok:
		m.Rcode = dns.RcodeNameError
	}
	if len(m.Answer) == 0 {
		for _, apex := range apexes {
			if dns.IsSubDomain(apex, name) {
				rr, _ := dns.NewRR(apex + " 60 IN SOA ns.example. root.example. 1 2 3 4 5")
				m.Ns = []dns.RR{rr}
				break
			}
		}
	}
	_ = w.WriteMsg(m)
}

// serve starts a name server and returns its address.
func serve(t *testing.T, h dns.Handler) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	s := &dns.Server{PacketConn: conn, Handler: h, NotifyStartedFunc: func() { close(ready) }}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.ActivateAndServe() }()
	<-ready
	t.Cleanup(func() { _ = s.Shutdown(); <-done })
	return conn.LocalAddr().String()
}

var (
	isOpen   = probe.Open()
	takeover = probe.Takeover()
	gone     = probe.Closed(observed.ReasonResourceGone)
	lost     = probe.Closed(observed.ReasonNameGone)
	odd      = probe.Unsure(observed.ReasonUnrecognised)
	failed   = probe.Unsure(observed.ReasonDNSFailure)
)

const (
	host     = "shop.example.com"
	noBucket = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><BucketName>SENTINEL</BucketName></Error>"
	noPages  = "<!doctype html><p>There isn't a GitHub Pages site here.</p>SENTINEL"
)

func TestChainsAreJudged(t *testing.T) {
	const page = "Content-Type: text/html\r\n"
	for _, tt := range []struct {
		name         string
		zone         zone
		key          string
		status, body string // of the place; "" when no request may be sent
		record, take observed.FacetResult
	}{
		{"leads to nothing at a provider that hands out names", zone{host: "CNAME shop.azurewebsites.net."}, "", "", "", isOpen, takeover},
		{"leads to a domain that anybody may register", zone{host: "CNAME www.lapsed-shop.com."}, "", "", "", isOpen, takeover},
		{"leads to nothing within somebody's domain", zone{host: "CNAME old.example.com."}, "", "", "", isOpen, odd},
		{"leads to nothing over two aliases", zone{host: "CNAME a.example.com.", "a.example.com": "CNAME x.azurewebsites.net."}, "", "", "", isOpen, takeover},
		{"the provider calls the place free", zone{host: "CNAME b.s3.amazonaws.com.", "b.s3.amazonaws.com": "A 127.0.0.1"}, "", "404 Not Found", noBucket, isOpen, takeover},
		{"another provider calls the place free", zone{host: "CNAME x.github.io.", "x.github.io": "A 127.0.0.1"}, "", "404 Not Found", noPages, isOpen, takeover},
		{"the words of another provider", zone{host: "CNAME x.github.io.", "x.github.io": "A 127.0.0.1"}, "", "404 Not Found", noBucket, odd, odd},
		{"the words with a success", zone{host: "CNAME x.github.io.", "x.github.io": "A 127.0.0.1"}, "", "200 OK", noPages, odd, odd},
		{"somebody uses the place", zone{host: "CNAME x.github.io.", "x.github.io": "A 127.0.0.1"}, "", "200 OK", "<html>SENTINEL", odd, odd},
		{"in use at no provider that we know", zone{host: "CNAME x.example.com.", "x.example.com": "A 127.0.0.1"}, "", "", "", odd, odd},
		{"leads elsewhere than recorded", zone{host: "CNAME x.example.com.", "x.example.com": "A 127.0.0.1"}, "old.azurewebsites.net", "", "", gone, gone},
		{"leads elsewhere, which is free again", zone{host: "CNAME x.github.io.", "x.github.io": "A 127.0.0.1"}, "old.azurewebsites.net", "404 Not Found", noPages, isOpen, takeover},
		{"leads elsewhere, which is not there", zone{host: "CNAME x.azurewebsites.net."}, "old.azurewebsites.net", "", "", isOpen, takeover},
		{"leads to the recorded place, which is used", zone{host: "CNAME x.example.com.", "x.example.com": "A 127.0.0.1"}, "x.example.com", "", "", odd, odd},
		{"the record is removed", zone{}, "", "", "", gone, gone},
		{"the alias is removed and the name kept", zone{host: "-"}, "", "", "", gone, gone},
		{"the name has addresses of its own", zone{host: "A 127.0.0.1"}, "", "200 OK", "<html>SENTINEL", gone, gone},
		{"the alias hides behind the provider's addresses", zone{host: "A 127.0.0.1"}, "", "404 Not Found", noBucket, isOpen, takeover},
		{"the addresses answer nothing useful", zone{host: "A 127.0.0.1"}, "", "503 No", "SENTINEL", gone, probe.Unsure(observed.ReasonServerError)},
		{"the end has no address", zone{host: "CNAME x.example.com.", "x.example.com": "-"}, "", "", "", odd, odd},
		{"a circle", zone{host: "CNAME a.example.com.", "a.example.com": "CNAME " + host + "."}, "", "", "", odd, odd},
		{"the resolver fails", zone{host: "!"}, "", "", "", failed, failed},
		{"the resolver fails at the end", zone{host: "CNAME x.azurewebsites.net.", "x.azurewebsites.net": "!"}, "", "", "", failed, failed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, probetest.Answer(tt.status, page, tt.body))
			p := probetest.New(t, func(o *probe.Options) {
				o.NameServers = []string{serve(t, tt.zone)}
				o.DialOverride = map[string]string{host + ":80": srv.Addr}
			}, dangling.New())
			o, err := probetest.Observe(t, p, target.Target{Kind: "dns_dangling", Target: host, Key: tt.key})
			if err != nil || o.Facets[dangling.FacetRecord] != tt.record || o.Facets[dangling.FacetTakeover] != tt.take {
				t.Errorf("%+v, %v, want %+v and %+v", o, err, tt.record, tt.take)
			}
			if asked := len(srv.Heads()) > 0; asked != (tt.status != "") {
				t.Errorf("the place was asked: %t", asked)
			}
			if o.Local != (tt.record == failed) {
				t.Errorf("local: %t", o.Local)
			}
			if tt.take == takeover && (o.Reason != observed.ReasonTakeover || o.Verdict != observed.Open) {
				t.Errorf("the risk hides: %s, %s", o.Verdict, o.Reason)
			}
		})
	}
}

func TestLostDomainIsNoRemovedRecord(t *testing.T) {
	p := probetest.New(t, func(o *probe.Options) { o.NameServers = []string{serve(t, zone{})} }, dangling.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "dns_dangling", Target: "shop.lapsed-shop.com"})
	if err != nil || o.Facets[dangling.FacetRecord] != lost || o.Strength != observed.Weak {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestTwoNameServersHaveToAgreeThatANameIsGone(t *testing.T) {
	alias := zone{host: "CNAME x.azurewebsites.net."}
	for name, tt := range map[string]struct {
		first, second zone
		want          observed.FacetResult
	}{
		"both deny":             {zone{}, zone{}, gone},
		"the second knows it":   {zone{}, alias, failed},
		"the second is dead":    {zone{}, zone{host: "!"}, gone},
		"the first is dead":     {zone{host: "!"}, zone{}, gone},
		"the first knows it":    {alias, zone{host: "A 127.0.0.1"}, isOpen},
		"both of them are dead": {zone{host: "!"}, zone{host: "!"}, failed},
	} {
		t.Run(name, func(t *testing.T) {
			p := probetest.New(t, func(o *probe.Options) { o.NameServers = []string{serve(t, tt.first), serve(t, tt.second)} }, dangling.New())
			o, err := probetest.Observe(t, p, target.Target{Kind: "dns_dangling", Target: host})
			if err != nil || o.Facets[dangling.FacetRecord] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestAnswersThatAreNoneAreOurTrouble(t *testing.T) {
	for name, h := range map[string]dns.HandlerFunc{
		"another question": func(w dns.ResponseWriter, q *dns.Msg) {
			m := new(dns.Msg)
			m.SetReply(q)
			m.Question[0].Name, m.Rcode = "other.example.com.", dns.RcodeNameError
			_ = w.WriteMsg(m)
		},
		"garbage": func(w dns.ResponseWriter, _ *dns.Msg) { _, _ = w.Write([]byte(probetest.Secret)) },
		"refused": func(w dns.ResponseWriter, q *dns.Msg) {
			m := new(dns.Msg)
			m.SetRcode(q, dns.RcodeRefused)
			_ = w.WriteMsg(m)
		},
		"cut off, and no TCP": func(w dns.ResponseWriter, q *dns.Msg) {
			m := new(dns.Msg)
			m.SetReply(q)
			m.Truncated = true
			_ = w.WriteMsg(m)
		},
		"silence": func(dns.ResponseWriter, *dns.Msg) {},
	} {
		t.Run(name, func(t *testing.T) {
			p := probetest.New(t, func(o *probe.Options) { probetest.Impatient(o); o.NameServers = []string{serve(t, h)} }, dangling.New())
			o, err := probetest.Observe(t, p, target.Target{Kind: "dns_dangling", Target: host})
			if err != nil || o.Facets[dangling.FacetRecord] != failed || o.Facets[dangling.FacetTakeover] != failed || !o.Local {
				t.Errorf("%+v, %v", o, err)
			}
		})
	}
}

func TestProviderIsReachedThroughTheGuard(t *testing.T) {
	z := zone{host: "CNAME x.github.io.", "x.github.io": "A 169.254.169.254"}
	p := probetest.New(t, func(o *probe.Options) {
		o.NameServers, o.Resolver = []string{serve(t, z)}, probetest.Names{host: {"169.254.169.254"}}
	}, dangling.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "dns_dangling", Target: host})
	if o.Facets[dangling.FacetTakeover].Reason != observed.ReasonPolicyDenied || o.Verdict != observed.Inconclusive {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestTargetIsANameAlone(t *testing.T) {
	p := probetest.New(t, nil, dangling.New())
	for raw, want := range map[string]string{
		"Shop.Example.com.": "dns://shop.example.com", "https://shop.example.com/": "dns://shop.example.com",
		"dns://BÜCHER.example": "dns://xn--bcher-kva.example", "hxxps://shop[.]example[.]com": "dns://shop.example.com",
	} {
		got, _, err := p.Canonical(raw, "dns_dangling")
		if err != nil || got.Target != want {
			t.Errorf("%q is read as %+v, %v", raw, got, err)
		}
		one, err := p.Plan(got)
		if again, err2 := p.Plan(target.Target{Kind: "dns_dangling", Target: raw}); err != nil || err2 != nil || one.Hash != again.Hash || len(one.Steps) != 2 {
			t.Errorf("%q: %+v, %v, %v", raw, one, err, err2)
		}
	}
	for _, raw := range []string{
		"", "com", "192.0.2.7", "[2001:db8::7]", "shop.example.com:53", "root:SENTINEL@shop.example.com", "https://shop.example.com/a",
		"dns://shop.example.com?password=SENTINEL", "a b.example", "abcdefghij.onion", "gopher://a.example",
	} {
		err := p.Validate(target.Target{Kind: "dns_dangling", Target: raw})
		if code := fault.CodeOf(err); (code != fault.Invalid && code != fault.Refused) || strings.Contains(err.Error(), "SENTINEL") {
			t.Errorf("%q: %v", raw, err)
		}
	}
	if err := p.Validate(target.Target{Kind: "dns_dangling", Target: host, Expect: &disclosure.Expect{}}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("expect: %v", err)
	}
}
