package milestone

import "daylight/disclosure"

// unverified is the mark of a mail of which nothing shows who wrote it.
const unverified = "unverified"

// Unproven reports whether an event that would be public came by a mail of which nothing shows who wrote it, and nobody of the team
// has looked at it since. It counts for the team and for the clocks, and says nothing in public.
func Unproven(e *disclosure.Event) bool {
	return e.Detail.Trust == unverified && e.Kind.Info().Visibility == disclosure.Public
}
