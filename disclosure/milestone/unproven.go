package milestone

import "daylight/disclosure"

// unverified is the mark of a mail of which nothing shows who wrote it.
const unverified = "unverified"

// Unproven reports whether an event that would be public came by a mail of which nothing shows who wrote it, and nobody of the team
// has looked at it since. It counts for the team and for the clocks, and says nothing in public.
func Unproven(e *disclosure.Event) bool {
	return doubtful(e.Kind, e.Detail.Trust)
}

func doubtful(kind disclosure.Kind, trust string) bool {
	return trust == unverified && kind.Info().Visibility == disclosure.Public
}
