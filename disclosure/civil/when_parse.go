package civil

import (
	"slices"
	"strings"
	"time"

	"daylight/disclosure/fault"
)

// maxWhenLen is the longest text that [ParseWhen] looks at, in bytes. The longest zone name is 32 bytes.
const maxWhenLen = 64

// whenForms lists what a person may write, for messages.
const whenForms = "2020-01-27, 2020-01, 2020-Q1, 2020, 2020-01-27T10:30:00+01:00 or 2020-01-27T10:30 Europe/Paris"

// ParseWhen reads a date as a source states it:
//
//	2013                                  a year
//	2022-Q3                               a quarter
//	2013-10                               a month
//	2020-01-27                            a civil day
//	2020-01-27T10:30:00+01:00             an instant, RFC 3339 section 5.6; seconds may be left out
//	2020-06-29T07:33 America/New_York     an instant at a place of the IANA zone database
//	2020-11-01T01:30-05:00 America/New_York  the same with its offset, needed when the clocks showed it twice
//
// Empty text is the unknown, as [When.String] writes it. Fractions of a second are cut off, +00:00, UTC and GMT become Z.
//
// Everything else is refused with an [fault.Error] of code [fault.Invalid] that says what to write instead: a date in another
// order is ambiguous, an abbreviation such as EST says nothing sure about summer time, and a local time in the hour
// that the clocks skip does not exist. A local time in the hour that they repeat needs its offset; guessing one could
// be an hour off, and nobody would notice.
func ParseWhen(s string) (When, error) {
	switch {
	case s == "":
		return When{}, nil
	case len(s) > maxWhenLen:
		return When{}, fault.Errorf(fault.Invalid, "a date of %d bytes is too long: write %s", len(s), whenForms)
	case isInstantForm(s):
		return parseInstant(s)
	}
	return parsePeriod(s)
}

// isInstantForm reports whether s has the T that only an instant has.
func isInstantForm(s string) bool {
	const n = len("2006-01-02")
	return len(s) > n && (s[n] == 'T' || s[n] == 't')
}

// scanPeriod reads everything that is not an instant by its form alone: digits in the right places, which may still
// name a day that no calendar has.
func scanPeriod(s string) (When, bool) {
	year, ok := digits(s, 0, 4)
	if !ok {
		return When{}, false
	}
	if len(s) == len("2006") {
		return When{precision: PrecisionYear, date: Date{year, time.January, 1}}, true
	}
	if s[4] != '-' {
		return When{}, false
	}
	if len(s) == len("2006-Q1") && s[5] == 'Q' {
		q, ok := digits(s, 6, 1)
		return When{precision: PrecisionQuarter, date: Date{year, time.Month(q*3 - 2), 1}}, ok
	}
	month, ok := digits(s, 5, 2)
	if !ok {
		return When{}, false
	}
	if len(s) == len("2006-01") {
		return When{precision: PrecisionMonth, date: Date{year, time.Month(month), 1}}, true
	}
	day, ok := digits(s, 8, 2)
	if !ok || s[7] != '-' || len(s) != len("2006-01-02") {
		return When{}, false
	}
	return When{precision: PrecisionDay, date: Date{year, time.Month(month), day}}, true
}

// parsePeriod reads everything that is not an instant.
func parsePeriod(s string) (When, error) {
	w, ok := scanPeriod(s)
	if !ok {
		return When{}, adviseWhen(s)
	}
	return checked(s, w)
}

// checked returns w if the calendar has its date.
func checked(s string, w When) (When, error) {
	if w.date.Valid() {
		return w, nil
	}
	d := w.date
	switch {
	case d.Year < minYear || d.Year > maxYear:
		return When{}, fault.Errorf(fault.Invalid, "%q has the year %d: write a year from %d to %d", s, d.Year, minYear, maxYear)
	case w.precision == PrecisionQuarter:
		return When{}, fault.Errorf(fault.Invalid, "%q has no such quarter: write %04d-Q1 to %04d-Q4", s, d.Year, d.Year)
	case d.Month == 0:
		return When{}, fault.Errorf(fault.Invalid, "%q has no month 00: write %04d if only the year is known", s, d.Year)
	case d.Month > time.December:
		if swapped := (Date{d.Year, time.Month(d.Day), int(d.Month)}); w.precision >= PrecisionDay && swapped.Valid() {
			return When{}, fault.Errorf(fault.Invalid, "%q has no month %d: write the date as %s (year-month-day)", s, int(d.Month), swapped)
		}
		return When{}, fault.Errorf(fault.Invalid, "%q has no month %d: write a month from 01 to 12 (year-month-day)", s, int(d.Month))
	case d.Day == 0:
		return When{}, fault.Errorf(fault.Invalid, "%q has no day 00: write %04d-%02d if only the month is known", s, d.Year, int(d.Month))
	}
	return When{}, fault.Errorf(fault.Invalid, "%q does not exist: %s %d has %d days; write a day from 01 to %d",
		s, d.Month, d.Year, daysIn(d.Year, d.Month), daysIn(d.Year, d.Month))
}

