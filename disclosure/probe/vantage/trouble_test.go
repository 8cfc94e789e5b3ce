package vantage

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/observed"
)

func TestATroubleHasACodeAndHintsAtWhatHelps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answered string
		code     fault.Code
		hint     fault.HintCode
		reason   observed.Reason
	}{
		{codeToken, fault.Unavailable, "", observed.ReasonVantageUnreachable},
		{codeKind, fault.Refused, "", observed.ReasonVantageMismatch},
		{codeOptIn, fault.Refused, hint.AcceptOptIn, observed.ReasonVantageMismatch},
		{codeIdentity, fault.Refused, hint.MatchIdentity, observed.ReasonVantageMismatch},
		{codeStale, fault.Conflict, "", observed.ReasonVantageUnverified},
		{"of tomorrow", fault.Unavailable, "", observed.ReasonVantageUnreachable},
	} {
		answer, err := json.Marshal(rejection{c.answered, "words of the agent"})
		if err != nil {
			t.Fatal(err)
		}
		got := rejected(403, answer)
		if fault.CodeOf(got) != c.code || fault.HintOf(got).Code != c.hint {
			t.Errorf("%s: %s with the hint %q: %v", c.answered, fault.CodeOf(got), fault.HintOf(got).Code, got)
		}
		if tr, ok := errors.AsType[*trouble](got); !ok || tr.reason != c.reason {
			t.Errorf("%s: %v", c.answered, got)
		}
		if outer := fault.Errorf(fault.Unavailable, "it does not count: %w", got); fault.HintOf(outer).Code != c.hint {
			t.Errorf("%s: the hint is lost on the way to the log", c.answered)
		}
	}
}

func TestTheCauseOfAnUnverifiedAnswerStaysReachable(t *testing.T) {
	t.Parallel()
	if err := unverified(fmt.Errorf("the key: %w", errMalformed)); !errors.Is(err, errMalformed) || fault.CodeOf(err) != fault.Conflict {
		t.Errorf("%s: %v", fault.CodeOf(err), err)
	}
}

func TestSettingUpAnAgentHintsAtWhatIsMissing(t *testing.T) {
	t.Parallel()
	if _, err := ParsePublicKey("ed25519:AAAA"); fault.CodeOf(err) != fault.Invalid || fault.HintOf(err).Code != hint.SeeAgentKey {
		t.Errorf("a key that is none: %v", err)
	}
	if _, err := Listen(t.Context(), "0.0.0.0:0", nil); fault.HintOf(err).Code != hint.GiveCertificate {
		t.Errorf("no certificate: %v", err)
	}
}
