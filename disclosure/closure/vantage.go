package closure

import (
	"slices"

	"daylight/disclosure"
)

// OtherVantages are the places besides ours that the rule of closure needs. A rule that is content with one place bothers
// none of them.
func (r Rule) OtherVantages() []string {
	if r.Vantages < 2 {
		return nil
	}
	return r.Others
}

// FromOther reports whether another place made the observation.
func (r Rule) FromOther(o *disclosure.Observation) bool { return slices.Contains(r.Others, o.Vantage) }

// VantageSuffix names the place of an observation where it is not ours.
func (r Rule) VantageSuffix(o *disclosure.Observation) string {
	if !r.FromOther(o) {
		return ""
	}
	return " (from " + o.Vantage + ")"
}
