package target

import (
	"net/netip"
	"strings"
	"unicode"

	"daylight/disclosure/place"
)

// Links returns live links to an asset or to somebody's IP address. Links to the vendor, the press and others are fine.
func (s *Set) Links(text string) []Found {
	if !strings.Contains(text, "//") {
		return nil
	}
	var out []Found
	for end := 0; end < len(text); {
		slashes := strings.Index(text[end:], "//")
		if slashes < 0 {
			break
		}
		slashes += end
		at := [2]int{schemeBefore(text, slashes), len(text)}
		if i := strings.IndexFunc(text[slashes:], endsAddress); i >= 0 {
			at[1] = slashes + i
		}
		end = max(at[1], slashes+2)
		if strings.HasPrefix(lower(text[at[0]:slashes]), "hxxp") {
			continue // no program follows it, and it is how a target is written in a full writeup
		}
		rest := lower(strings.TrimRight(text[slashes+2:at[1]], ").,;:]}"))
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

// schemeBefore is where the scheme of an address begins, or its slashes where it has none ("//host/").
func schemeBefore(text string, slashes int) int {
	if slashes == 0 || text[slashes-1] != ':' {
		return slashes
	}
	at := slashes - 1
	for at > 0 && (isDigit(text[at-1]) || text[at-1]|0x20 >= 'a' && text[at-1]|0x20 <= 'z' || strings.IndexByte("+.-", text[at-1]) >= 0) {
		at--
	}
	return at
}

// endsAddress reports whether what browsers follow ends before a character.
func endsAddress(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("\"'<>\\`", r)
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
