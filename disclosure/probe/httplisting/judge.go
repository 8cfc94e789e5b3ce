package httplisting

import (
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// judge calls a folder open when its page lists what is in it. Any other page decides nothing: it may be a new front page, that
// of a firewall, or a list of a form that we do not know yet.
func judge(a, control probe.Answer) observed.FacetResult {
	switch {
	case a.Status != http.StatusOK:
		return observed.FacetResult{}
	case isListing(a) && !isListing(control):
		return probe.Open()
	case probe.IsBareListing(a) && probe.NotFound(control):
		return probe.Open() // nothing lies in it now; whatever is put there is listed
	case control.Status/100 == 2:
		return probe.Unsure(observed.ReasonSoft404)
	case probe.NotFound(control) && (len(a.Body) == 0 || probe.IsHTML(a.Header, nil) && !strings.Contains(string(a.Body), "<pre>")):
		return probe.Unsure(observed.ReasonReplaced)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// isListing reports whether an answer lists the folder that was asked for, whose address may have lost its slash on the way.
func isListing(a probe.Answer) bool {
	return a.URL != nil && probe.IsListingOf(a, strings.TrimSuffix(a.URL.Path, "/")+"/")
}
