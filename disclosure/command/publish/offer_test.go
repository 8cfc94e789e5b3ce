package publish_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

func offerOf(digest string) publish.Offer {
	return publish.Offer{
		Publish: publish.Publish{Mode: disclosure.Stub, Lang: "en", Digest: digest, Where: "team/site", Checks: commandtest.PassedChecks()},
		Files:   disclosure.Blob{Ref: "b"}, Job: ledger.NewJob(ledger.QueueSend, "k", task.AskMessage{}),
	}
}

// An order to bring a page to a site is held to what a publication is held to, and publishes nothing.
func TestAPageGoesToASiteOnlyIfItMayBePublished(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Ada, offerOf("d"), fault.Refused, "nobody has approved exactly these files")
	p.Do(commandtest.Bob, preview(disclosure.Stub, "en", "d"))
	p.Do(commandtest.Bob, approve(disclosure.Stub, "en", "d"))
	p.Refused(commandtest.Ada, offerOf("e"), fault.Refused, "nobody has approved exactly these files")
	p.Refused(commandtest.Robot, offerOf("d"), fault.Forbidden, "only a person")
	nothing, nowhere := offerOf("d"), offerOf("d")
	nothing.Files.Ref, nowhere.Where = "", ""
	p.Refused(commandtest.Ada, nothing, fault.Invalid, "files of the page are missing")
	p.Refused(commandtest.Ada, nowhere, fault.Invalid, "say where the page goes")
	before := p.C.Publication
	d := p.Do(commandtest.Ada, offerOf("d"))
	if e := d.Events[0]; e.Kind != disclosure.KindPreviewed || e.Ref != "d" || e.Visibility != disclosure.InternalOnly || e.Text != "stub writeup in en goes to team/site by order of ada" {
		t.Errorf("%+v", e)
	}
	if len(d.Jobs) == 0 || len(d.Blobs) != 1 || p.C.Publication != before {
		t.Errorf("%d jobs, %d blobs, and the publication is %s", len(d.Jobs), len(d.Blobs), p.C.Publication)
	}
}

func TestOnlyDaylightSaysWhereAPageLies(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	lies := publish.Offered{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7"}
	p.Refused(commandtest.Ada, lies, fault.Forbidden, "only Daylight itself may")
	p.Refused(commandtest.Robot, publish.Offered{Mode: disclosure.Stub, Lang: "en", Digest: "d"}, fault.Invalid, "a place")
	if e := p.Do(commandtest.Robot, lies).Events[0]; e.Kind != disclosure.KindPreviewed || e.Text != "stub writeup in en lies at team/site#7" {
		t.Errorf("%+v", e)
	}
}
