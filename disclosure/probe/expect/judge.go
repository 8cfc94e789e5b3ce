package expect

import (
	"net/http"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Judge returns the verdict of an answer. The open clause comes first, so an answer that meets both is open: that is the
// harmless error.
func (c Clauses) Judge(a probe.Answer) observed.FacetResult {
	if a.Status == 0 || a.Fault != nil {
		return a.Fault.FacetResult
	}
	if probe.IsChallenge(a.Header, a.Body) {
		return probe.Unsure(observed.ReasonChallenge)
	}
	if c.isOpen(a) {
		return probe.Open()
	}
	if reason, ok := probe.ServerTrouble(a.Status); ok {
		return probe.Unsure(reason)
	}
	if f, ok := c.closedResult(a); ok {
		return f
	}
	if c.Closed == nil && probe.IsLogin(a) {
		return probe.Refusal(a)
	}
	if a.Location != nil && !target.SameSite(a.URL.Hostname(), a.Location.Hostname()) {
		return probe.Unsure(observed.ReasonRedirectOffsite)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

func succeeded(status int) bool { return status/100 == 2 }

// isOpen reports whether the answer is open by the clause for it. Without one only a list of a folder is: what any other
// success shows, nobody said.
func (c Clauses) isOpen(a probe.Answer) bool {
	if c.Open == nil {
		return (c.Closed == nil || !c.Closed.Matches(a, answered)) && probe.IsListing(a)
	}
	return c.Open.Matches(a, succeeded)
}

// answered reports whether a status says anything about the asset. 408 and 421 come from something in front that lost or
// misrouted the request (RFC 9110, sections 15.5.9 and 15.5.20).
func answered(status int) bool {
	_, trouble := probe.ServerTrouble(status)
	return !trouble && status != http.StatusRequestTimeout && status != http.StatusMisdirectedRequest
}

// closedResult returns the closure that an answer proves, and false when it proves none. The reason follows from the status and
// from how specific the clause is; [probe.Closed] gives each reason its strength.
func (c Clauses) closedResult(a probe.Answer) (observed.FacetResult, bool) {
	specific := false
	if c.Closed != nil {
		if !c.Closed.Matches(a, answered) {
			return observed.FacetResult{}, false
		}
		specific = c.Closed.specific()
	}
	switch {
	case a.Status == http.StatusUnauthorized && specific:
		return probe.Closed(observed.ReasonAuthRequired), true
	case a.Status == http.StatusUnauthorized:
		return probe.Refusal(a), true
	case a.Status == http.StatusForbidden && !specific:
		// One line of configuration in front refuses us by name. See [Clauses.Ask] for what tells the two apart.
		return probe.Closed(observed.ReasonDeniedForUs), true
	case a.Status == http.StatusForbidden:
		return probe.Closed(observed.ReasonAccessDenied), true
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		// Any server answers 404 about anything. Only a clause that describes the page tells gone from hidden.
		if specific {
			return probe.Closed(observed.ReasonResourceGone), true
		}
		return probe.Closed(observed.ReasonGoneAmbiguous), true
	case c.Closed == nil:
		return observed.FacetResult{}, false
	case !specific:
		return probe.Closed(observed.ReasonDeniedForUs), true
	case a.Location != nil:
		return probe.Closed(observed.ReasonAuthRequired), true // the clause describes a redirect to a login
	default:
		return probe.Closed(observed.ReasonAccessDenied), true
	}
}
