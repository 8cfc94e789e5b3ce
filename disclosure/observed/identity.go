package observed

import (
	"maps"
	"slices"
)

// Identifies reports whether two different values of a property mean two different things. Only what a server keeps for
// good is on the list: a version, a protocol or our own definition of a probe changes with each update, and what
// changes with an update must never pass for another owner.
func Identifies(property string) bool {
	switch property {
	case "region", "cluster_uuid", "cluster_id", "spki":
		return true
	default:
		return false
	}
}

// Gone reports whether an observation says that there is nothing under the name any more.
func (o *Observation) Gone() bool {
	switch o.Reason {
	case ReasonResourceGone, ReasonNameGone, ReasonGoneAmbiguous:
		return o.Verdict == Closed && !o.Local
	default:
		return false
	}
}

// Recognisable reports whether an answer shows anything that tells one asset from another.
func (o *Observation) Recognisable() bool {
	return slices.ContainsFunc(slices.Sorted(maps.Keys(o.Identity)), Identifies)
}
