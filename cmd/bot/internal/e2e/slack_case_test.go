package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// most is how many clicks a whole case may take in Slack, those that are refused included.
const most = 25

// walk is a case that two people carry in Slack alone: no desk and no command line is used for it.
type walk struct {
	*world
	id    disclosure.CaseID
	later atomic.Int64 // by how much the clock of the bot is ahead
	step  int          // clicks up to the last step
	mails int          // of the vendor
}

// newWalk is a team of two leads with a site, on a bot that runs.
func newWalk(t *testing.T) *walk {
	t.Helper()
	w := &walk{id: "DL-2020-0001"}
	w.world = &world{t: t, slack: newWorkspace(t), clock: func() time.Time { return time.Now().Add(time.Duration(w.later.Load())) }}
	var err error
	if w.ca, err = loopback.NewAuthority(); err != nil {
		t.Fatal(err)
	}
	conf, err := w.ca.Server(bucketHost, "localhost")
	if err != nil {
		t.Fatal(err)
	}
	w.serve(conf)
	w.cfg = w.config(t.TempDir())
	w.cfg.People[0].Role = "lead"
	w.cfg.Web.Folder = filepath.Join(t.TempDir(), "site")
	w.app = w.bot()
	w.run()
	return w
}

// clicked says what a step took.
func (w *walk) clicked(step string) {
	w.t.Helper()
	n := w.slack.Clicks()
	w.t.Logf("%2d clicks, %2d in all: %s", n-w.step, n, step)
	w.step = n
}

// pressAt presses a button of one message.
func (w *walk) pressAt(user string, m slackMessage, label string) {
	w.t.Helper()
	w.slack.CloseForm(user)
	if _, err := w.slack.PressAt(user, m.TS, label); err != nil {
		w.t.Fatal(err)
	}
}

// pressIn presses a button of the form that is open.
func (w *walk) pressIn(user, label string) {
	w.t.Helper()
	if _, err := w.slack.Press(user, label); err != nil {
		v, _ := w.slack.Form(user)
		w.t.Fatalf("%v\n%s", err, v.Raw)
	}
}

// form waits until the form that is open for somebody says something.
func (w *walk) form(user string, says ...string) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("a form says %q", says), func() (bool, string) {
		v, ok := w.slack.Form(user)
		if !ok {
			return false, strings.Join(w.slack.heard(), "\n")
		}
		return !slices.ContainsFunc(says, func(s string) bool { return !strings.Contains(string(v.Raw), s) }), string(v.Raw)
	})
}

// sends submits the form that is open.
func (w *walk) sends(user string, typed map[string]string) {
	w.t.Helper()
	ack, err := w.slack.Submit(user, typed)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(ack.Errors) > 0 {
		w.t.Fatalf("the form is refused: %v", ack.Errors)
	}
}

// TestAWholeCaseInSlackWithoutACommandLine carries a finding from a message to a published page and a closed case.
func TestAWholeCaseInSlackWithoutACommandLine(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	w.told()
	w.conversed()
	w.fixed()
	w.published()
	w.done()
	if n := w.slack.Clicks(); n > most {
		t.Errorf("the case took %d clicks, %d are enough", n, most)
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
	w.sends(rosa, map[string]string{"party": "vendor/NextMotion", "address": vendorAddress, "found": "security.txt", "quality": "published"})
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
	if got := w.letters(vendorAddress)[1]; !strings.Contains(string(got.Bytes), "the listing of the whole bucket") || !strings.Contains(string(got.Bytes), "In-Reply-To:") {
		w.t.Errorf("the answer is no answer: %s", got.Bytes)
	}
	w.clicked("it is approved and sent")
}

// fixed is a claim that is false, one that is true, and what everybody is told of both.
func (w *walk) fixed() {
	w.vendorWrites(1, "We have closed the bucket, it is fixed now.")
	w.verdictInTime(disclosure.Open, "A fix was claimed, and A1 is still open", rosa)
	w.slack.hears("A fix is claimed")
	if a := w.load(w.id).Assets[0]; a.Exposure != disclosure.ExposureOpen {
		w.t.Errorf("a claim moved the exposure to %s", a.Exposure)
	}
	w.bucket.Shut(true)
	w.vendorWrites(1, "Sorry, we have fixed it now. The bucket is closed.")
	w.verdictInTime(disclosure.Closed, "A1 answers closed")
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
		name := "index" + end
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s is not what was previewed: %v", name, err)
		}
	}
}

