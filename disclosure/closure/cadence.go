package closure

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// ReopenedWithin is the longest wait until a reopened asset is probed again.
const ReopenedWithin = 6 * time.Hour

// ClaimDelays are the waits of the later probes after a claimed fix; the first probe is immediate.
func ClaimDelays() []time.Duration { return []time.Duration{time.Hour, 24 * time.Hour} }

// Next returns when an asset is probed again after a probe at now, for a case recorded at the given time: often while the
// case is new, rarely when it is old, and soon after a first closed verdict. The key spreads the waits, so that not all
// assets are probed at once. A wait that the closure rule counts is never shorter than the rule needs.
func (r Rules) Next(key string, a *disclosure.Asset, since, now time.Time) time.Time {
	every := 24 * time.Hour
	for _, step := range r.Cadence {
		if step.Until == 0 || now.Sub(since) < step.Until {
			every = step.Every
			break
		}
	}
	if a.Exposure == disclosure.ExposureReopened {
		every = min(every, 24*time.Hour) // however old the case is, the exposure is young again
	}
	confirming := a.Exposure == disclosure.ExposureSuspected || (a.Exposure == disclosure.ExposureUnreachable && a.Streak.Strong > 0)
	if soon := r.Rule.RetestSoon; confirming && soon > 0 && soon < every {
		wait := civil.JitterLater(key, soon)
		if gap := r.Rule.MaxGap; gap > 0 {
			wait = max(min(wait, gap), min(soon, wait)) // a wait must not break the run that it is to confirm
		}
		return now.Add(wait)
	}
	return now.Add(civil.Jitter(key, every))
}

// Free moves the time of a scheduled probe out of the quiet hours. The key adds a small delay, so that the probes that
// waited do not all start in the same second.
func (r Rules) Free(key string, due time.Time) time.Time {
	zone := r.KeepOutZone
	if zone == nil {
		zone = time.UTC
	}
	end := r.KeepOut.Ends(due, zone)
	if end.Equal(due) {
		return due
	}
	room := min(time.Hour, (24*time.Hour-r.KeepOut.Length())/2)
	return end.Add(time.Duration(civil.Spread(key) * float64(room)))
}

// KeptOut returns until when a probe has to wait because of the quiet hours. It is zero for a requested probe, and outside
// these hours.
func (r Rules) KeptOut(key string, reason disclosure.ProbeReason, now time.Time) time.Time {
	if reason != disclosure.ProbeForSchedule && reason != disclosure.ProbeForWatch {
		return time.Time{}
	}
	if due := r.Free(key, now); due.After(now) {
		return due
	}
	return time.Time{}
}

// Within moves a regular probe to the next day when the budget of its own day is spent. A day is one of UTC.
func (r Rules) Within(key string, a *disclosure.Asset, due time.Time) time.Time {
	day := civil.DateOf(due.UTC())
	if n := r.Budget.PerDay; n <= 0 || day != a.Day || a.DayProbes < n {
		return due
	}
	return civil.StartOfDay(day.AddDays(1), time.UTC).Add(time.Duration(civil.Spread(key) * float64(time.Hour)))
}