// parseInstant reads a date, a T, a wall clock, and an offset, a place or both.
func parseInstant(s string) (When, error) {
	date, err := parsePeriod(s[:10])
	if err != nil {
		return When{}, err
	}
	second, rest, err := parseClock(s)
	if err != nil {
		return When{}, err
	}
	w := When{precision: PrecisionMinute, date: date.date, second: second}
	written := s[:len(s)-len(rest)] // date and clock, for messages
	offsetText, place, hasPlace := strings.Cut(rest, " ")
	if rest == "" {
		return When{}, fault.Errorf(fault.Invalid, "%q has no zone: write the one it was stated in, as in %sZ, %s+02:00 or 2020-01-27T10:30 Europe/Paris",
			s, written, written)
	}
	offset := 0
	if offsetText != "" {
		var ok bool
		if offset, ok = parseOffset(offsetText); !ok {
			return When{}, fault.Errorf(fault.Invalid, "%q has no valid offset after the time: write it as in %sZ, %s+02:00 or 2020-01-27T10:30 Europe/Paris",
				s, written, written)
		}
	}
	if !hasPlace || offsetText == "" && (place == "UTC" || place == "GMT") {
		w.offset, w.zone = offset, formatOffset(offset)
		return w, nil
	}
	if _, ok := parseOffset(place); ok && offsetText == "" {
		return When{}, fault.Errorf(fault.Invalid, "%q has a blank before the offset: write %s%s", s, written, place)
	}
	return w.atPlace(written, offsetText, offset, place)
}

// atPlace completes w, whose date and wall clock are set, with a place. If offsetText is empty, the zone database has
// to give the offset; otherwise it has to agree. written is the date and the clock as the source has them.
func (w When) atPlace(written, offsetText string, offset int, place string) (When, error) {
	if !isPlace(place) {
		return When{}, fault.Errorf(fault.Invalid, "%q is not a zone: write a place such as America/New_York, because an abbreviation "+
			"leaves summer time open, or the offset, as in %s-05:00", place, written)
	}
	loc, err := time.LoadLocation(place)
	if err != nil {
		// The cause would name files of this machine and helps nobody.
		return When{}, fault.Errorf(fault.Invalid, "zone %q is unknown: write a place such as America/New_York or Europe/Paris, or the "+
			"offset, as in %s+02:00", place, written)
	}
	readings := readingsOf(w.date, w.second, loc)
	switch {
	case len(readings) == 0:
		before, after := w.gap(loc)
		return When{}, fault.Errorf(fault.Invalid, "%s did not exist in %s, where the clocks were put forward over it: write %s or %s, "+
			"or the time in UTC", written, place, before, after)
	case offsetText == "" && len(readings) > 1:
		return When{}, fault.Errorf(fault.Invalid, "%s happened twice in %s, where the clocks were put back: write the offset too, as in "+
			"%s%s %s or %s%s %s", written, place,
			written, formatOffset(readings[0]), place, written, formatOffset(readings[1]), place)
	case offsetText == "":
		offset = readings[0]
	case !slices.Contains(readings, offset):
		return When{}, fault.Errorf(fault.Invalid, "%s in %s was not at %s: write %s%s %s, or the offset alone",
			written, place, offsetText, written, formatOffset(readings[0]), place)
	}
	if !writableOffset(offset) {
		return When{}, fault.Errorf(fault.Invalid, "%s in %s had an offset that is not a whole number of minutes: write the time in UTC, "+
			"with a Z at its end", written, place)
	}
	w.offset, w.zone, w.twice = offset, place, len(readings) > 1
	return w, nil
}

// parseClock reads HH:MM, HH:MM:SS or HH:MM:SS.fff after the T of s and returns the second of the day and what follows.
func parseClock(s string) (second int, rest string, err error) {
	clock := s[11:]
	hour, ok := digits(clock, 0, 2)
	minute, ok2 := digits(clock, 3, 2)
	if !ok || !ok2 || clock[2] != ':' {
		return 0, "", fault.Errorf(fault.Invalid, "%q has no time after the T: write it as in %sT07:33Z (24 hours)", s, s[:10])
	}
	sec, rest := 0, clock[5:]
	if strings.HasPrefix(rest, ":") {
		if sec, ok = digits(rest, 1, 2); !ok {
			return 0, "", fault.Errorf(fault.Invalid, "%q has no two digits for the second: write it as in %sT07:33:05Z", s, s[:10])
		}
		rest = rest[3:]
		if strings.HasPrefix(rest, ".") {
			fraction := strings.TrimLeft(rest[1:], "0123456789")
			if len(fraction) == len(rest)-1 {
				return 0, "", fault.Errorf(fault.Invalid, "%q has no digit after the point: write it as in %sT07:33:05Z", s, s[:10])
			}
			rest = fraction
		}
	}
	if hour > 23 || minute > 59 || sec > 59 {
		return 0, "", fault.Errorf(fault.Invalid, "%q has no such time: write hours from 00 to 23, minutes and seconds from 00 to 59", s)
	}
	return hour*3600 + minute*60 + sec, rest, nil
}

// digits reads the n decimal digits of s from i on.
func digits(s string, i, n int) (int, bool) {
	if len(s) < i+n {
		return 0, false
	}
	v := 0
	for _, c := range []byte(s[i : i+n]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}
