// Package wording is how commands put things into words: cells that are safe to show on a terminal, numbers with their
// nouns, and what more than one noun shows of a case, so that they say it alike.
//
// It writes nothing: that does package session. What only one noun says stands beside its command.
package wording

import (
	"fmt"
	"strconv"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/timeline"
)

// TimeForm is how the moment of a probe is shown.
const TimeForm = "2006-01-02 15:04:05Z"

// FacetState says where a facet stands, such as "closed since 2020-02-05 08:00:00Z (3 strong answers)".
func FacetState(f *closure.FacetState) string {
	since := f.Since.UTC().Format(TimeForm)
	var out string
	switch f.State {
	case disclosure.ExposureOpen:
		out = "open, seen from " + since
	case disclosure.ExposureReopened:
		out = "open again since " + since
	case disclosure.ExposureClosed:
		out = fmt.Sprintf("closed since %s (%s)", since, Count(f.Streak.Strong, "strong answer", "strong answers"))
	case disclosure.ExposureSuspected:
		out = fmt.Sprintf("closed since %s, not confirmed (%d strong of %s)", since, f.Streak.Strong, Count(f.Streak.Weak, "answer", "answers"))
	case disclosure.ExposureUnreachable:
		out = "no longer reachable since " + since
	case disclosure.ExposureAttested:
		out = "found closed by eye; the newest answer: " + string(f.Last.Reason)
	case disclosure.ExposureNotSeenOpen:
		out = "never seen open; the newest answer: " + string(f.Last.Reason)
	case disclosure.ExposureUnconfirmed, disclosure.ExposureUnverifiable, disclosure.ExposureDestroyed:
		out = "no verdict yet: " + string(f.Last.Reason)
	default:
		out = string(f.State)
	}
	if last := f.Streak.LastOpen; !last.IsZero() {
		out += ", last open " + last.UTC().Format(TimeForm)
	}
	if !f.Probed {
		out += ", the newest probe says nothing of it"
	}
	if !f.Watch.IsZero() {
		out += ", watched on " + f.Watch.UTC().Format(time.DateOnly)
	}
	return out
}

// Identity says what a person has to know of an asset's name.
func Identity(a *disclosure.Asset) string {
	switch {
	case a.Recreated:
		return "something else answers under this name: use `bot probe same` or `bot case stop`"
	case a.InDoubt():
		return "never seen open: is the target right? A person says so with `bot probe confirm`"
	case a.UndecidedNotified && !a.Stopped:
		return "without a verdict for days: two people who look attest with `bot probe attest` that it is closed"
	case len(closure.Unanswered(a)) > 0:
		return "the newest probe says nothing of " + closure.Names(closure.Unanswered(a)) + ", open when last seen: it closes nothing until that is seen shut, or two people attest it"
	case a.ListingOnly() && !a.Closure.At.IsZero():
		return "listing only: objects were not asked for; name one with `bot asset key`"
	case a.Moved != "":
		return "moved to " + a.Moved
	default:
		return ""
	}
}

// Days is how long something took, as a number of days or a range.
func Days(d *timeline.Duration) string {
	switch {
	case d.Days != nil:
		return strconv.Itoa(*d.Days)
	case d.AtLeast != nil && d.AtMost != nil:
		return fmt.Sprintf("%d to %d", *d.AtLeast, *d.AtMost)
	default:
		return "–"
	}
}

// NoEnd says up to when a duration without an end was counted: an exposure to our newest open answer, a wait to today.
func NoEnd(d *timeline.Duration, asOf civil.Date) string {
	if d.LastOpen != nil {
		return "last seen open " + *d.LastOpen
	}
	return "not yet, as of " + asOf.String()
}
