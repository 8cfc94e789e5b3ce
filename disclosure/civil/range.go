package civil

// Range says between which civil days something happened: not before First and not after Last. A statement that is exact to the
// day has one day. The zero value knows nothing.
type Range struct {
	First Date `json:"first,omitzero"`
	Last  Date `json:"last,omitzero"`
}

// Range is what a statement alone says.
func (w When) Range() Range {
	if w.IsZero() {
		return Range{}
	}
	return Range{First: w.First(), Last: w.Last()}
}

// IsZero reports whether nothing is known.
func (r Range) IsZero() bool { return r == Range{} }

// Exact reports whether one day is left.
func (r Range) Exact() bool { return !r.IsZero() && r.First == r.Last }

// Earliest bounds the first of two things: it was not before the earlier start, and not after the earlier end. So a statement
// that knows only the month never spoils one that knows the day.
func (r Range) Earliest(o Range) Range {
	switch {
	case r.IsZero():
		return o
	case o.IsZero():
		return r
	}
	if o.First.Before(r.First) {
		r.First = o.First
	}
	if o.Last.Before(r.Last) {
		r.Last = o.Last
	}
	return r
}

// Latest bounds the last of two things.
func (r Range) Latest(o Range) Range {
	switch {
	case r.IsZero():
		return o
	case o.IsZero():
		return r
	}
	if r.First.Before(o.First) {
		r.First = o.First
	}
	if r.Last.Before(o.Last) {
		r.Last = o.Last
	}
	return r
}

// After narrows to what can be true of an effect of that cause. Where the two contradict each other nothing is narrowed.
func (r Range) After(cause Range) Range {
	if r.IsZero() || cause.IsZero() || r.Last.Before(cause.First) {
		return r
	}
	if r.First.Before(cause.First) {
		r.First = cause.First
	}
	return r
}

// Before narrows to what can be true of a cause of that effect. Where the two contradict each other nothing is narrowed.
func (r Range) Before(effect Range) Range {
	if r.IsZero() || effect.IsZero() || effect.Last.Before(r.First) {
		return r
	}
	if effect.Last.Before(r.Last) {
		r.Last = effect.Last
	}
	return r
}

// Within measures a span anew between what is known of its ends beyond the two statements in it. Ends that are known to the day
// that their statement says change nothing.
func (s Span) Within(from, to Range) Span {
	if s.Open && to.IsZero() {
		to = Range{First: s.AsOf, Last: s.AsOf}
	}
	if from.IsZero() || to.IsZero() || from == s.From.Range() && (s.Open || to == s.To.Range()) {
		return s
	}
	s.MinDays = max(0, DaysBetween(from.Last, to.First))
	s.MaxDays = max(0, DaysBetween(from.First, to.Last))
	s.Days, s.WorkingDays = s.MinDays, max(0, WorkingDaysBetween(from.Last, to.First, nil))
	s.Exact = from.Exact() && to.Exact()
	return s
}
