package probe

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// maxRedirects bounds the redirects of one request.
const maxRedirects = 2

// location returns where a redirect points, nil when the answer is none.
func location(from *url.URL, resp *http.Response) *url.URL {
	if resp.StatusCode < 300 || resp.StatusCode > 399 {
		return nil
	}
	to, err := from.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" {
		return nil
	}
	return to
}

// Followable reports whether a redirect may be followed at all: on the same site, not down from https to http,
// without credentials and not to a port of some other service.
func Followable(from, to *url.URL) bool {
	if to.User != nil || (to.Scheme != "http" && to.Scheme != "https") || (from.Scheme == "https" && to.Scheme != "https") {
		return false
	}
	if to.Port() != from.Port() && (ports{}).checkTarget(to.String()) != nil {
		return false
	}
	return SameSite(from.Hostname(), to.Hostname())
}

// SameSite reports whether two hosts are the same or belong to one registrable domain of the public suffix list. Its
// private part counts too: two customers of one hosting domain are two sites.
func SameSite(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == b {
		return a != ""
	}
	if _, err := netip.ParseAddr(a); err == nil {
		return false
	}
	da, errA := publicsuffix.EffectiveTLDPlusOne(a)
	db, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && da == db
}

// Defang writes a host so that nobody's mail program makes a link of it.
func Defang(host string) string { return strings.ReplaceAll(host, ".", "[.]") }
