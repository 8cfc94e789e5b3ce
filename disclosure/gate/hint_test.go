package gate_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
)

// TestAFailedCheckHints has a row for each check after whose failure one certain thing can be done.
func TestAFailedCheckHints(t *testing.T) {
	const id disclosure.CaseID = "DL-2020-0001"
	told := func(m disclosure.Message) func(*gate.Input) {
		return func(in *gate.Input) {
			m.Key, m.Draft = "DL-2020-0001/first_contact/C1/1", "D1"
			in.Case.Messages = []disclosure.Message{{Key: "other", Draft: "D9", State: disclosure.MessageSent}, m}
		}
	}
	lost := func(in *gate.Input) { in.Clock.Rules.Default = "gone" }
	for _, c := range []struct {
		rule, check string
		spoil       func(*gate.Input)
		want        fault.Hint
	}{
		{"an uncertain message", gate.CheckNoUncertainMessages, told(disclosure.Message{State: disclosure.MessageUncertain}), hint.ToResolveMessage(id, "D1")},
		{"a dry run", gate.CheckNoUncertainMessages, told(disclosure.Message{State: disclosure.MessageSent, DryRun: true}), hint.ToSendAgain(id, "D1")},
		{"no approval", gate.CheckSecondPerson, func(in *gate.Input) { in.Case.Approvals = nil }, hint.ToApprovePublication(id)},
		{"approved by the author", gate.CheckSecondPerson, func(in *gate.Input) { in.Case.Approvals[0].By = "alice" }, hint.ToApprovePublication(id)},
		{"an old probe", gate.CheckFreshProbe, func(in *gate.Input) { in.Case.Assets[0].LastSeen = gateNow.Add(-90 * 24 * time.Hour) }, hint.ToProbe(id)},
		{"no dates, while it is open", gate.CheckClosure, func(in *gate.Input) {
			lost(in)
			in.Mode, in.Case.Assets[0].Exposure = disclosure.Limited, disclosure.ExposureOpen
		}, hint.ToUsePolicy(id)},
		{"no dates, after the closure", gate.CheckEmbargo, lost, hint.ToUsePolicy(id)},
		{"a legal threat", gate.CheckLegalReview, func(in *gate.Input) { in.Case.Threatened = civil.OnDay(2020, 2, 1) }, hint.ToClearLegal(id)},
		{"nothing wrong", gate.CheckNoUncertainMessages, func(*gate.Input) {}, fault.Hint{}},
	} {
		in := passing(t)
		c.spoil(&in)
		got := stateOf(t, gate.Run(in), c.check)
		if got.Hint.Code != c.want.Code || !maps.Equal(got.Hint.Args, c.want.Args) {
			t.Errorf("%s: %s (%s) hints at %v, want %v", c.rule, got.State, got.Reason, got.Hint, c.want)
		}
		if (got.State == gate.CheckFail) != (c.want.Code != "") {
			t.Errorf("%s: %s %s", c.rule, got.State, got.Reason)
		}
	}
}

func TestACheckWithoutAHintSaysNothingOfOneInJSON(t *testing.T) {
	in := passing(t)
	in.Case.Approvals = nil
	b, err := json.Marshal(gate.Run(in))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(b), `"hint"`); n != 1 || !strings.Contains(string(b), `"hint":{"code":"approve_publication","args":{"case":"DL-2020-0001"}}`) {
		t.Errorf("%d hints in %s", n, b)
	}
}
