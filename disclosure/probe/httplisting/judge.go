package httplisting

import (
	"bytes"
	"net/http"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// titles are the beginnings of the titles of listings, as servers write them: Apache, nginx, lighttpd and old versions of Caddy;
// Python; Tomcat; Jetty; serve-index and http-server of Node. The current pages of Caddy and those of Go's file server have
// other titles, or none.
var titles = regexp.MustCompile(`(?i)^(index of |directory listing for |directory: |listing directory )/?`)

// title finds the title in the beginning of a page.
var title = regexp.MustCompile(`(?is)<title[^>]*>\s*([^<]{1,200})`)

// judge calls a folder open when its page has the title of a listing. A page with another title may be a new front page, or that
// of a firewall. On a site that answers "not found" for what it does not have, it is a weak sign of a fix.
func judge(a probe.Answer, honest bool) disclosure.FacetResult {
	if a.Status != http.StatusOK {
		return disclosure.FacetResult{}
	}
	switch found := titleOf(a.Body); {
	case listing(found):
		return probe.Open()
	case !honest:
		return probe.Unsure(disclosure.ReasonSoft404)
	case len(found) > 0 && probe.IsHTML(a.Header, a.Body):
		return probe.Closed(disclosure.ReasonGoneAmbiguous)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

func titleOf(body []byte) []byte {
	m := title.FindSubmatch(body)
	if m == nil {
		return nil
	}
	return bytes.TrimSpace(m[1])
}

func listing(found []byte) bool { return titles.Match(found) }
