package probe

import (
	"context"
	"net"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Records are what DNS says about one name, without following it.
type Records struct {
	Gone      bool   // there is no such name
	CNAME     string // what the name stands for, without the last dot; "" for none
	Addresses []netip.Addr
	// Zone is the zone that says that there is no name or nothing more to it, "" when none said so. An answer of nothing
	// that no zone stands behind may be that of a resolver in trouble.
	Zone string
}

// resolvConf is where the machine keeps its name servers.
const resolvConf = "/etc/resolv.conf"

// nameServers checks what was configured. Without any, the machine's are looked up when the first record is asked for.
func nameServers(configured []string) ([]string, error) {
	for _, s := range configured {
		if _, err := netip.ParseAddrPort(s); err != nil {
			return nil, fault.Errorf(fault.Invalid, "a name server is written as address:port: %w", err)
		}
	}
	return configured, nil
}

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

// Records asks for the alias of a name and, where it has none, for its addresses. A fault is our own: a resolver that
// does not answer says nothing about the asset.
func (e *Env) Records(ctx context.Context, name string) (Records, *Fault) {
	if e.egress != nil {
		// Our own resolver would answer, and that is not what the place behind the proxy sees.
		here := local(disclosure.ReasonVantageMismatch)
		return Records{}, &here
	}
	servers := e.nameServers()
	if len(servers) > 2 {
		servers = servers[:2]
	}
	var last Records
	trouble := local(disclosure.ReasonDNSFailure)
	heard := false
	for _, server := range servers {
		r, ok := e.recordsFrom(ctx, server, name)
		if !ok {
			if ctx.Err() != nil {
				break
			}
			continue
		}
		if heard && r.Gone != last.Gone {
			return Records{}, &trouble // one of them is behind, or lies
		}
		if last, heard = r, true; !r.Gone {
			return r, nil
		}
	}
	if !heard || (last.Gone && ctx.Err() != nil) {
		return Records{}, &trouble
	}
	return last, nil
}

// recordsFrom asks one server.
func (e *Env) recordsFrom(ctx context.Context, server, name string) (Records, bool) {
	r, ok := e.question(ctx, server, name, dns.TypeCNAME)
	if !ok || r.Gone || r.CNAME != "" {
		return r, ok
	}
	for _, kind := range [...]uint16{dns.TypeA, dns.TypeAAAA} {
		more, ok := e.question(ctx, server, name, kind)
		if !ok || more.Gone {
			return Records{}, false // the answers do not agree
		}
		r.Addresses = append(r.Addresses, more.Addresses...)
	}
	return r, true
}

// question asks over UDP, and again over TCP when the answer was cut off.
func (e *Env) question(ctx context.Context, server, name string, kind uint16) (Records, bool) {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(name), kind)
	for _, network := range [...]string{"udp", "tcp"} {
		c := dns.Client{Net: network, Timeout: e.limits.Connect}
		answer, _, err := c.ExchangeContext(ctx, m, server)
		if err != nil {
			return Records{}, false
		}
		if !answer.Truncated {
			return readRecords(answer, name, kind)
		}
	}
	return Records{}, false
}

// readRecords reads an answer about name. Records of other names, which servers add when they follow an alias, are not
// looked at.
func readRecords(m *dns.Msg, name string, kind uint16) (Records, bool) {
	if !m.Response || len(m.Question) != 1 || !strings.EqualFold(m.Question[0].Name, dns.Fqdn(name)) || m.Question[0].Qtype != kind {
		return Records{}, false
	}
	if m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError {
		return Records{}, false
	}
	var r Records
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
	// The end of a chain may be gone while this name, which begins it, is there.
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

// Records asks DNS for a name. When that fails, each of facets says so and the second result is false.
func (q *Inquiry) Records(ctx context.Context, name string, facets ...string) (Records, bool) {
	r, fault := q.env.Records(ctx, name)
	if fault != nil {
		q.o.Local = true
		q.Rest(fault, facets...)
	}
	return r, fault == nil
}
