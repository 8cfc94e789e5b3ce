package publish_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
)

// publishedOpen is a case whose full page is out and names an asset that is open again.
func publishedOpen(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.CloseA1()
	p.Do(commandtest.Bob, preview(disclosure.Full, "en", "full"))
	p.Do(commandtest.Bob, approve(disclosure.Full, "en", "full"))
	p.Do(commandtest.Ada, out(disclosure.Full, "en", "full"))
	p.Now = p.Now.Add(time.Hour)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
	return p
}

func revisionOf(t *testing.T, digest string) publish.DraftRevision {
	t.Helper()
	blob, err := disclosure.NewBlob([]byte(`{"writeup.md":"`+digest+`"}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	return publish.DraftRevision{Drafts: []publish.Revision{{Lang: "en", Digest: digest, Blob: blob}}}
}

func TestARevisionIsStoredAndGoesOutOnlyAfterTwoAgree(t *testing.T) {
	t.Parallel()
	p := publishedOpen(t)
	p.Refused(commandtest.Ada, revisionOf(t, "d"), fault.Forbidden, "")
	d := p.Do(commandtest.Robot, revisionOf(t, "d"))
	if commandtest.KindsOf(d) != "proposed" || len(d.Blobs) != 1 || d.Events[0].Detail.Proposal.Files != d.Blobs[0].Ref || p.C.Publication != disclosure.PublicationFull {
		t.Fatalf("%+v", d)
	}
	if d = p.Do(commandtest.Robot, revisionOf(t, "d")); len(d.Events) != 0 || len(d.Blobs) != 0 {
		t.Errorf("the same draft is stored twice: %+v", d.Events)
	}
	p.Refused(commandtest.Ada, out(disclosure.Limited, "en", "d"), fault.Refused, "nobody has approved")

	// Ada recorded the case, which is no word for this draft; one of two is not enough, also after the days that other proposals last.
	p.Do(commandtest.Bob, preview(disclosure.Limited, "en", "d"))
	p.Do(commandtest.Bob, approve(disclosure.Limited, "en", "d"))
	p.Refused(commandtest.Ada, out(disclosure.Limited, "en", "d"), fault.Refused, "a second person has to")
	p.Refused(commandtest.Bob, approve(disclosure.Limited, "en", "d"), fault.Refused, "bob approved it already")
	p.Now = p.Now.Add(9 * 24 * time.Hour)
	waits := second.Of(p.C, nil, p.Now)
	if len(waits) != 1 || waits[0].Closed != "" {
		t.Fatalf("%+v", waits)
	}
	p.Do(commandtest.AdaInSlack, preview(disclosure.Limited, "en", "d"))
	p.Do(commandtest.AdaInSlack, approve(disclosure.Limited, "en", "d"))
	if left := second.Of(p.C, nil, p.Now); len(left) != 0 {
		t.Errorf("still waits: %+v", left)
	}
	p.Do(commandtest.Ada, out(disclosure.Limited, "en", "d"))
	if p.C.Publication != disclosure.PublicationLimited {
		t.Errorf("%s", p.C.Publication)
	}
	commandtest.WantSameCase(t, p)
}

func TestARevisionIsDraftedWhereAPageGivesSomethingAway(t *testing.T) {
	t.Parallel()
	for rule, prep := range map[string]func(*commandtest.Play){
		"nothing is published": func(*commandtest.Play) {},
		"all is closed": func(p *commandtest.Play) {
			p.Sent(disclosure.FirstContact, "C1")
			p.CloseA1()
			p.Do(commandtest.Bob, preview(disclosure.Full, "en", "full"))
			p.Do(commandtest.Bob, approve(disclosure.Full, "en", "full"))
			p.Do(commandtest.Ada, out(disclosure.Full, "en", "full"))
		},
	} {
		p := commandtest.NewPlay(t)
		prep(p)
		if d := p.Do(commandtest.Robot, revisionOf(t, "d")); len(d.Events) != 0 {
			t.Errorf("%s: %s", rule, commandtest.KindsOf(d))
		}
	}

	p := publishedOpen(t)
	p.Do(commandtest.Robot, revisionOf(t, "d"))
	p.Do(commandtest.Robot, revisionOf(t, "e"))
	if n := len(p.C.Proposals); n != 1 || p.C.Proposals[0].Name != "e" {
		t.Errorf("the older draft of the page stays: %+v", p.C.Proposals)
	}
	p.Event(disclosure.KindLegalThreat, commandtest.Day20(1, 24))
	p.Refused(commandtest.Robot, revisionOf(t, "f"), fault.Refused, "legal threat")
}
