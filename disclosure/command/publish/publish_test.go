package publish_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

func approve(mode disclosure.Mode, lang, digest string) publish.ApprovePublication {
	return publish.ApprovePublication{Mode: mode, Lang: lang, Digest: digest}
}

// preview is what shows a page to whoever approves it.
func preview(mode disclosure.Mode, lang, digest string) publish.Preview {
	return publish.Preview{Mode: mode, Lang: lang, Digest: digest}
}

func out(mode disclosure.Mode, lang, digest string) publish.Publish {
	return publish.Publish{Mode: mode, Lang: lang, Digest: digest, Where: "https://team.example/1", Checks: commandtest.PassedChecks()}
}

func TestAnApprovalIsForExactlyTheseFiles(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Bob, approve("half", "en", "d"), fault.Invalid, "unknown form")
	p.Refused(commandtest.Bob, approve(disclosure.Stub, "en", ""), fault.Invalid, "needs the digest")
	p.Refused(disclosure.Actor{Name: " ADA", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI}}, approve(disclosure.Stub, "en", "d"), fault.Refused, "second person")
	p.Do(commandtest.Bob, preview(disclosure.Stub, "en", "d"))
	e := p.Do(commandtest.Bob, approve(disclosure.Stub, "en", "d")).Events[0]
	if e.Kind != disclosure.KindPublishApproved || e.Ref != "d" || e.Text != "stub writeup in en approved" {
		t.Errorf("%+v", e)
	}
	if k := e.Detail.Consent; k.By != "bob" || k.Mode != disclosure.Stub || k.Lang != "en" || k.Digest != "d" {
		t.Errorf("%+v", k)
	}
	for _, other := range []publish.Publish{out(disclosure.Stub, "de", "d"), out(disclosure.Stub, "en", "e")} {
		p.Refused(commandtest.Ada, other, fault.Refused, "nobody has approved exactly these files")
	}
	e = p.Do(commandtest.Ada, out(disclosure.Stub, "en", "d")).Events[0]
	if e.Kind != disclosure.KindPublished || e.At != commandtest.Day20(1, 24) || e.Text != "stub writeup" || e.Ref != "https://team.example/1" || e.Detail.Consent.By != "bob" {
		t.Errorf("%+v", e)
	}
}

func TestAnApprovalByTheAuthorIsNone(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Bob, preview(disclosure.Stub, "en", "d"))
	p.Do(commandtest.Bob, approve(disclosure.Stub, "en", "d"))
	p.C.Approvals[0].By = "Ada" // of a case that changed hands
	p.Refused(commandtest.Bob, out(disclosure.Stub, "en", "d"), fault.Refused, "nobody has approved")
}

