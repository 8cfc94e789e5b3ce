package dangling

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// maxAliases bounds a chain. Resolvers give up on long ones, so they do not work for visitors either.
const maxAliases = 8

// chain is a name, the names that it is an alias of in turn, and what DNS says about the last one.
type chain struct {
	names []string // the name of the asset first
	end   probe.DNSRecords
}

func (c chain) last() string  { return c.names[len(c.names)-1] }
func (c chain) aliased() bool { return len(c.names) > 1 }

// walk follows the aliases of a name. It returns false when DNS gave no usable answer; the facets then have their reason.
func walk(ctx context.Context, q *probe.Inquiry, host string) (chain, bool) {
	c := chain{names: []string{host}}
	for {
		r, ok := q.LookupDNS(ctx, c.last(), FacetRecord, FacetTakeover)
		if !ok {
			return c, false
		}
		if c.end = r; r.CNAME == "" {
			return c, true
		}
		next, err := target.CanonicalHost(r.CNAME)
		if err != nil || slices.Contains(c.names, next) || len(c.names) > maxAliases {
			q.SetRemaining(nil, FacetRecord, FacetTakeover) // a loop, or an invalid name
			return c, false
		}
		c.names = append(c.names, next)
	}
}

// verdict is what DNS alone says, and whether the provider has to be asked as well.
type verdict struct {
	record, takeover observed.FacetResult
	askProvider      bool // takeover is then the result if the provider does not say that the place is free
}

// judge judges a chain. place is where the alias led when it was found, "" when that was not recorded.
func judge(c chain, place string) verdict {
	unsure, gone := probe.Unsure(observed.ReasonUnrecognised), probe.Closed(observed.ReasonResourceGone)
	switch {
	case !c.aliased() && c.end.Gone:
		r := probe.Closed(observed.ReasonNameGone)
		if within(c.last(), c.end.Zone) {
			r = gone
		}
		return verdict{record: r, takeover: r}
	case !c.aliased() && len(c.end.Addresses) > 0:
		// The alias may have been replaced by addresses of the same provider, which lead to the same place.
		return verdict{record: gone, takeover: gone, askProvider: true}
	case !c.aliased() && c.end.Zone != "":
		return verdict{record: gone, takeover: gone}
	case !c.aliased():
		return verdict{record: unsure, takeover: unsure}
	case c.end.Gone && (freeWhenGone(c.last()) || unregistered(c.last(), c.end.Zone)):
		return verdict{record: probe.Open(), takeover: probe.Takeover()}
	case c.end.Gone:
		return verdict{record: probe.Open(), takeover: unsure}
	case len(c.end.Addresses) == 0:
		return verdict{record: unsure, takeover: unsure}
	}
	known := fingerprintOf(c.last()) != nil
	if place != "" && !slices.Contains(c.names[1:], place) {
		return verdict{record: gone, takeover: gone, askProvider: known}
	}
	return verdict{record: unsure, takeover: unsure, askProvider: known}
}

// within reports whether zone belongs to the owner of the name. If a zone above it denies the name, the owner has lost the
// whole domain. That is not a fix.
func within(host, zone string) bool {
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	return err == nil && zone != "" && (zone == domain || strings.HasSuffix(zone, "."+domain))
}

// unregistered reports whether the zone that denies a name is a public suffix: then the domain of the name is not registered,
// and anybody may register it.
func unregistered(host, zone string) bool {
	suffix, icann := publicsuffix.PublicSuffix(host)
	return icann && zone != "" && (zone == suffix || strings.HasSuffix(suffix, "."+zone))
}
