package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"daylight/disclosure/fault"
)

// Schedule says when something comes round. It only computes; the due row lives in the job table.
type Schedule struct {
	spec string
	next cron.Schedule
	zone *time.Location
}

// maxSpec bounds a cron expression, in bytes.
const maxSpec = 200

// ParseSchedule reads a cron expression of five fields or "@every 5m". Zone is where its hours are read, nil for UTC. It
// refuses expressions that the parser cannot read, that never come or that come more than once a minute.
func ParseSchedule(spec string, zone *time.Location) (s Schedule, err error) {
	defer func() {
		if recover() != nil { // the parser panics on some malformed zones
			err = fault.Errorf(fault.Invalid, "%.60q is not a schedule: write a cron expression such as \"*/5 * * * *\" or \"@every 5m\"", spec)
		}
	}()
	if len(spec) > maxSpec {
		return Schedule{}, fault.Errorf(fault.Invalid, "a schedule of %d bytes is too long: at most %d", len(spec), maxSpec)
	}
	next, err := cron.ParseStandard(spec)
	if err != nil {
		return Schedule{}, fault.Errorf(fault.Invalid, "%.60q is not a schedule: %w", spec, err)
	}
	s = Schedule{spec: spec, next: next, zone: time.UTC}
	if c, ok := next.(*cron.SpecSchedule); ok {
		if zone == nil {
			zone = time.UTC
		}
		if !strings.HasPrefix(spec, "TZ=") && !strings.HasPrefix(spec, "CRON_TZ=") {
			c.Location = zone
		}
		s.zone = c.Location
	}
	first := next.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	if first.IsZero() {
		return Schedule{}, fault.Errorf(fault.Invalid, "the schedule %.60q never runs", spec)
	}
	if second := next.Next(first); !second.IsZero() && second.Sub(first) < time.Minute {
		return Schedule{}, fault.Errorf(fault.Invalid, "the schedule %.60q runs more than once a minute", spec)
	}
	return s, nil
}

// Next is the first time after now, UTC. An hour that the clocks show twice counts once; one that they skip does not
// come. Two instances that ask at slightly different times get the same answer.
func (s Schedule) Next(now time.Time) time.Time {
	if c, ok := s.next.(cron.ConstantDelaySchedule); ok {
		return now.UTC().Truncate(c.Delay).Add(c.Delay) // aligned, so that instances agree
	}
	due := s.next.Next(now.UTC())
	for range 4 {
		if !s.shownBefore(due) {
			break
		}
		due = s.next.Next(due)
	}
	return due.UTC().Truncate(time.Second)
}

// shownBefore reports whether the clocks of the zone showed this reading already, before they were put back.
func (s Schedule) shownBefore(t time.Time) bool {
	local := t.In(s.zone)
	start, _ := local.ZoneBounds()
	if start.IsZero() {
		return false
	}
	_, now := local.Zone()
	_, before := start.Add(-time.Second).In(s.zone).Zone()
	back := time.Duration(before-now) * time.Second
	return back > 0 && local.Sub(start) < back
}

// Warnings says which runs within a year the clocks of the zone skip, in words. In UTC there is none.
func (s Schedule) Warnings(from time.Time) []string {
	spec, ok := s.next.(*cron.SpecSchedule)
	if !ok {
		return nil
	}
	flat := *spec // the same hours on a clock that nobody puts forward
	flat.Location = time.UTC
	var out []string
	for t := from.In(s.zone); ; {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.Sub(from) > 366*24*time.Hour {
			return out
		}
		_, before := end.Add(-time.Second).In(s.zone).Zone()
		_, after := end.In(s.zone).Zone()
		gone := wall(end, before) // the reading at which the clocks jump
		if skipped := flat.Next(gone.Add(-time.Second)); after > before && skipped.Before(wall(end, after)) {
			out = append(out, fmt.Sprintf("%q does not run on %s: the clocks in %s skip %s",
				s.spec, skipped.Format("2006-01-02"), s.zone, skipped.Format("15:04")))
		}
		t = end.In(s.zone)
	}
}

// wall is what a clock with an offset shows, written as if it were UTC.
func wall(t time.Time, offset int) time.Time {
	return t.UTC().Add(time.Duration(offset) * time.Second)
}
