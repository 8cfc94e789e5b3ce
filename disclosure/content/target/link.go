package target

import (
	"net/netip"
	"strings"

	"daylight/disclosure/pattern"
	"daylight/disclosure/place"
)

// address matches what a browser follows: with a scheme, or without one ("//host/").
var address = pattern.New(`(?i)(?:\b[a-z][a-z0-9+.-]{1,20}:)?//[^\s"'<>\\` + "`" + `]+`)

// Links returns live links to an asset or to somebody's IP address. Links to the vendor, the press and others are fine.
func (s *Set) Links(text string) []Found {
	if !strings.Contains(text, "//") {
		return nil
	}
	var out []Found
	for _, at := range address.FindAllStringIndex(text, -1) {
		scheme, rest, _ := strings.Cut(text[at[0]:at[1]], "//")
		if strings.HasPrefix(lower(scheme), "hxxp") {
			continue // no program follows it, and it is how a target is written in a full writeup
		}
		rest = lower(strings.TrimRight(rest, ").,;:]}"))
		host, port, path := splitHost(rest)
		if a, ok := machine(host); ok {
			if asset := s.At(a); asset != "" {
				out = append(out, Found{Start: at[0], End: at[1], Asset: asset, What: "link", Value: a.String()})
			} else if place.OfSomebody(a) {
				out = append(out, Found{Start: at[0], End: at[1], What: "link", Value: a.String()})
			}
		}
		for i := range s.forms {
			if t := &s.forms[i]; t.leadsTo(host, port, path) {
				out = append(out, Found{Start: at[0], End: at[1], Asset: t.asset, What: "link", Value: t.value})
				break
			}
		}
	}
	return out
}

// machine reads a host that is an address in any notation that browsers follow.
func machine(host string) (netip.Addr, bool) {
	host = strings.TrimSuffix(host, ".")
	if host == "" {
		return netip.Addr{}, false
	}
	return place.Numeric(host)
}

// splitHost takes what follows the // of an address apart.
func splitHost(rest string) (host, port, path string) {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest, path = rest[:i], rest[i:]
	}
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	if strings.HasPrefix(rest, "[") {
		host, port, _ = strings.Cut(rest[1:], "]")
		return host, strings.TrimPrefix(port, ":"), path
	}
	host, port, _ = strings.Cut(rest, ":")
	return strings.TrimSuffix(host, "."), port, path
}

// leadsTo reports whether an address belongs to the asset.
func (f *form) leadsTo(host, port, path string) bool {
	if f.host == "" || host != f.host && !strings.HasSuffix(host, "."+f.host) {
		return false
	}
	if f.port != "" && port != f.port {
		return false
	}
	if f.path == "" {
		return true
	}
	rest, ok := strings.CutPrefix(path, f.path)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], "/?#") || strings.HasSuffix(f.path, "/"))
}
