package civil

import (
	"cmp"
	"fmt"
	"time"

	"daylight/disclosure/fault"
)

// The years that a date may have. Nothing that this program records lies outside; a year that does is a slip of
// the pen ("0202", "20200").
const (
	minYear = 1900
	maxYear = 2200
)

// Date is a civil date: what a calendar on the wall shows, without hour and zone. The zero value is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the date that a clock in t's own location shows. The zero time has no date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// ParseDate reads a civil date in the one form 2020-01-27. The error says what to write instead. Text that is
// coarser or finer than a day belongs to [ParseWhen].
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, fault.Errorf(fault.Invalid, "the date is missing: write it as 2020-01-27 (year-month-day)")
	}
	w, err := ParseWhen(s)
	if err != nil {
		return Date{}, err
	}
	if w.precision != PrecisionDay {
		return Date{}, fault.Errorf(fault.Invalid, "%q is not a single day: write it as 2020-01-27 (year-month-day)", s)
	}
	return w.date, nil
}

// String returns the date as 2020-01-27 and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.Append(nil))
}

// Append adds [Date.String] to b.
func (d Date) Append(b []byte) []byte {
	if d.IsZero() {
		return b
	}
	if d.Year < 0 || d.Year > 9999 || d.Month < 0 || d.Month > 99 || d.Day < 0 || d.Day > 99 { // no date of a calendar
		return fmt.Appendf(b, "%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
	}
	two := func(n int) { b = append(b, byte('0'+n/10), byte('0'+n%10)) } //nolint:gosec // n is below 100
	two(d.Year / 100)
	two(d.Year % 100)
	b = append(b, '-')
	two(int(d.Month))
	b = append(b, '-')
	two(d.Day)
	return b
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether the calendar has such a day and its year is one that the program accepts (1900 to 2200).
func (d Date) Valid() bool {
	return d.Year >= minYear && d.Year <= maxYear &&
		d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// When returns the date as a [When] of day precision, the zero When for a date that is not [Date.Valid].
func (d Date) When() When {
	if !d.Valid() {
		return When{}
	}
	return When{precision: PrecisionDay, date: d}
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	// Day 0 (1970-01-01) was a Thursday.
	return time.Weekday(floorMod(d.number()+int(time.Thursday), 7))
}

// AddDays returns the date n days later, earlier for a negative n.
func (d Date) AddDays(n int) Date { return dateOfNumber(d.number() + n) }

// Compare orders dates by the calendar: -1, 0 or +1.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Before reports whether d is earlier than o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// After reports whether d is later than o.
func (d Date) After(o Date) bool { return d.Compare(o) > 0 }

// MarshalText returns [Date.String]. A date that could not be read back is an error, so it is never stored.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, fault.Errorf(fault.Invalid, "%s is not a date of the calendar between %d and %d", d, minYear, maxYear)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [Date.MarshalText] wrote; empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// DaysBetween counts civil days from a to b, the start excluded: Jan 27 to Feb 5 is 9. It is 0 for the same day and
// negative when b lies before a. Neither may be zero.
//
// It never goes through hours: a day on which the clocks change has 23 or 25 of them, and a division by 24 loses it.
func DaysBetween(a, b Date) int { return b.number() - a.number() }

// WorkingDaysBetween counts the days from Monday to Friday after a, up to and including b, for which holiday
// answers false. A nil holiday means that there are none. Like [DaysBetween] it excludes the start and is negative
// when b lies before a. Which days are holidays is a matter of the owner's jurisdiction, thus of the caller.
func WorkingDaysBetween(a, b Date, holiday func(Date) bool) int {
	if b.Before(a) {
		return -WorkingDaysBetween(b, a, holiday)
	}
	from, to := a.number(), b.number()
	n := weekdaysUpTo(to) - weekdaysUpTo(from)
	if holiday == nil {
		return n
	}
	for day := from + 1; day <= to; day++ {
		if isWeekday(day) && holiday(dateOfNumber(day)) {
			n--
		}
	}
	return n
}

// weekdaysUpTo counts the days from Monday to Friday up to and including day number n, from a Monday long ago or
// (as a negative count) until it; only differences of two results mean something.
func weekdaysUpTo(n int) int {
	sinceMonday := n + 4 // 1969-12-29, a Monday, has the number -3; the count starts with the day before as 0
	return floorDiv(sinceMonday, 7)*5 + min(floorMod(sinceMonday, 7), 5)
}

func isWeekday(n int) bool { return floorMod(n+3, 7) < 5 }

// number returns the days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so
// that the leap day is the last of its year; 400 such years have 146,097 days.
func (d Date) number() int {
	y, m := d.Year, int(d.Month)
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	dayOfYear := (153*(m-3)+2)/5 + d.Day - 1
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468
}

// dateOfNumber is the inverse of [Date.number].
func dateOfNumber(n int) Date {
	n += 719468
	era := floorDiv(n, 146097)
	dayOfEra := n - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	monthFromMarch := (5*dayOfYear + 2) / 153
	d := Date{
		Year:  yearOfEra + era*400,
		Month: time.Month(monthFromMarch + 3),
		Day:   dayOfYear - (153*monthFromMarch+2)/5 + 1,
	}
	if d.Month > time.December {
		d.Month -= 12
		d.Year++
	}
	return d
}

// daysIn returns the length of a month, leap years considered.
func daysIn(year int, month time.Month) int {
	if month == time.February {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	// 31 and 30 take turns, and start again in August.
	return 30 + (int(month)+int(month)/8)%2
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int) int { return a - floorDiv(a, b)*b }
