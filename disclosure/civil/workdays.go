package civil

import (
	"cmp"
	"strconv"
	"time"
)

// DayCount writes a number of days of a unit, such as "3 working days".
func DayCount(n int, unit Unit) string { return string(AppendDayCount(nil, n, unit)) }

// AppendDayCount adds [DayCount] to b.
func AppendDayCount(b []byte, n int, unit Unit) []byte {
	b = strconv.AppendInt(b, int64(n), 10)
	if unit == WorkingDays {
		b = append(b, " working"...)
	}
	if n == 1 {
		return append(b, " day"...)
	}
	return append(b, " days"...)
}

// A day off answers whether nobody works on a date: weekend or holiday. Weekends are part of it, as they differ: in
// Israel people work on Sundays. A nil one means Saturdays and Sundays.

func dayOff(off func(Date) bool, d Date) bool {
	if off == nil {
		return !isWeekday(d.number())
	}
	return off(d)
}

// maxDaysOff ends the search for a working day, should a set of holidays know none.
const maxDaysOff = 60

// AddDays counts n days of the unit after d. With n 0 it is d itself, whatever day that is.
func AddDays(d Date, n int, unit Unit, off func(Date) bool) Date {
	if unit != WorkingDays {
		return d.AddDays(n)
	}
	day := d.number()
	for idle := 0; n > 0 && idle < maxDaysOff; {
		day++
		if next := dateOfNumber(day); dayOff(off, next) {
			idle++
		} else {
			n, idle = n-1, 0
		}
	}
	return dateOfNumber(day)
}

// CountDays is the inverse: the days of the unit after a, up to and including b. It is 0 when b lies before a.
func CountDays(a, b Date, unit Unit, off func(Date) bool) int {
	if b.Before(a) {
		return 0
	}
	if unit != WorkingDays {
		return DaysBetween(a, b)
	}
	n := 0
	for day := a.number() + 1; day <= b.number(); day++ {
		if !dayOff(off, dateOfNumber(day)) {
			n++
		}
	}
	return n
}

// NextWorkingDay is d, or the first day after it on which people work.
func NextWorkingDay(d Date, off func(Date) bool) Date {
	for idle := 0; idle < maxDaysOff && dayOff(off, d); idle++ {
		d = d.AddDays(1)
	}
	return d
}

// StartOfDay is the first instant of a civil date in a zone, in UTC. Where the clocks skip midnight, the day begins
// later; where they show it twice, it begins with the first one.
func StartOfDay(d Date, zone *time.Location) time.Time { return InstantOf(d, 0, zone) }

// InstantOf is the first instant at which a clock in the zone shows the second of the date, or the end of the hole
// that swallowed it.
func InstantOf(d Date, second int, zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, second, 0, zone)
	wall := time.Date(d.Year, d.Month, d.Day, 0, 0, second, 0, time.UTC)
	_, offset := t.Zone()
	shown := t.Add(time.Duration(offset) * time.Second)
	start, end := t.ZoneBounds()
	switch {
	case shown.Before(wall) && !end.IsZero(): // the hole lies behind t
		return end.UTC()
	case shown.After(wall) && !start.IsZero(): // the hole lies before t
		return start.UTC()
	}
	if !start.IsZero() {
		// Was the same reading shown before the clocks were put back?
		_, before := start.Add(-time.Second).Zone()
		if earlier := wall.Add(-time.Duration(before) * time.Second); earlier.Before(start) && earlier.Before(t) {
			return earlier.UTC()
		}
	}
	return t.UTC()
}

// DayIn is the civil day of a moment in a zone. What is only known to a month or year counts from its last day: a
// deadline must not come too early.
func DayIn(w When, zone *time.Location) Date {
	if t, ok := w.Instant(); ok {
		return DateOf(t.In(zone))
	}
	return w.Last()
}

// CompareIn orders as [When.Compare] does, with the days of instants as one reader sees them in the zone. So the zone in which
// something was stated changes nothing. It is 0 for the same instant in two zones.
func CompareIn(a, b When, zone *time.Location) int {
	if a.precision != PrecisionMinute && b.precision != PrecisionMinute || a.IsZero() || b.IsZero() {
		return a.Compare(b)
	}
	day := func(w When) Date {
		if t, ok := w.Instant(); ok {
			return DateOf(t.In(zone))
		}
		return w.First()
	}
	return cmp.Or(day(a).Compare(day(b)), cmp.Compare(a.precision, b.precision), a.Time().Compare(b.Time()))
}

// WhenOn is the moment at which a clock in the zone shows the minute of the date.
func WhenOn(d Date, minute int, zone *time.Location) When {
	t := InstantOf(d, minute*60, zone)
	local := t.In(zone)
	_, offset := local.Zone()
	if !d.Valid() || !writableOffset(offset) {
		return At(t)
	}
	h, m, s := local.Clock()
	w := When{
		precision: PrecisionMinute, date: DateOf(local), second: h*3600 + m*60 + s,
		offset: offset, zone: formatOffset(offset),
	}
	if name := zone.String(); isPlace(name) {
		// At would read the zone database again; here the zone is at hand.
		w.zone, w.twice = name, len(readingsOf(w.date, w.second, zone)) > 1
	}
	return w
}

// Unit is what days are counted.
type Unit string

// The units.
const (
	CalendarDays Unit = "calendar"
	WorkingDays  Unit = "working"
)

// Text is a number of days as people read it: "1 day", "15 working days".
func (u Unit) Text(n int) string { return DayCount(n, u) }

// ZoneNamed returns the zone of a name, and the fallback for a name that is none.
func ZoneNamed(name string, fallback *time.Location) *time.Location {
	if name == fallback.String() {
		return fallback // the usual case, without a look into the zone database
	}
	if zone, err := time.LoadLocation(name); err == nil && name != "" {
		return zone
	}
	return fallback
}
