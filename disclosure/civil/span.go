package civil

import (
	"time"
)

// Span is a duration between two dates of a case, counted in civil days with the start excluded: Jan 27 to Feb 5 is
// 9 days, the same day is 0.
//
// Each end is taken as the civil date that its source states, in the zone that it states, so the result does not
// depend on where the reader sits. Between two instants there is one more choice to make: the second is first
// converted to the zone of the first. Otherwise a report at 23:30 in California and a fix ten minutes later, logged
// in UTC, would be a day apart, although nobody's calendar was turned.
type Span struct {
	// From is the start and To the end, which is zero while the span is open.
	From, To When
	// AsOf is the day up to which an open span was counted, zero for a span that ended.
	AsOf Date
	// Open says that the end has not come yet: "still open after Days days as of AsOf".
	Open bool
	// Days and WorkingDays (Monday to Friday, no holidays) are the length. They are its lower bound where Exact is
	// false, and a reader must then be shown MinDays and MaxDays.
	Days, WorkingDays int
	// MinDays and MaxDays are the shortest and the longest reading of both ends. Both are Days in an exact span.
	MinDays, MaxDays int
	// Exact is false when an end is coarser than a day.
	Exact bool
}

// SpanBetween measures from one date to another. It answers false when either is unknown or when to lies surely
// before from: a span that ran backwards has no length. Where a coarse end leaves that undecided, MinDays is 0.
func SpanBetween(from, to When) (Span, bool) {
	if from.IsZero() || to.IsZero() || to.SurelyBefore(from) {
		return Span{}, false
	}
	first, last := to.First(), to.Last()
	if end, ok := to.Instant(); ok && from.precision == PrecisionMinute && from.zone != to.zone {
		first = DateOf(end.In(from.location()))
		last = first
	}
	s := Span{From: from, To: to}
	s.measure(first, last)
	return s, true
}

// OpenSpan measures from a date to the day asOf, because the end has not come yet. It answers false when the start or
// the day is unknown, or when the day lies surely before the start. The caller picks the zone in which asOf is today.
func OpenSpan(from When, asOf Date) (Span, bool) {
	if from.IsZero() || asOf.IsZero() || asOf.Before(from.First()) {
		return Span{}, false
	}
	s := Span{From: from, AsOf: asOf, Open: true}
	s.measure(asOf, asOf)
	return s, true
}

// measure counts to an end that lies on a day between first and last.
func (s *Span) measure(first, last Date) {
	// A negative reading is no reading. It comes from coarse ends that overlap, and from clocks that were put back
	// over midnight (Newfoundland did so at 00:01): later, and yet on the day before.
	s.MinDays = max(0, DaysBetween(s.From.Last(), first))
	s.MaxDays = max(0, DaysBetween(s.From.First(), last))
	s.WorkingDays = max(0, WorkingDaysBetween(s.From.Last(), first, nil))
	s.Days = s.MinDays
	s.Exact = s.From.precision >= PrecisionDay && (s.Open || s.To.precision >= PrecisionDay)
}

// Minutes returns the elapsed whole minutes. Only a span between two instants has them.
func (s Span) Minutes() (int, bool) {
	from, ok := s.From.Instant()
	if !ok {
		return 0, false
	}
	to, ok := s.To.Instant()
	if !ok {
		return 0, false
	}
	return int(to.Sub(from) / time.Minute), true
}
