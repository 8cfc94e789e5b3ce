package probe

import (
	"net/http"

	"daylight/disclosure"
)

// Judge judges an answer. The open clause goes before the closed one: an answer that meets both is open.
func (c Clauses) Judge(a Answer) disclosure.FacetResult {
	if a.Status == 0 || a.Fault != nil {
		return a.Fault.FacetResult
	}
	if IsChallenge(a.Header, a.Body) {
		return Unsure(disclosure.ReasonChallenge)
	}
	if c.isOpen(a) {
		return Open()
	}
	if reason, ok := ServerTrouble(a.Status); ok {
		return Unsure(reason)
	}
	if f, ok := c.asClosed(a); ok {
		return f
	}
	if a.Location != nil && !SameSite(a.URL.Hostname(), a.Location.Hostname()) {
		return Unsure(disclosure.ReasonRedirectOffsite)
	}
	return Unsure(disclosure.ReasonUnrecognised)
}

func succeeded(status int) bool { return status/100 == 2 }

func (c Clauses) isOpen(a Answer) bool {
	if c.Open == nil {
		// Who says what closed looks like and not what open does, means everything else that succeeds.
		return succeeded(a.Status) && (c.Closed == nil || !c.Closed.Matches(a, answered))
	}
	return c.Open.Matches(a, succeeded)
}

// answered holds for every status that is an answer about the asset.
func answered(status int) bool {
	_, trouble := ServerTrouble(status)
	return !trouble && status != http.StatusRequestTimeout && status != http.StatusMisdirectedRequest
}

func (c Clauses) asClosed(a Answer) (disclosure.FacetResult, bool) {
	specific := false
	if c.Closed != nil {
		if !c.Closed.Matches(a, answered) {
			return disclosure.FacetResult{}, false
		}
		specific = c.Closed.specific()
	}
	// A page for people that nobody described may be that of something in front, which may mean our address alone.
	foreign := !specific && IsHTML(a.Header, a.Body)
	switch {
	case a.Status == http.StatusUnauthorized:
		if foreign && a.Header.Get("WWW-Authenticate") == "" {
			return Unsure(disclosure.ReasonUnrecognised), true
		}
		return Closed(disclosure.ReasonAuthRequired), true
	case a.Status == http.StatusForbidden && foreign:
		return Closed(disclosure.ReasonDeniedForUs), true
	case a.Status == http.StatusForbidden:
		return Closed(disclosure.ReasonAccessDenied), true
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		// Any server says 404 about anything. Only a clause that knows the page tells gone from hidden.
		if specific {
			return Closed(disclosure.ReasonResourceGone), true
		}
		return Closed(disclosure.ReasonGoneAmbiguous), true
	case c.Closed == nil:
		return disclosure.FacetResult{}, false
	case a.Location != nil:
		return Closed(disclosure.ReasonAuthRequired), true // the clause describes the way to a login
	case foreign:
		return Closed(disclosure.ReasonDeniedForUs), true
	default:
		return Closed(disclosure.ReasonAccessDenied), true
	}
}
