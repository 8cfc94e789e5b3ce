package closure

import "daylight/disclosure"

// ChecksStopped ends what every surface says of an asset whose checks were stopped, and the headline of a case with such an asset.
const ChecksStopped = ", checks stopped"

// Stopped is [ChecksStopped] for an asset whose checks were stopped, and nothing for another one.
func Stopped(a *disclosure.Asset) string {
	if a.Stopped {
		return ChecksStopped
	}
	return ""
}
