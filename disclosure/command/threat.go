package command

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// MayTakeBack refuses to take back a legal threat that nobody has cleared: that would let a publication go on, which takes the
// counsel or two leads.
func (d *Frame) MayTakeBack(seq int) error {
	is := func(kind disclosure.Kind) func(disclosure.ClockEvent) bool {
		return func(t disclosure.ClockEvent) bool {
			return t.Kind == kind && (t.Seq == seq || kind == disclosure.KindLegalCleared && t.Seq > seq)
		}
	}
	if slices.ContainsFunc(d.Case.ClockEvents, is(disclosure.KindLegalThreat)) && !slices.ContainsFunc(d.Case.ClockEvents, is(disclosure.KindLegalCleared)) {
		return fault.Errorf(fault.Refused, "event %d is a legal threat that nobody has cleared: the counsel or two leads clear it first, then it can be taken back", seq).
			With(hint.ToClearLegal(d.Case.ID))
	}
	return nil
}
