package milestone

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Moment is something that happened, with the event that says so.
type Moment struct {
	At     civil.When        `json:"at,omitzero"`
	Seq    int               `json:"seq,omitempty"` // 0 in a simulation
	Source disclosure.Source `json:"source,omitempty"`
	// Bounds say between which days it happened, by all statements of it and by what came before and after. They are wider
	// than At where an earlier statement is vaguer, and narrower where its cause or effect is known better.
	Bounds civil.Range `json:"bounds,omitzero"`
}

// IsZero reports whether it has not happened.
func (m Moment) IsZero() bool { return m.At.IsZero() }

// Before reports whether m happened before o; of one day or instant, what was recorded first. What has not happened is before
// nothing.
func (m Moment) Before(o Moment) bool {
	if m.IsZero() {
		return false
	}
	if by := m.At.Compare(o.At); by != 0 {
		return by < 0
	}
	return m.Seq < o.Seq
}

// momentOf is what one event says.
func momentOf(t *disclosure.ClockEvent) Moment {
	return Moment{At: t.At, Seq: t.Seq, Source: t.Source, Bounds: t.At.Range()}
}

// First is the first of two moments of one kind. The statement that has it happen by the earlier day is the one that counts; both
// bound it.
func First(m, o Moment) Moment {
	switch {
	case m.IsZero():
		return o
	case o.IsZero():
		return m
	}
	bounds := m.Bounds.Earliest(o.Bounds)
	last, other := m.At.Last(), o.At.Last()
	if other.Before(last) || other == last && o.Before(m) {
		m = o
	}
	m.Bounds = bounds
	return m
}

// newest is the later of two moments of one kind, as they are sorted.
func newest(m, o Moment) Moment {
	if !o.IsZero() && (m.IsZero() || m.Before(o)) {
		return o
	}
	return m
}

// Between measures from one moment to another. It answers false where [civil.SpanBetween] does.
func Between(from, to Moment) (civil.Span, bool) {
	span, ok := civil.SpanBetween(from.At, to.At)
	if !ok {
		return span, false
	}
	return span.Within(from.Bounds, to.Bounds), true
}

// Since measures from a moment to a day, because the end has not come yet.
func Since(from Moment, asOf civil.Date) (civil.Span, bool) {
	span, ok := civil.OpenSpan(from.At, asOf)
	if !ok {
		return span, false
	}
	return span.Within(from.Bounds, civil.Range{}), true
}
