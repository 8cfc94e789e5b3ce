package probe

import (
	"context"
	"net"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
)

// DNSRecords are what DNS says about one name, without following an alias.
type DNSRecords struct {
	Gone      bool   // there is no such name (NXDOMAIN)
	CNAME     string // the name that this one is an alias of, without the last dot; "" for none
	Addresses []netip.Addr
	// Zone is the zone whose SOA record came with an empty answer, "" without one. An empty answer without a zone behind it
	// may be that of a resolver in trouble.
	Zone string
}

// resolvConf is where the machine lists its name servers.
const resolvConf = "/etc/resolv.conf"

// nameServers checks the configured name servers. Without any, those of the machine are read at each lookup.
func nameServers(configured []string) ([]string, error) {
	for _, s := range configured {
		if _, err := netip.ParseAddrPort(s); err != nil {
			return nil, fault.Errorf(fault.Invalid, "a name server is written as address:port: %w", err)
		}
	}
	return configured, nil
}

// nameServers returns the name servers to query. Those of the machine are read each time, because they change with its network.
func (e *Env) nameServers() []string {
	if len(e.servers) > 0 {
		return e.servers
	}
	conf, err := dns.ClientConfigFromFile(resolvConf)
	if err != nil {
		return nil
	}
	var out []string
	for _, s := range conf.Servers {
		out = append(out, net.JoinHostPort(s, conf.Port))
	}
	return out
}

// LookupDNS looks up the alias of a name and, where it has none, its addresses. That the name is gone needs the agreement of
// two name servers, where there are two. A fault is our own: a resolver that does not answer says nothing about the asset.
func (e *Env) LookupDNS(ctx context.Context, name string) (DNSRecords, *dial.Fault) {
	if e.dialer.Proxied() {
		// Our own resolver would answer, and that is not what the vantage point behind the proxy sees.
		fault := dial.Local(observed.ReasonVantageMismatch)
		return DNSRecords{}, &fault
	}
	servers := e.nameServers()
	if len(servers) > 2 {
		servers = servers[:2]
	}
	var last DNSRecords
	trouble := dial.Local(observed.ReasonDNSFailure)
	heard := false
	for _, server := range servers {
		r, ok := e.lookupAt(ctx, server, name)
		if !ok {
			if ctx.Err() != nil {
				break
			}
			continue
		}
		if heard && r.Gone != last.Gone {
			return DNSRecords{}, &trouble // one of them has stale data, or lies
		}
		if last, heard = r, true; !r.Gone {
			return r, nil
		}
	}
	if !heard || (last.Gone && ctx.Err() != nil) {
		return DNSRecords{}, &trouble
	}
	return last, nil
}

// lookupAt queries one server.
func (e *Env) lookupAt(ctx context.Context, server, name string) (DNSRecords, bool) {
	r, ok := e.queryDNS(ctx, server, name, dns.TypeCNAME)
	if !ok || r.Gone || r.CNAME != "" {
		return r, ok
	}
	for _, kind := range [...]uint16{dns.TypeA, dns.TypeAAAA} {
		more, ok := e.queryDNS(ctx, server, name, kind)
		if !ok || more.Gone {
			return DNSRecords{}, false // the answers do not agree
		}
		r.Addresses = append(r.Addresses, more.Addresses...)
	}
	return r, true
}

// queryDNS sends one query over UDP, and again over TCP when the answer was truncated.
func (e *Env) queryDNS(ctx context.Context, server, name string, kind uint16) (DNSRecords, bool) {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(name), kind)
	for _, network := range [...]string{"udp", "tcp"} {
		c := dns.Client{Net: network, Timeout: e.limits.Connect}
		answer, _, err := c.ExchangeContext(ctx, m, server)
		if err != nil {
			return DNSRecords{}, false
		}
		if !answer.Truncated {
			return readDNS(answer, name, kind)
		}
	}
	return DNSRecords{}, false
}

// readDNS reads an answer about name. Records of other names, which servers add when they follow an alias, are ignored.
func readDNS(m *dns.Msg, name string, kind uint16) (DNSRecords, bool) {
	if !m.Response || len(m.Question) != 1 || !strings.EqualFold(m.Question[0].Name, dns.Fqdn(name)) || m.Question[0].Qtype != kind {
		return DNSRecords{}, false
	}
	if m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError {
		return DNSRecords{}, false
	}
	var r DNSRecords
	for _, rr := range m.Answer {
		if !strings.EqualFold(rr.Header().Name, dns.Fqdn(name)) {
			continue
		}
		switch rr := rr.(type) {
		case *dns.CNAME:
			r.CNAME = strings.ToLower(strings.TrimSuffix(rr.Target, "."))
		case *dns.A:
			r.Addresses = append(r.Addresses, addressOf(rr.A)...)
		case *dns.AAAA:
			r.Addresses = append(r.Addresses, addressOf(rr.AAAA)...)
		}
	}
	// NXDOMAIN is about the end of a chain of aliases (RFC 2308, section 2.1). This name, which begins it, is there.
	if r.CNAME != "" || len(r.Addresses) > 0 {
		return r, true
	}
	r.Gone = m.Rcode == dns.RcodeNameError
	for _, rr := range m.Ns {
		if soa, ok := rr.(*dns.SOA); ok && dns.IsSubDomain(soa.Hdr.Name, dns.Fqdn(name)) {
			r.Zone = strings.ToLower(strings.TrimSuffix(soa.Hdr.Name, "."))
		}
	}
	return r, true
}

func addressOf(ip net.IP) []netip.Addr {
	a, ok := netip.AddrFromSlice(ip)
	if !ok {
		return nil
	}
	return []netip.Addr{a.Unmap()}
}

// LookupDNS is [Env.LookupDNS] for a kind. When it fails, each of facets gets the reason, and the second result is false.
func (q *Inquiry) LookupDNS(ctx context.Context, name string, facets ...string) (DNSRecords, bool) {
	r, fault := q.env.LookupDNS(ctx, name)
	if fault != nil {
		q.o.Local = true
		q.SetRemaining(fault, facets...)
	}
	return r, fault == nil
}
