package gate_test

import (
	"errors"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

func TestAnApprovalWhoseSignatureDoesNotHoldIsNone(t *testing.T) {
	t.Parallel()
	signed := disclosure.Consent{By: "bob", Hand: keyOf("bob"), Mode: disclosure.Full, Lang: "en", Digest: digest, Seq: 7}
	pressed := disclosure.Consent{By: "carol", Hand: slackOf("carol"), Mode: disclosure.Full, Lang: "en", Digest: digest, Seq: 8}
	bad := func(disclosure.Consent) error { return errors.New("one byte is another") }
	const says = "the approval by bob (event 7) does not hold: "
	for _, c := range []struct {
		rule            string
		given           []disclosure.Consent
		verify          func(disclosure.Consent) error
		second, current gate.CheckState
		reason          string // of the check that asks what was approved
	}{
		{"it holds", []disclosure.Consent{signed}, func(disclosure.Consent) error { return nil }, gate.CheckPass, gate.CheckPass, ""},
		{"it does not", []disclosure.Consent{signed}, bad, gate.CheckFail, gate.CheckFail, says + "one byte is another"},
		{"nobody can verify it", []disclosure.Consent{signed}, nil, gate.CheckFail, gate.CheckFail, says + "nobody could verify its signature"},
		{"somebody else approved too", []disclosure.Consent{signed, pressed}, bad, gate.CheckPass, gate.CheckFail, says},
		{"a press needs no signature", []disclosure.Consent{pressed}, nil, gate.CheckPass, gate.CheckPass, ""},
	} {
		in := passing(t)
		in.Case.Approvals, in.Verify = c.given, c.verify
		checks := gate.Run(in)
		second, current := stateOf(t, checks, gate.CheckSecondPerson), stateOf(t, checks, gate.CheckApprovalCurrent)
		if second.State != c.second || current.State != c.current || !strings.Contains(current.Reason, c.reason) {
			t.Errorf("%s: %+v, %+v", c.rule, second, current)
		}
		if c.second == gate.CheckFail && !strings.Contains(second.Reason, c.reason) {
			t.Errorf("%s: the reason is %q", c.rule, second.Reason)
		}
		if len(in.Case.Approvals) != len(c.given) {
			t.Errorf("%s: the case was changed", c.rule)
		}
	}
}

func TestABrokenApprovalOfOtherFilesIsNotInTheWay(t *testing.T) {
	t.Parallel()
	in := passing(t)
	in.Case.Approvals = append(in.Case.Approvals, disclosure.Consent{By: "dave", Hand: keyOf("dave"), Mode: disclosure.Stub, Lang: "en", Digest: "other", Seq: 9})
	in.Verify = func(disclosure.Consent) error { return errors.New("no") }
	if !gate.Passed(gate.Run(in)) {
		t.Errorf("%+v", gate.Run(in))
	}
}