func TestWhatDaylightRecordedTakesTwoApprovals(t *testing.T) {
	t.Parallel()
	p := commandtest.EmptyPlay(t)
	p.Do(commandtest.Robot, record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Discovered: commandtest.Day20(1, 24)})
	p.Refused(commandtest.Ada, approve(disclosure.Stub, "en", "d"), fault.Refused, "ada has not seen these files")
	p.Do(commandtest.Ada, publish.Preview{Mode: disclosure.Stub, Lang: "en", Digest: "e"})
	p.Hinted(commandtest.Ada, approve(disclosure.Stub, "en", "d"), hint.ToPreviewPublication(commandtest.PlayID, disclosure.Stub, "en", "ada"))
	p.Do(commandtest.Ada, publish.Preview{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
	p.Do(commandtest.Ada, approve(disclosure.Stub, "en", "d"))
	p.Refused(commandtest.Ada, approve(disclosure.Stub, "en", "d"), fault.Refused, "ada approved it already: a publication needs the approval of a second person")
	p.Refused(commandtest.Ada, out(disclosure.Stub, "en", "d"), fault.Refused, "a second person has to")
	p.Do(commandtest.Bob, preview(disclosure.Stub, "en", "d"))
	p.Do(commandtest.Bob, approve(disclosure.Stub, "en", "d"))
	p.Do(commandtest.Ada, out(disclosure.Stub, "en", "d"))
}

func TestWhichFormMayBePublishedWhen(t *testing.T) {
	t.Parallel()
	told := func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") } // its clock ends on 23 February
	over := func(p *commandtest.Play) { told(p); p.At(24+31, 9) }
	lastDay := func(p *commandtest.Play) { told(p); p.At(24+30, 9) }
	closed := func(p *commandtest.Play) { told(p); p.CloseA1() }
	for _, c := range []struct {
		rule string
		prep func(*commandtest.Play)
		mode disclosure.Mode
		says string // "" is allowed
	}{
		{"a stub at any time", told, disclosure.Stub, ""},
		{"a limited one while its clock runs", told, disclosure.Limited, "deadline has not passed"},
		{"a limited one on the last day", lastDay, disclosure.Limited, "deadline has not passed"},
		{"a limited one after it", over, disclosure.Limited, ""},
		{"a limited one of what is closed", closed, disclosure.Limited, ""},
		{"a full one of what is open", over, disclosure.Full, "not closed by our own probes"},
		{"a full one of what is closed", closed, disclosure.Full, ""},
		{"an unknown one", closed, "half", "unknown form"},
	} {
		p := commandtest.NewPlay(t)
		c.prep(p)
		if c.mode.Valid() {
			p.Do(commandtest.Bob, preview(c.mode, "en", "d"))
			p.Do(commandtest.Bob, approve(c.mode, "en", "d"))
		}
		if c.says == "" {
			if d := p.Do(commandtest.Ada, out(c.mode, "en", "d")); d.Events[0].Kind != disclosure.KindPublished || d.Events[0].Detail.Consent.Mode != c.mode {
				t.Errorf("%s: %+v", c.rule, d.Events[0])
			}
			continue
		}
		code := fault.Refused
		if !c.mode.Valid() {
			code = fault.Invalid
		}
		p.Refused(commandtest.Ada, out(c.mode, "en", "d"), code, c.says)
	}
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Bob, preview(disclosure.Stub, "en", "d"))
	p.Do(commandtest.Bob, approve(disclosure.Stub, "en", "d"))
	failed := out(disclosure.Stub, "en", "d")
	for _, checks := range [][]gate.Check{nil, {{State: gate.CheckFail}}} {
		failed.Checks = checks
		p.Refused(commandtest.Ada, failed, fault.Refused, "gate has not passed")
		p.Hinted(commandtest.Ada, failed, hint.ToSeeGate(commandtest.PlayID))
	}
	p.Hinted(commandtest.Ada, out(disclosure.Stub, "en", "e"), hint.ToApprovePublication(commandtest.PlayID))
}

func TestAPublicationTakesTwoPeople(t *testing.T) {
	t.Parallel()
	for _, cmd := range []command.Command{publish.ApprovePublication{}, publish.Publish{}} {
		if r := cmd.Rule(); r.Rank != disclosure.Lead || r.CoApproval != command.CoApprovalAlways || r.Engine || r.Ended || r.Opens {
			t.Errorf("%T: %+v", cmd, r)
		}
	}
}

func TestNobodyApprovesWhatTheyWereNotShownByAnyWay(t *testing.T) {
	t.Parallel()
	for _, hand := range map[string]person.Hand{
		"a press in Slack": {Via: person.Slack, Account: "U0BOB", Proof: person.BySlack},
		"a login":          {Via: person.CLI, Login: "bob", Proof: person.ByLogin},
	} {
		p := commandtest.NewPlay(t)
		bob := disclosure.Actor{Name: "bob", Role: disclosure.Lead, Hand: hand}
		if hand.Proof == person.ByLogin {
			p.Rules.Solo = true
		}
		p.Refused(bob, approve(disclosure.Stub, "en", "d"), fault.Refused, "bob has not seen these files")
		for _, other := range []publish.Preview{preview(disclosure.Stub, "en", "e"), preview(disclosure.Limited, "en", "d"), preview(disclosure.Stub, "de", "d")} {
			p.Do(bob, other)
			p.Hinted(bob, approve(disclosure.Stub, "en", "d"), hint.ToPreviewPublication(commandtest.PlayID, disclosure.Stub, "en", "bob"))
		}
		p.Do(commandtest.Ada, preview(disclosure.Stub, "en", "d")) // what somebody else saw is not what bob saw
		p.Refused(bob, approve(disclosure.Stub, "en", "d"), fault.Refused, "bob has not seen these files")
		p.Do(bob, preview(disclosure.Stub, "en", "d"))
		p.Do(bob, approve(disclosure.Stub, "en", "d"))
	}
}

func TestWhereOnePersonApprovesNobodyIsAskedForASecond(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Rules.Solo = true
	ask := publish.AskApproval{Mode: disclosure.Stub, Lang: "en", Digest: "d"}
	p.Refused(commandtest.Ada, ask, fault.Refused, "there is no second one to ask")
	p.Hinted(commandtest.Ada, ask, hint.ToApproveAlone(commandtest.PlayID, disclosure.Stub, "en"))
}
