package dangling

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// maxAliases bounds a chain. Longer ones do not work for visitors either.
const maxAliases = 8

// chain is a name, what it stands for, and what is known about the last of them.
type chain struct {
	names []string // the asset first
	end   probe.Records
}

func (c chain) last() string  { return c.names[len(c.names)-1] }
func (c chain) aliased() bool { return len(c.names) > 1 }

// walk follows the aliases of a name.
func walk(ctx context.Context, q *probe.Inquiry, host string) (chain, bool) {
	c := chain{names: []string{host}}
	for {
		r, ok := q.Records(ctx, c.last(), FacetRecord, FacetTakeover)
		if !ok {
			return c, false
		}
		if c.end = r; r.CNAME == "" {
			return c, true
		}
		next, err := probe.CanonicalHost(r.CNAME)
		if err != nil || slices.Contains(c.names, next) || len(c.names) > maxAliases {
			q.Rest(nil, FacetRecord, FacetTakeover) // a circle, or a name that is none
			return c, false
		}
		c.names = append(c.names, next)
	}
}

// verdict is what DNS alone says, and whether the provider has to be asked.
type verdict struct {
	record, takeover disclosure.FacetResult
	ask              bool // takeover then is what to think when the provider does not call the place free
}

// judge says what a chain means. place is where the alias led when it was found, "" when that was not recorded.
func judge(c chain, place string) verdict {
	unsure, gone := probe.Unsure(disclosure.ReasonUnrecognised), probe.Closed(disclosure.ReasonResourceGone)
	switch {
	case !c.aliased() && c.end.Gone:
		r := probe.Closed(disclosure.ReasonNameGone)
		if within(c.last(), c.end.Zone) {
			r = gone
		}
		return verdict{record: r, takeover: r}
	case !c.aliased() && len(c.end.Addresses) > 0:
		// The alias may have been replaced by the provider's addresses, which lead to the same place.
		return verdict{record: gone, takeover: gone, ask: true}
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
		return verdict{record: gone, takeover: gone, ask: known}
	}
	return verdict{record: unsure, takeover: unsure, ask: known}
}

// within reports whether zone is one of the name's owner. A zone above it says that the owner lost the domain, which is
// no fix.
func within(host, zone string) bool {
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	return err == nil && zone != "" && (zone == domain || strings.HasSuffix(zone, "."+domain))
}

// unregistered reports whether the zone that denies a name is one under which domains are registered.
func unregistered(host, zone string) bool {
	suffix, icann := publicsuffix.PublicSuffix(host)
	return icann && zone != "" && (zone == suffix || strings.HasSuffix(suffix, "."+zone))
}
