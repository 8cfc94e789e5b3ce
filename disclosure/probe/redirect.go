package probe

import (
	"net/http"
	"net/url"

	"daylight/disclosure/probe/guard"
	"daylight/disclosure/probe/target"
)

// maxRedirects bounds the redirects of one request. From http to https and to www is enough for any asset.
const maxRedirects = 2

// location returns where a redirect points, nil when the answer is not a redirect.
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

// Followable reports whether a redirect may be followed at all: only within the same site, never from https to http, without
// credentials and not to a port that belongs to another service.
func Followable(from, to *url.URL) bool {
	if to.User != nil || (to.Scheme != "http" && to.Scheme != "https") || (from.Scheme == "https" && to.Scheme != "https") {
		return false
	}
	if to.Port() != from.Port() && (guard.Ports{}).CheckTarget(to.String()) != nil {
		return false
	}
	return target.SameSite(from.Hostname(), to.Hostname())
}
