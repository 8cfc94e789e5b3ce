package probe

import (
	"daylight/disclosure"
)

// Open is the result of a facet that lets an anonymous client in.
func Open() disclosure.FacetResult {
	return disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen}
}

// Takeover is the result of a facet that lets a stranger take the owner's place. It is open, and a finding of its own.
func Takeover() disclosure.FacetResult {
	return disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonTakeover}
}

// Closed is the result of a facet that refused an anonymous client. How strong that evidence is follows from the reason
// alone. A reason that says nothing about a closure gives an inconclusive result, so no kind can confirm a fix by mistake.
func Closed(r disclosure.Reason) disclosure.FacetResult {
	switch r {
	case disclosure.ReasonAuthRequired, disclosure.ReasonAccessDenied, disclosure.ReasonResourceGone, disclosure.ReasonDenied, disclosure.ReasonAuthInFront:
		return disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: r}
	case disclosure.ReasonGoneAmbiguous, disclosure.ReasonConnRefused, disclosure.ReasonNameGone, disclosure.ReasonDeniedForUs,
		disclosure.ReasonFiltered, disclosure.ReasonLoginInFront, disclosure.ReasonNoPermission:
		return disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Weak, Reason: r}
	default:
		return Unsure(r)
	}
}

// Unsure is the result of a facet about which the answer says nothing: inconclusive, for reason r.
func Unsure(r disclosure.Reason) disclosure.FacetResult { return disclosure.FacetResult{Reason: r} }
