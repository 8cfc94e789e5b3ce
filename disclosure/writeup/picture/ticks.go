package picture

import (
	"time"

	"daylight/disclosure/civil"
)

// step is a distance between the dates of an axis. Steps below a month count days from a Monday, the others months of the year, so that each
// tick is a date that people think in.
type step struct{ days, months int }

// steps go from fine to coarse.
func steps() []step {
	var out []step
	for _, n := range []int{1, 7} {
		out = append(out, step{days: n})
	}
	for _, n := range []int{1, 3, 6, 12, 24, 60, 120, 240, 600, 1200} {
		out = append(out, step{months: n})
	}
	return out
}

// mostTicks is how many an axis may have. More are not drawn before their labels are measured.
const mostTicks = 10

// tickGap is the least room between two labels of an axis.
const tickGap = 16.0

// dates are the ticks of a step within length days from start.
func (s step) dates(start civil.Date, length int) []civil.Date {
	var out []civil.Date
	end := start.AddDays(length)
	if s.months == 0 {
		monday := civil.Date{Year: 1900, Month: time.January, Day: 1}
		past := civil.DaysBetween(monday, start) % s.days
		for d := start.AddDays((s.days - past) % s.days); !end.Before(d); d = d.AddDays(s.days) {
			out = append(out, d)
		}
		return out
	}
	first := (start.Year*12 + int(start.Month) - 1) / s.months * s.months
	for m := first; ; m += s.months {
		d := civil.Date{Year: m / 12, Month: time.Month(m%12 + 1), Day: 1}
		switch {
		case end.Before(d):
			return out
		case !d.Before(start):
			out = append(out, d)
		}
	}
}

// tickDates returns the dates of the finest step of which all labels have room beside each other, so that the distances are even. The axis
// has none where not even two of them fit and no date of a coarser step lies in it.
func tickDates(start civil.Date, length int, fit func([]civil.Date) bool) []civil.Date {
	for _, s := range steps() {
		if length/max(s.days, s.months*30) > mostTicks {
			continue
		}
		if ticks := s.dates(start, length); fit(ticks) {
			return ticks
		}
	}
	return nil
}
