package probe

import (
	"daylight/disclosure/observed"
)

// Open is the result of a facet that lets an anonymous client in.
func Open() observed.FacetResult {
	return observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
}

// Takeover is the result of a facet that lets a stranger take the owner's place. It is open, and a finding of its own.
func Takeover() observed.FacetResult {
	return observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonTakeover}
}

// Closed is the result of a facet that refused an anonymous client. How strong that evidence is follows from the reason
// alone. A reason that says nothing about a closure gives an inconclusive result, so no kind can confirm a fix by mistake.
func Closed(r observed.Reason) observed.FacetResult {
	switch r {
	case observed.ReasonAuthRequired, observed.ReasonAccessDenied, observed.ReasonResourceGone, observed.ReasonDenied, observed.ReasonAuthInFront:
		return observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: r}
	case observed.ReasonGoneAmbiguous, observed.ReasonConnRefused, observed.ReasonNameGone, observed.ReasonDeniedForUs,
		observed.ReasonFiltered, observed.ReasonLoginInFront, observed.ReasonNoPermission:
		return observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: r}
	default:
		return Unsure(r)
	}
}

// Unsure is the result of a facet about which the answer says nothing: inconclusive, for reason r.
func Unsure(r observed.Reason) observed.FacetResult { return observed.FacetResult{Reason: r} }
