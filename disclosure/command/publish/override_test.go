package publish_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/manuscript"
)

// found is a finding that somebody wants to override.
func found(edit func(*manuscript.Override)) publish.Override {
	o := manuscript.Override{
		Check: gate.CheckNoMailAddresses, Finding: "0123456789abcdef", Found: `mail address "in…" (18 characters)`, Place: "index.md line 3",
		Why: manuscript.FalseAlarm, Reason: "the name of a file",
	}
	if edit != nil {
		edit(&o)
	}
	return publish.Override{Finding: o}
}

func TestOneFindingIsOverriddenByTwoPeopleWithAReason(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	for _, c := range []struct {
		rule string
		edit func(*manuscript.Override)
		code fault.Code
		says string
	}{
		{"no finding", func(o *manuscript.Override) { o.Finding = "" }, fault.Invalid, "one finding"},
		{"a finding without words", func(o *manuscript.Override) { o.Found = "" }, fault.Invalid, "one finding"},
		{"no why", func(o *manuscript.Override) { o.Why = "" }, fault.Invalid, "say why"},
		{"another why", func(o *manuscript.Override) { o.Why = "because" }, fault.Invalid, "say why"},
		{"no reason", func(o *manuscript.Override) { o.Reason = " \n" }, fault.Invalid, "reason"},
		{"an endless reason", func(o *manuscript.Override) { o.Reason = strings.Repeat("x", 2000) }, fault.Invalid, "at most"},
		{"a name of an open asset", func(o *manuscript.Override) { o.Check = gate.CheckTargetDefanged }, fault.Refused, "not closed by our own probes"},
		{"a link to an open asset", func(o *manuscript.Override) { o.Check = gate.CheckNoLiveLinks }, fault.Refused, "not closed by our own probes"},
	} {
		p.Refused(commandtest.Ada, found(c.edit), c.code, c.says)
	}

	e := p.Do(commandtest.Ada, found(nil)).Events[0]
	if e.Kind != disclosure.KindProposed || e.Detail.Proposal.Override == nil {
		t.Fatalf("%+v", e)
	}
	if _, ok := p.C.Manuscript.Override("0123456789abcdef"); ok {
		t.Error("one person overrode a finding")
	}
	p.Refused(commandtest.Ada, found(nil), fault.Refused, "somebody else has to approve it")
	// Another why is another decision, which begins anew.
	if e := p.Do(commandtest.Bob, found(func(o *manuscript.Override) { o.Why = manuscript.OnPurpose })).Events[0]; e.Kind != disclosure.KindProposed {
		t.Errorf("another why was taken for the same: %+v", e)
	}
	e = p.Do(commandtest.Bob, found(nil)).Events[0]
	if e.Kind != disclosure.KindCheckOverridden || e.Visibility != disclosure.InternalOnly || e.Detail.CoApprover != commandtest.Ada.Name {
		t.Errorf("%+v", e)
	}
	o, ok := p.C.Manuscript.Override("0123456789abcdef")
	if !ok || strings.Join(o.By, "+") != commandtest.Ada.Name+"+"+commandtest.Bob.Name || o.Seq != e.Seq {
		t.Errorf("%+v", o)
	}
	if _, ok := p.C.Manuscript.Override("fedcba9876543210"); ok {
		t.Error("another finding is overridden too")
	}
	p.Refused(commandtest.Ada, found(nil), fault.Conflict, "already decided")

	p.Refused(commandtest.Ada, publish.LiftOverride{Finding: "fedcba9876543210"}, fault.NotFound, "nobody decided")
	p.Do(commandtest.Ada, publish.LiftOverride{Finding: "0123456789abcdef"})
	if _, ok := p.C.Manuscript.Override("0123456789abcdef"); ok {
		t.Error("what was taken back still counts")
	}
	commandtest.WantSameCase(t, p)
}

// What the case itself lacks is no matter of opinion: every check that reads no text is refused.
func TestOnlyFindingsInTextsAreOverridden(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	in := gate.Input{Case: p.C, Clock: command.Env{Now: p.Now, Rules: p.Rules}.Clock(), Mode: disclosure.Full, Files: map[string][]byte{"index.md": []byte("x")}}
	may := 0
	for _, c := range gate.Run(in) {
		if content.MayOverride(c.Name) {
			may++
			continue
		}
		p.Refused(commandtest.Ada, found(func(o *manuscript.Override) { o.Check = c.Name }), fault.Refused, "nothing overrides it")
	}
	if may < 5 {
		t.Errorf("only %d checks can be overridden: the test is blind", may)
	}
}

func TestATargetMayBeNamedOnceItIsClosed(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.CloseA1()
	if !p.C.AllClosed() {
		t.Fatal("the play does not close the asset")
	}
	named := func(o *manuscript.Override) { o.Check, o.Why = gate.CheckTargetDefanged, manuscript.OnPurpose }
	p.Do(commandtest.Ada, found(named))
	p.Do(commandtest.Bob, found(named))
	if _, ok := p.C.Manuscript.Override("0123456789abcdef"); !ok {
		t.Error("a closed asset cannot be named by two people")
	}
}
