package publish_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
)

func TestAMergeIsRecordedOnceAndPublishesNothing(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	merged := publish.Merged{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7", Intact: true}
	p.Refused(commandtest.Ada, merged, fault.Forbidden, "only Daylight itself may")
	p.Refused(commandtest.Robot, merged, fault.Refused, "no such files were brought to")
	p.Do(commandtest.Robot, publish.Offered{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7"})
	before := p.C.Publication
	if e := p.Do(commandtest.Robot, merged).Events[0]; e.Kind != disclosure.KindPreviewed || e.Text != "stub writeup in en was merged at team/site#7" || e.Visibility != disclosure.InternalOnly {
		t.Errorf("%+v", e)
	}
	if d := p.Do(commandtest.Robot, merged); len(d.Events) != 0 {
		t.Errorf("it is recorded again: %+v", d.Events)
	}
	merged.Intact = false
	if e := p.Do(commandtest.Robot, merged).Events[0]; e.Text != "stub writeup in en was merged, and the site does not hold exactly what was approved, at team/site#7" {
		t.Errorf("%+v", e)
	}
	if p.C.Publication != before {
		t.Errorf("the publication is %s", p.C.Publication)
	}
}

// A page that was read on its site is out by the approval that let it leave, and by no other.
func TestAPageThatWasReadIsOutByTheApprovalThatLetItLeave(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	landed := publish.Landed{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7", Address: "https://team.example/cases/dl-2020-0001/"}
	nowhere := landed
	nowhere.Address = ""
	p.Refused(commandtest.Ada, landed, fault.Forbidden, "only Daylight itself may")
	p.Refused(commandtest.Robot, nowhere, fault.Invalid, "say where the page was read")
	p.Refused(commandtest.Robot, landed, fault.Refused, "no such files were brought to")
	p.Do(commandtest.Robot, publish.Offered{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7"})
	p.Refused(commandtest.Robot, landed, fault.Refused, "its approval does not stand any more")
	p.Do(commandtest.Bob, preview(disclosure.Stub, "en", "d"))
	p.Do(commandtest.Bob, approve(disclosure.Stub, "en", "d"))
	other := landed
	other.Digest = "e"
	p.Refused(commandtest.Robot, other, fault.Refused, "no such files were brought to")
	e := p.Do(commandtest.Robot, landed).Events[0]
	if e.Kind != disclosure.KindPublished || e.Ref != "team/site#7" || e.Detail.Consent.Digest != "d" || e.Detail.Consent.By == "" || e.Detail.Reason != "read at "+landed.Address {
		t.Errorf("%+v", e)
	}
}
