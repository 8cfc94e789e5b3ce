package httplisting

import (
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// judge calls a folder open when its page lists what is in it. Any other page decides nothing: it may be a new front page, that
// of a firewall, or a list of a form that we do not know yet.
func judge(a, control probe.Answer) disclosure.FacetResult {
	switch {
	case a.Status != http.StatusOK:
		return disclosure.FacetResult{}
	case probe.IsListing(a) && !probe.IsListing(control):
		return probe.Open()
	case probe.IsBareListing(a) && probe.NotFound(control):
		return probe.Open() // nothing lies in it now; whatever is put there is listed
	case control.Status/100 == 2:
		return probe.Unsure(disclosure.ReasonSoft404)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}