// asksAndPublishes brings the page out by two people, from the button of the card: the first one asks, the second one reads it,
// approves it and brings it out.
func (w *walk) asksAndPublishes(revision int) {
	w.t.Helper()
	quiet(w.t, w.app) // a fact that comes meanwhile makes another page of it
	w.slack.press(rosa, "Publish …")
	w.form(rosa, "Ask a second person")
	before := len(w.slack.thread())
	w.pressIn(rosa, "Ask a second person")
	var asked slackMessage
	eventually(w.t, "a second person is asked", func() (bool, string) {
		all := w.slack.thread()
		for _, m := range all[min(before, len(all)):] {
			if strings.Contains(m.Blocks, "Preview the page") {
				asked = m
				return true, ""
			}
		}
		return false, strings.Join(w.slack.heard(), "\n")
	})
	told := len(w.slack.heard())
	w.pressAt(lena, asked, "Preview the page")
	eventually(w.t, "the page is shown", func() (bool, string) {
		heard := w.slack.heard()
		return slices.ContainsFunc(heard[told:], func(s string) bool { return strings.Contains(s, "It is on record that you were given them") }), fmt.Sprint(heard[told:])
	})
	w.pressAt(lena, asked, "Read and approve …")
	w.form(lena, "A second person", "needs a second person for this")
	w.sends(lena, nil)
	w.form(lena, "Your approval is on record", "What is read cannot be taken back")
	w.sends(lena, nil)
	w.form(lena, fmt.Sprintf("published, revision %d", revision))
}

// page is the page in the folder of the site.
func (w *walk) page() string {
	w.t.Helper()
	raw, err := os.ReadFile(filepath.Join(w.cfg.Web.Folder, strings.ToLower(string(w.id)), "en", "index.html"))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(raw)
}

