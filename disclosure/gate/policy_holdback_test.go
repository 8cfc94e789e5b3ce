package gate_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/gate"
)

// holdingBack lets the case follow a policy that frees the details some days after the closure of 5 February.
func holdingBack(in *gate.Input, days int) {
	in.Case.ClockEvents = append(in.Case.ClockEvents,
		disclosure.ClockEvent{Seq: 1, Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Channel: disclosure.Email},
		disclosure.ClockEvent{Seq: 2, Kind: disclosure.KindClosed, At: civil.OnDay(2020, 2, 5), Asset: "A1", Verified: true},
	)
	in.Clock.Rules.Policies = map[string]clock.Policy{"plain": {
		Name: "plain", Title: "Details later", Version: "1",
		Clauses: []clock.Clause{{
			Name: "details", Due: disclosure.DuePublishFull, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorFixed}}, Days: days,
		}},
	}}
}

func TestAPolicyHoldsDetailsBackAfterTheClosure(t *testing.T) {
	// The gate is asked on 14 February.
	runGate(t, "embargo", []gateCase{
		{"a full writeup waits", func(_ *testing.T, in *gate.Input) {
			holdingBack(in, 30)
		}, "fail", "the policy permits the full publication from 2020-03-06: 30 days after the closure"},
		{"to the last day before", func(_ *testing.T, in *gate.Input) {
			holdingBack(in, 10)
		}, "fail", "the policy permits the full publication from 2020-02-15"},
		{"from the day itself it may go", func(_ *testing.T, in *gate.Input) { holdingBack(in, 9) }, "pass", "no embargo"},
		{"a limited one does not wait", func(_ *testing.T, in *gate.Input) {
			holdingBack(in, 30)
			in.Mode = disclosure.Limited
		}, "pass", "no embargo"},
		{"a policy without such a clause holds nothing back", func(_ *testing.T, in *gate.Input) {
			holdingBack(in, 30)
			p := in.Clock.Rules.Policies["plain"]
			p.Clauses[0].Due = disclosure.DuePublishLimited
		}, "pass", "no embargo"},
	})
}
