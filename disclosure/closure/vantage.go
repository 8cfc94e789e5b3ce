package closure

import (
	"slices"

	"daylight/disclosure/observed"
)

// OtherVantages returns the vantages besides ours that the closure rule needs. A rule that needs only one vantage uses none
// of them.
func (r Rule) OtherVantages() []string {
	if r.Vantages < 2 {
		return nil
	}
	return r.Others
}

// FromOther reports whether the observation was made from another vantage.
func (r Rule) FromOther(o *observed.Observation) bool { return slices.Contains(r.Others, o.Vantage) }

// VantageSuffix names the vantage of an observation if it is not ours.
func (r Rule) VantageSuffix(o *observed.Observation) string {
	if !r.FromOther(o) {
		return ""
	}
	return " (from " + o.Vantage + ")"
}
