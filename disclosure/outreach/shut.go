package outreach

import (
	"slices"

	"daylight/disclosure"
)

// seemsShut reports whether our probes find the exposure shut and only cannot be sure yet: not for long enough, or whether
// the target is the right one.
func seemsShut(c *disclosure.Case) bool {
	switch c.ExposureState() {
	case disclosure.ExposureSuspected:
		return true
	case disclosure.ExposureNotSeenOpen:
		return slices.ContainsFunc(c.Assets, func(a disclosure.Asset) bool { return a.InDoubt() })
	default:
		return false
	}
}
