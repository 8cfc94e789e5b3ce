package civil

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"daylight/disclosure/fault"
)

// Precision says how exactly a source dates something.
type Precision uint8

// The precisions, from unknown over coarse to fine.
const (
	PrecisionNone    Precision = iota // nothing is known: the zero When
	PrecisionYear                     // 2013
	PrecisionQuarter                  // 2022-Q3
	PrecisionMonth                    // 2013-10
	PrecisionDay                      // 2020-01-27
	PrecisionMinute                   // an instant, with its zone
)

// String returns "year", "quarter", "month", "day" or "minute", and "" for PrecisionNone.
func (p Precision) String() string {
	switch p {
	case PrecisionYear:
		return "year"
	case PrecisionQuarter:
		return "quarter"
	case PrecisionMonth:
		return "month"
	case PrecisionDay:
		return "day"
	case PrecisionMinute:
		return "minute"
	case PrecisionNone:
		return ""
	default:
		return fmt.Sprintf("Precision(%d)", uint8(p))
	}
}

// MarshalText returns the name of the precision.
func (p Precision) MarshalText() ([]byte, error) {
	if p > PrecisionMinute {
		return nil, fault.Errorf(fault.Internal, "%s has no text", p)
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads what [Precision.MarshalText] wrote.
func (p *Precision) UnmarshalText(text []byte) error {
	for q := PrecisionNone; q <= PrecisionMinute; q++ {
		if string(text) == q.String() {
			*p = q
			return nil
		}
	}
	return fault.Errorf(fault.Invalid, "%.20q is not a precision: write year, quarter, month, day or minute", text)
}

// When is the time of something as its source states it: a year, a quarter, a month, a civil day, or an instant
// together with the zone in which it was stated. It does not pretend to more than the source said, and a civil day
// is never turned into an instant.
//
// The zero value means "unknown". Values are immutable, and two that say the same are equal with ==.
type When struct {
	// date is the first civil day of the period; for an instant, the date in its zone.
	date Date
	// The fields below are set for PrecisionMinute only.
	second int    // of the day, on the wall clock of the zone
	offset int    // seconds east of UTC, whole minutes
	zone   string // "Z", an offset ("+02:00") or a place of the IANA database ("Europe/Paris")
	// twice is set when the clocks of a place were put back and showed this time two times. The text then holds the
	// offset too. It follows from the other fields and is kept because finding it out needs the zone database.
	twice bool

	precision Precision // beside the other narrow field: a case holds hundreds of these
}

// OnDay returns the civil day y-m-d, the zero When if the calendar has no such day between 1900 and 2200. It does
// not turn February 30 into March 1.
func OnDay(y int, m time.Month, d int) When { return Date{Year: y, Month: m, Day: d}.When() }

// At returns the instant t with the zone of t's location; fractions of a second are cut off. UTC is written as "Z".
// A place of the IANA database keeps its name; every other location (time.Local, an abbreviation, a fixed zone) is
// reduced to its offset, as its name would mean something else, or nothing, to another reader. The zero time, and a
// year outside 1900 to 2200, give the zero When.
func At(t time.Time) When {
	if t.IsZero() {
		return When{}
	}
	_, offset := t.Zone()
	if !writableOffset(offset) {
		// Local mean times such as Liberia's -00:44:30 have no RFC 3339 form. The instant matters more than the zone.
		t, offset = t.UTC(), 0
	}
	w := When{precision: PrecisionMinute, date: DateOf(t), offset: offset, zone: formatOffset(offset)}
	if !w.date.Valid() {
		return When{}
	}
	h, m, s := t.Clock()
	w.second = h*3600 + m*60 + s
	if name := t.Location().String(); isPlace(name) {
		// The name is only kept if it leads another reader to the same instant.
		if loc, err := time.LoadLocation(name); err == nil {
			if readings := readingsOf(w.date, w.second, loc); slices.Contains(readings, offset) {
				w.zone, w.twice = name, len(readings) > 1
			}
		}
	}
	return w
}

// IsZero reports whether nothing is known. It also serves the omitzero option of encoding/json.
func (w When) IsZero() bool { return w.precision == PrecisionNone }

// Precision says how exact w is.
func (w When) Precision() Precision { return w.precision }

// Zone returns the zone of an instant: "Z", an offset or the name of a place. It is "" for everything coarser.
func (w When) Zone() string { return w.zone }

// First returns the first civil day of the period; for an instant, its date in its own zone.
func (w When) First() Date { return w.date }

// Last returns the last civil day of the period; for a day and an instant it is [When.First].
func (w When) Last() Date {
	switch w.precision {
	case PrecisionYear:
		return Date{Year: w.date.Year, Month: time.December, Day: 31}
	case PrecisionQuarter:
		m := w.date.Month + 2
		return Date{Year: w.date.Year, Month: m, Day: daysIn(w.date.Year, m)}
	case PrecisionMonth:
		return Date{Year: w.date.Year, Month: w.date.Month, Day: daysIn(w.date.Year, w.date.Month)}
	case PrecisionNone, PrecisionDay, PrecisionMinute:
		return w.date
	default:
		return w.date
	}
}

// Instant returns the point in time, in UTC. Only minute precision has one.
func (w When) Instant() (time.Time, bool) {
	if w.precision != PrecisionMinute {
		return time.Time{}, false
	}
	local := int64(w.date.number())*24*3600 + int64(w.second)
	return time.Unix(local-int64(w.offset), 0).UTC(), true
}

// Time returns a time to order by: the instant, else midnight UTC of [When.First]. The zero When gives the zero
// time. It is no statement about when something happened, and no duration may be computed from it.
func (w When) Time() time.Time {
	if t, ok := w.Instant(); ok || w.IsZero() {
		return t
	}
	return time.Date(w.date.Year, w.date.Month, w.date.Day, 0, 0, 0, 0, time.UTC)
}

// Compare is a total order for sorting rows: by the first civil day, as a reader sees it; on the same day the coarser
// comes first; instants of the same day in order of time. The unknown sorts last. It is 0 only for equal values.
//
// It orders a list and proves nothing: use [When.SurelyBefore] to find contradictions.
func (w When) Compare(o When) int {
	if w.IsZero() || o.IsZero() {
		return -cmp.Compare(min(w.precision, 1), min(o.precision, 1))
	}
	if by := cmp.Or(w.date.Compare(o.date), cmp.Compare(w.precision, o.precision)); by != 0 || w.precision != PrecisionMinute {
		return by // lists are sorted by this: an instant is worked out only where it decides
	}
	return cmp.Or(w.Time().Compare(o.Time()), cmp.Compare(w.zone, o.zone))
}

// SurelyBefore reports whether w lies before o however both are read. Two instants are compared as instants;
// otherwise the last civil day of w must be earlier than the first of o. Nothing is sure about the unknown.
func (w When) SurelyBefore(o When) bool {
	if w.IsZero() || o.IsZero() {
		return false
	}
	if a, ok := w.Instant(); ok {
		if b, ok := o.Instant(); ok {
			return a.Before(b)
		}
	}
	return w.Last().Before(o.First())
}

// String returns the canonical text: 2020, 2020-Q1, 2020-01, 2020-01-27, RFC 3339 for an instant with an offset,
// "2020-06-29T07:33 America/New_York" for one with a place, and "" for the unknown. [ParseWhen] reads each of them
// back to an equal value.
func (w When) String() string {
	switch w.precision {
	case PrecisionYear:
		return fmt.Sprintf("%04d", w.date.Year)
	case PrecisionQuarter:
		return fmt.Sprintf("%04d-Q%d", w.date.Year, (w.date.Month+2)/3)
	case PrecisionMonth:
		return fmt.Sprintf("%04d-%02d", w.date.Year, int(w.date.Month))
	case PrecisionDay:
		return w.date.String()
	case PrecisionMinute:
		if !isPlace(w.zone) {
			return w.RFC3339()
		}
		text := fmt.Sprintf("%sT%02d:%02d", w.date, w.second/3600, w.second/60%60)
		if s := w.second % 60; s != 0 {
			text += fmt.Sprintf(":%02d", s)
		}
		if w.twice {
			text += formatOffset(w.offset)
		}
		return text + " " + w.zone
	case PrecisionNone:
		return ""
	default:
		return ""
	}
}

// RFC3339 returns an instant as RFC 3339 with the offset that was in force in its zone, and [When.String] for
// everything coarser, as no instant may be invented.
func (w When) RFC3339() string {
	if w.precision != PrecisionMinute {
		return w.String()
	}
	return fmt.Sprintf("%sT%02d:%02d:%02d%s",
		w.date, w.second/3600, w.second/60%60, w.second%60, formatOffset(w.offset))
}

// MarshalText returns [When.String].
func (w When) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what [ParseWhen] reads; empty text is the unknown.
func (w *When) UnmarshalText(text []byte) error {
	parsed, err := ParseWhen(string(text))
	if err != nil {
		return err
	}
	*w = parsed
	return nil
}

// location returns the zone of an instant.
func (w When) location() *time.Location {
	if isPlace(w.zone) {
		if loc, err := time.LoadLocation(w.zone); err == nil {
			return loc
		}
	}
	return time.FixedZone(w.zone, w.offset)
}

// Passed reports whether a date that a person named, such as an embargo, has passed at now. A civil date is inside until
// its day has ended in the zone. What has no date never passes.
func (w When) Passed(now time.Time, zone *time.Location) bool {
	if w.IsZero() {
		return false
	}
	if t, ok := w.Instant(); ok {
		return now.After(t)
	}
	return DateOf(now.In(zone)).After(w.Last())
}
