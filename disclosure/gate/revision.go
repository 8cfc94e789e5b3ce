package gate

import "daylight/disclosure"

// TakesBack reports whether a writeup of this form would take back what a page of ours gives away: it says where an asset is
// that is open again, and the new form does not. Such a revision waits for no deadline, because it tells less than what
// everybody can read already. It takes two people like each publication. The same holds for the notice that stands in for a report
// which was withdrawn.
func TakesBack(c *disclosure.Case, mode disclosure.Mode) bool {
	if c.Publication == disclosure.PublicationWithdrawn {
		return mode == disclosure.Stub
	}
	return (mode == disclosure.Limited || mode == disclosure.Stub) && c.PageNamesAssets() && c.ExposureState() == disclosure.ExposureReopened
}
