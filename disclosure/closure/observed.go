package closure

import (
	"daylight/disclosure"
	"daylight/disclosure/place"
)

// IsElsewhere reports whether a login is demanded in front of something that is not known to be where the asset was open.
func IsElsewhere(a *disclosure.Asset, o *disclosure.Observation) bool {
	for _, f := range o.Facets {
		if f.Reason == disclosure.ReasonAuthInFront {
			return !place.Known(a.OpenAt, o.Peer, o.Key)
		}
	}
	return false
}

// NoLongerProbed returns the facets that were open last and that an observation says nothing about.
func NoLongerProbed(a *disclosure.Asset, o *disclosure.Observation) []string {
	var out []string
	for _, name := range a.OpenFacets {
		if _, asked := o.Facets[name]; !asked {
			out = append(out, name)
		}
	}
	return out
}
