package httplisting

import (
	"bytes"
	"net/http"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// titles are how servers head a listing: Apache, nginx, lighttpd and Caddy's old pages; Python; Tomcat; Jetty; Node's
// serve-index and http-server.
var titles = regexp.MustCompile(`(?i)^(index of |directory listing for |directory: |listing directory )/?`)

// title cuts the title out of the beginning of a page.
var title = regexp.MustCompile(`(?is)<title[^>]*>\s*([^<]{1,200})`)

// judge opens a folder whose page is headed like a listing. A page with another title may be a new front page or
// what a firewall shows: where the site is honest about what it does not have, it is a weak sign of a fix and needs a
// person or much time.
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
