package closure

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/place"
)

// IsElsewhere reports whether a login is demanded in front of something that is not known to be where the asset was open.
func IsElsewhere(a *disclosure.Asset, o *observed.Observation) bool {
	for _, f := range o.Facets {
		if f.Reason == observed.ReasonAuthInFront {
			return !place.Known(a.OpenAt, o.Peer, o.Key)
		}
	}
	return false
}

// Withhold takes the word "open" from an observation of an asset that lets strangers in and no longer gives them what it gave before: it
// has got a list of rights. That list may leave a stranger nothing or nearly all, so it is no closed answer either. Where nothing
// was ever given, nothing is taken back, and the asset stays open.
func Withhold(a *disclosure.Asset, o *observed.Observation) {
	if !slices.ContainsFunc(a.OpenFacets, func(name string) bool { return o.Facets[name].Reason == observed.ReasonWithheld }) {
		return
	}
	for name, f := range o.Facets {
		if f.Verdict == observed.Open {
			o.Facets[name] = observed.FacetResult{Reason: observed.ReasonWithheld}
		}
	}
	o.Summarise()
}

// Unanswered returns the facets that were open last and of which the newest answer, a closed one, says nothing: they are no longer asked
// for, or their answers decide nothing. They keep the asset from closing.
func Unanswered(a *disclosure.Asset) []string {
	if a.Last.Verdict != observed.Closed || a.Closure.Verified {
		return nil
	}
	return a.OpenFacets
}

// NoLongerProbed returns the facets that were open last and that an observation says nothing about.
func NoLongerProbed(a *disclosure.Asset, o *observed.Observation) []string {
	var out []string
	for _, name := range a.OpenFacets {
		if _, asked := o.Facets[name]; !asked {
			out = append(out, name)
		}
	}
	return out
}
