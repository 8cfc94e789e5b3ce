package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/writeup"
)

// most is how many clicks a whole case may take in Slack, those that are refused included.
const most = 25

// TestAWholeCaseInSlackWithoutACommandLine carries a finding from a message to a published page and a closed case.
func TestAWholeCaseInSlackWithoutACommandLine(t *testing.T) {
	t.Parallel()
	newWalk(t, nil).whole()
}

func (w *walk) whole() {
	w.told()
	w.conversed()
	w.fixed()
	w.published()
	w.done()
	if n := w.slack.Clicks(); n > most {
		w.t.Errorf("the case took %d clicks, %d are enough", n, most)
	}
	w.everyStepHasItsPerson()
	w.nothingIsLeft()
}

// told is from the message to the mail that the vendor has, which takes a second person.
func (w *walk) told() {
	w.recorded()
	w.clicked("message → finding")
	w.slack.press(rosa, "Add a contact …")
	w.form(rosa, "Where it was found")
	w.sends(rosa, map[string]string{"party": "vendor/NextMotion", "address": w.vendor, "found": "security.txt", "quality": "published"})
	w.slack.card("draft the first contact")
	w.clicked("contact")
	w.slack.press(rosa, "Draft first contact")
	w.slack.card("Approve D1")
	w.clicked("draft of the first contact")
	w.slack.press(rosa, "Approve D1")
	w.slack.whispered("somebody other than Rosa has to approve it")
	if v, open := w.slack.Form(rosa); open {
		w.t.Errorf("who wrote the draft is shown the form of the second person: %s", v.Raw)
	}
	w.clicked("who wrote it is refused as the second person")
	w.approvedAndSent(lena, "D1", 1)
	w.slack.hears("A message was approved", "Lena")
	w.slack.hears("Contacted", "vendor NextMotion")
	w.clicked("the second person reads, approves and sends it")
}

// conversed is a mail of the vendor and our answer, written below it.
func (w *walk) conversed() {
	w.vendorWrites(0, "Thank you, I have passed your message on to our developers. Which files do you mean?")
	theirs := w.slack.hears("Acknowledged", "I have passed your message on")
	w.pressAt(rosa, theirs, "Answer …")
	w.form(rosa, "Write a message", "Re: ")
	w.sends(rosa, map[string]string{"text": "Thank you. It is the listing of the whole bucket that anybody can read.\n\nRosa"})
	w.clicked("an answer below the mail of the vendor")
	w.approvedAndSent(rosa, "D2", 2)
	if got := w.arrived()[1]; !strings.Contains(string(got.Bytes), "the listing of the whole bucket") || !strings.Contains(string(got.Bytes), "In-Reply-To:") {
		w.t.Errorf("the answer is no answer: %s", got.Bytes)
	}
	w.clicked("it is approved and sent")
}

// fixed is a claim that is false, one that is true, and what everybody is told of both.
func (w *walk) fixed() {
	w.vendorWrites(1, "We have closed the bucket, it is fixed now.")
	w.verdictInTime(observed.Open, "A fix was claimed, and A1 is still open", rosa)
	w.slack.hears("A fix is claimed")
	if a := w.load(w.id).Assets[0]; a.Exposure != disclosure.ExposureOpen {
		w.t.Errorf("a claim moved the exposure to %s", a.Exposure)
	}
	w.bucket.Shut(true)
	w.vendorWrites(1, "Sorry, we have fixed it now. The bucket is closed.")
	w.verdictInTime(observed.Closed, "A1 answers closed")
	closed := w.slack.hears(":white_check_mark: Closed", "verified by our probes")
	if !closed.Broadcast {
		w.t.Error("the channel is not told that it is closed")
	}
	w.slack.card("A1 s3: closed")
	w.clicked("two claims, each with its verdict")
}

// published is from the heads-up to the page, which takes a second person again.
func (w *walk) published() {
	t := w.t
	w.slack.press(rosa, "Draft the heads-up")
	w.slack.card("Approve D3")
	w.approvedAndSent(rosa, "D3", 3)
	w.slack.hears("The heads-up before publication was sent")
	w.clicked("heads-up")
	w.later.Store(int64(3 * 24 * time.Hour))

	w.slack.press(rosa, "Publish …")
	w.form(rosa, "The gate", "stops* second person", "heads up: the vendor was told")
	w.pressIn(rosa, "Ask a second person")
	asked := w.slack.hears("A decision waits for a second person")
	w.form(rosa, "a second person is asked")
	w.clicked("checklist, and a second person is asked")
	w.pressAt(rosa, asked, "Read and approve …")
	w.slack.whispered("Rosa recorded the case: a publication needs the approval of a second person")
	if v, open := w.slack.Form(rosa); open {
		t.Errorf("who recorded the case is shown the form of the second person: %s", v.Raw)
	}
	w.clicked("who recorded the case is refused as the second person")
	w.pressAt(lena, asked, "Preview the page")
	files := w.preview()
	w.slack.whispered("It is on record that you were given them")
	w.pressAt(lena, asked, "Read and approve …")
	w.form(lena, "A second person", "needs a second person for this")
	w.sends(lena, nil)
	w.form(lena, "Your approval is on record", "What is read cannot be taken back")
	w.clicked("preview and approval by the second person")
	w.sends(lena, nil)
	out := w.slack.hears("Published", "https://"+teamDomain+"/", "discovery to closure", "contact to closure")
	if !out.Broadcast {
		t.Error("the channel is not told that the page is out")
	}
	w.form(lena, "published, revision 1")
	w.clicked("publish")
	dir := filepath.Join(w.cfg.Web.Folder, strings.ToLower(string(w.id)), "en")
	for end, want := range files {
		name := map[string]string{".html": "index.html", ".md": "index.md", ".png": writeup.FileCard}[end]
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s is not what was previewed: %v", name, err)
		}
	}
}

// done closes the case.
func (w *walk) done() {
	w.slack.press(lena, "Close the case …")
	w.form(lena, "How it ended")
	w.sends(lena, map[string]string{"outcome": string(disclosure.Outcomes()[0])})
	w.slack.hears("The case was closed")
	w.slack.card("nothing, the case is closed")
	w.clicked("close")
}
