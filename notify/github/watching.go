package github

import (
	"time"

	"daylight/disclosure"
)

// How long something on GitHub is looked at after it ended there, and after the last that happened in a case on which nobody works.
// Whoever wants to know later asks for it by hand, which always looks.
const (
	watchEnded = 30 * 24 * time.Hour
	watchQuiet = 90 * 24 * time.Hour
)

// Watching is what decides whether something that lies on GitHub is looked at once more.
type Watching struct {
	Ended time.Time // when it ended there, such as closed or merged; zero while it may go on, or where GitHub does not say
	Quiet time.Time // when the last thing happened in a case on which nobody works any more; zero while somebody does
}

// QuietSince is when the last thing happened in a case on which nobody works any more; zero while somebody does.
func QuietSince(c *disclosure.Case) time.Time {
	if c.Work == disclosure.WorkDraft || c.Work == disclosure.WorkActive {
		return time.Time{}
	}
	return c.UpdatedAt
}

// Over reports whether it was looked at for long enough. A time that is not known, or that has not come, ends nothing.
func (w Watching) Over(now time.Time) bool {
	past := func(at time.Time, wait time.Duration) bool { return !at.IsZero() && now.Sub(at) >= wait }
	return past(w.Ended, watchEnded) || past(w.Quiet, watchQuiet)
}
