package web

import (
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// classify judges an answer. The open clause goes before the closed one: an answer that meets both is open.
func classify(c clauses, a probe.Answer) disclosure.FacetResult {
	if a.Status == 0 || a.Fault != nil {
		return a.Fault.FacetResult
	}
	if probe.IsChallenge(a.Header, a.Body) {
		return disclosure.FacetResult{Reason: disclosure.ReasonChallenge}
	}
	if isOpen(c, a) {
		return disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen}
	}
	if reason, ok := probe.ServerTrouble(a.Status); ok {
		return disclosure.FacetResult{Reason: reason}
	}
	if f, ok := asClosed(c, a); ok {
		return f
	}
	if a.Location != nil && !probe.SameSite(a.URL.Hostname(), a.Location.Hostname()) {
		return disclosure.FacetResult{Reason: disclosure.ReasonRedirectOffsite}
	}
	return disclosure.FacetResult{Reason: disclosure.ReasonUnrecognised}
}

func successful(status int) bool { return status/100 == 2 }

func isOpen(c clauses, a probe.Answer) bool {
	if c.open == nil {
		// Who says what closed looks like and not what open does, means everything else that succeeds.
		return successful(a.Status) && (c.closed == nil || !c.closed.matches(a, answered))
	}
	return c.open.matches(a, successful)
}

// answered holds for every status that is an answer about the asset.
func answered(status int) bool {
	_, trouble := probe.ServerTrouble(status)
	return !trouble && status != http.StatusRequestTimeout && status != http.StatusMisdirectedRequest
}

func asClosed(c clauses, a probe.Answer) (disclosure.FacetResult, bool) {
	specific := false
	if c.closed != nil {
		if !c.closed.matches(a, answered) {
			return disclosure.FacetResult{}, false
		}
		specific = c.closed.specific()
	}
	strong := func(r disclosure.Reason) (disclosure.FacetResult, bool) {
		return disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: r}, true
	}
	switch {
	case a.Status == http.StatusUnauthorized:
		return strong(disclosure.ReasonAuthRequired)
	case a.Status == http.StatusForbidden:
		return strong(disclosure.ReasonAccessDenied)
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		// Any server says 404 about anything. Only a clause that knows the page tells gone from hidden.
		if specific {
			return strong(disclosure.ReasonResourceGone)
		}
		return disclosure.FacetResult{
			Verdict: disclosure.Closed, Strength: disclosure.Weak, Reason: disclosure.ReasonGoneAmbiguous,
		}, true
	case c.closed == nil:
		return disclosure.FacetResult{}, false
	case a.Location != nil:
		return strong(disclosure.ReasonAuthRequired) // the clause describes the way to a login
	default:
		return strong(disclosure.ReasonAccessDenied)
	}
}