// TestAPageIsCorrectedAndWithdrawnInSlack changes a page that is out twice. Whoever was told what it says is told of each, once.
func TestAPageIsCorrectedAndWithdrawnInSlack(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	w.told()
	w.conversed()
	w.fixed()
	w.published()

	const because = "The provider was told on 30 January, not on the 31st."
	w.slack.press(rosa, "Publish …")
	w.form(rosa, "Correct the page …", "It is out.")
	w.pressIn(rosa, "Correct the page …")
	w.form(rosa, "In words for the public", "Out: full, in en")
	w.sends(rosa, map[string]string{"why": because})
	w.form(rosa, "It is on record why the page changes", "Drafted, not sent, to who was told before: D4")
	w.slack.hears("The publication was corrected")
	w.clicked("why the page changes")
	w.approvedAndSent(lena, "D4", 4)
	if got := string(w.letters(vendorAddress)[3].Bytes); !strings.Contains(got, "30 January") {
		t.Errorf("the vendor is not told what changes: %s", got)
	}
	w.clicked("the vendor is told")
	w.later.Store(int64(3*24*time.Hour + 30*time.Hour)) // the newest answer of the probes is old: they are asked with the last press
	w.asksAndPublishes(2)
	if got := w.page(); !strings.Contains(got, because) {
		t.Errorf("the page does not say why it changed: %s", got)
	}
	w.clicked("the corrected page")

	w.slack.press(rosa, "Publish …")
	w.form(rosa, "Withdraw the page …")
	w.pressIn(rosa, "Withdraw the page …")
	w.form(rosa, "In words for the public")
	w.sends(rosa, map[string]string{"why": "The bucket belonged to another company."})
	w.form(rosa, "It is on record that the page is withdrawn", "D5")
	if withdrawn := w.slack.hears("The publication was withdrawn"); !withdrawn.Broadcast {
		t.Error("the channel is not told that the page is withdrawn")
	}
	w.approvedAndSent(lena, "D5", 5)
	w.asksAndPublishes(3)
	if got := w.page(); !strings.Contains(got, "The bucket belonged to another company.") || strings.Contains(got, "Acknowledged") {
		t.Errorf("the page that is withdrawn: %s", got)
	}
	w.clicked("the page is withdrawn")

	w.bucket.Shut(false)
	w.slack.press(rosa, "Probe now")
	if again := w.slack.hears("Open again"); !again.Broadcast {
		t.Error("the channel is not told that it is open again")
	}
	w.nothingIsLeft()
	events, err := w.app.Desk.Events(t.Context(), w.id)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[disclosure.Kind]int{}
	for i := range events {
		counts[events[i].Kind]++
	}
	if counts[disclosure.KindCorrected] != 1 || counts[disclosure.KindWithdrawn] != 1 || counts[disclosure.KindPublished] != 3 {
		t.Errorf("on record: %v", counts)
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

// vendorWrites answers the n-th letter of the vendor by mail, once our copy of the newest one is in: the server of the tests tells
// nobody who begins to listen of what came right before.
func (w *walk) vendorWrites(n int, text string) {
	w.t.Helper()
	quiet(w.t, w.app)
	time.Sleep(200 * time.Millisecond)
	w.mails++
	if err := answer(w.post.SMTPAddr(), w.letters(vendorAddress)[n], fmt.Sprintf("a%d@nextmotion.example", w.mails), text); err != nil {
		w.t.Fatal(err)
	}
}

// approvedAndSent reads a message, approves it and sends it from the form.
func (w *walk) approvedAndSent(by, draft string, letters int) {
	w.t.Helper()
	w.slack.press(by, "Approve "+draft)
	w.form(by, "Approve and send now")
	w.pressIn(by, "Approve and send now")
	eventually(w.t, draft+" arrives at the vendor's server", func() (bool, string) {
		n := len(w.letters(vendorAddress))
		return n == letters, fmt.Sprint(n, " letters; ", strings.Join(w.slack.heard(), "\n"))
	})
}

// preview waits until the files of the page are in the thread, and returns them by the end of their names.
func (w *walk) preview() map[string]string {
	w.t.Helper()
	out := map[string]string{}
	eventually(w.t, "the page is in the thread", func() (bool, string) {
		for _, m := range w.slack.Messages() {
			for _, id := range m.Files {
				name, content := w.slack.File(id)
				out[filepath.Ext(name)] = string(content)
			}
		}
		return out[".html"] != "" && out[".md"] != "", strings.Join(w.slack.heard(), "\n")
	})
	return out
}

// verdictInTime waits for the verdict of a claim, and says how long after the answer of the probe everybody had it. The machine that
// tests run on may be busy, so the bound is generous.
func (w *walk) verdictInTime(verdict disclosure.Verdict, says string, users ...string) {
	w.t.Helper()
	w.slack.hears(says)
	for _, user := range users {
		eventually(w.t, "who works on it is told", func() (bool, string) {
			told := w.slack.where(func(m slackMessage) bool { return m.Channel == user })
			return slices.ContainsFunc(told, func(m slackMessage) bool { return strings.Contains(m.Blocks, says) }), fmt.Sprint(told)
		})
	}
	seen := w.clock()
	events, err := w.app.Desk.Events(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range events {
		e := &events[i]
		if e.Kind != disclosure.KindProbed || e.Detail.Request == nil || e.Detail.Request.Reason != disclosure.ProbeForClaim || e.Detail.Probe.Verdict != verdict {
			continue
		}
		took := seen.Sub(e.RecordedAt)
		w.t.Logf("the verdict %q was read %s after the answer of the probe", says, took.Round(time.Millisecond))
		if took > time.Minute {
			w.t.Errorf("the verdict came after %s", took)
		}
		return
	}
	w.t.Errorf("no probe of a claim answered %s", verdict)
}

// everyStepHasItsPerson reads the record: whoever did something did it in Slack, under their id, or it was the bot or the vendor.
func (w *walk) everyStepHasItsPerson() {
	w.t.Helper()
	events, err := w.app.Desk.Events(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	by := map[disclosure.Kind][]string{}
	for i := range events {
		e := &events[i]
		switch e.Hand.Via {
		case person.Slack:
			if e.Hand.Account != rosa && e.Hand.Account != lena {
				w.t.Errorf("%d. %s is by nobody of Slack: %+v", e.Seq, e.Kind, e.Hand)
			}
			by[e.Kind] = append(by[e.Kind], e.Hand.Account)
		case person.Engine:
		case person.Mail: // the vendor
		default:
			w.t.Errorf("%d. %s was done elsewhere: %+v by %s", e.Seq, e.Kind, e.Hand, e.Actor)
		}
	}
	for _, want := range []struct {
		kind disclosure.Kind
		by   []string
	}{
		{disclosure.KindRecorded, []string{rosa}},
		{disclosure.KindOwnerIdentified, []string{rosa}},
		{disclosure.KindDrafted, []string{rosa, rosa, rosa}},
		{disclosure.KindApproved, []string{lena, rosa, rosa}},
		{disclosure.KindMessageQueued, []string{lena, rosa, rosa}},
		{disclosure.KindProposed, []string{rosa}},
		{disclosure.KindPreviewed, []string{lena}},
		{disclosure.KindPublishApproved, []string{lena}},
		{disclosure.KindPublished, []string{lena}},
		{disclosure.KindWorkClosed, []string{lena}},
	} {
		if !slices.Equal(by[want.kind], want.by) {
			w.t.Errorf("%s was done by %q, not by %q", want.kind, by[want.kind], want.by)
		}
	}
}

// nothingIsLeft looks at everything once more.
func (w *walk) nothingIsLeft() {
	t := w.t
	t.Helper()
	quiet(t, w.app)
	if report, err := w.app.Verify(t.Context(), nil); err != nil || report.Err() != nil {
		t.Errorf("the database is not clean: %v %v", err, report.Err())
	}
	for _, state := range []ledger.JobState{ledger.JobFailed, ledger.JobUncertain} {
		jobs, err := w.app.Jobs(t.Context(), ledger.JobFilter{State: state})
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range jobs {
			t.Errorf("job %s is %s: %s", j.Key, j.State, j.LastError)
		}
	}
	said := map[string]bool{}
	for _, m := range w.slack.thread() {
		if said[m.Key] && m.Key != "" {
			t.Errorf("the thread says twice: %s", m.Text)
		}
		said[m.Key] = true
		if strings.Contains(m.Text+m.Blocks, "example-bucket") || strings.Contains(m.Text+m.Blocks, vendorAddress) {
			t.Errorf("the thread tells too much: %s", m.Blocks)
		}
	}
	for _, text := range w.slack.heard() {
		if strings.Contains(text, "`bot ") || strings.Contains(text, "command line") {
			t.Errorf("somebody is sent to a command line: %s", text)
		}
	}
}
