package place

import "strings"

// Defanged returns a target in a form that a person can read and no program turns into a link: hxxps for https, and
// [.] for the dots of the host. A user name and a password that stand before the host are left out. It is a way of
// writing, not a secret: the locator stays readable.
func Defanged(target string) string {
	scheme, rest, found := strings.Cut(target, "://")
	if !found {
		scheme, rest = "", target
	}
	host, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	host = strings.ReplaceAll(host, ".", "[.]")
	if inner, port, ok := strings.Cut(strings.TrimPrefix(host, "["), "]"); ok && host[0] == '[' && strings.Contains(inner, ":") {
		host = "[" + strings.ReplaceAll(inner, ":", "[:]") + "]" + port // an IPv6 address
	}
	switch lower := strings.ToLower(scheme); {
	case !found:
		return host + path
	case lower == "http" || lower == "https":
		return "hxxp" + lower[len("http"):] + "://" + host + path
	default:
		return scheme + "[:]//" + host + path
	}
}
