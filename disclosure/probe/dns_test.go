package probe

import (
	"testing"
	"time"

	"github.com/miekg/dns"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
)

// FuzzDNS checks that no answer to another question is read, and that a name which has something is not gone.
func FuzzDNS(f *testing.F) {
	add := func(rcode int, rr ...string) {
		m := new(dns.Msg)
		m.SetQuestion("a.example.com.", dns.TypeCNAME)
		m.Response, m.Rcode = true, rcode
		for _, text := range rr {
			r, err := dns.NewRR(text)
			if err != nil {
				f.Fatal(err)
			}
			if r.Header().Rrtype == dns.TypeSOA {
				m.Ns = append(m.Ns, r)
			} else {
				m.Answer = append(m.Answer, r)
			}
		}
		b, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	add(dns.RcodeSuccess, "a.example.com. 1 IN CNAME b.example.net.")
	add(dns.RcodeNameError, "a.example.com. 1 IN CNAME b.example.net.", "example.net. 1 IN SOA a. b. 1 2 3 4 5")
	add(dns.RcodeNameError, "example.com. 1 IN SOA a. b. 1 2 3 4 5")
	add(dns.RcodeSuccess, "a.example.com. 1 IN A 192.0.2.7", "a.example.com. 1 IN AAAA 2001:db8::7")
	add(dns.RcodeServerFailure)
	f.Fuzz(func(t *testing.T, b []byte) {
		m := new(dns.Msg)
		if m.Unpack(b) != nil {
			return
		}
		r, ok := readDNS(m, "a.example.com", dns.TypeCNAME)
		if ok && (len(m.Question) != 1 || (m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError)) {
			t.Errorf("read %+v of %s", r, m)
		}
		if r.Gone && (r.CNAME != "" || len(r.Addresses) > 0 || m.Rcode != dns.RcodeNameError) {
			t.Errorf("gone, and %+v", r)
		}
		if r.Zone != "" && !dns.IsSubDomain(dns.Fqdn(r.Zone), "a.example.com.") {
			t.Errorf("zone %s", r.Zone)
		}
	})
}

func TestNameServersAreAddresses(t *testing.T) {
	for server, want := range map[string]bool{"127.0.0.1:53": true, "[::1]:53": true, "127.0.0.1": false, "ns.example:53": false} {
		if _, err := nameServers([]string{server}); (err == nil) != want || (err != nil && fault.CodeOf(err) != fault.Invalid) {
			t.Errorf("%s: %v", server, err)
		}
	}
}

func TestDNSIsNotLookedUpBehindAProxy(t *testing.T) {
	egress, err := dial.ParseEgress("socks5://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEnv(Options{Clock: time.Now, Egress: egress})
	if err != nil {
		t.Fatal(err)
	}
	r, f := e.LookupDNS(t.Context(), "name.example")
	if f == nil || !f.Local || f.Reason != observed.ReasonVantageMismatch || r.Gone {
		t.Errorf("%+v %+v", r, f)
	}
}
