package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
)

// walk is a case that two people carry in Slack alone: no desk and no command line is used for it.
type walk struct {
	*world
	id    disclosure.CaseID
	later atomic.Int64 // by how much the clock of the bot is ahead
	step  int          // clicks up to the last step
	mails int          // of the vendor
	// vendor is their address. arrived are the letters that they have, oldest first, and answers sends one from them.
	vendor  string
	arrived func() []loopback.Letter
	answers func(to loopback.Letter, id, text string) error
}

// newWalk is a team of two leads with a site, on a bot that runs. change may lead its mail elsewhere.
func newWalk(t *testing.T, change func(*walk)) *walk {
	t.Helper()
	w := &walk{id: "DL-2020-0001", vendor: vendorAddress}
	w.arrived = func() []loopback.Letter { return w.letters(vendorAddress) }
	w.answers = func(to loopback.Letter, id, text string) error { return answer(w.post.SMTPAddr(), to, id, text) }
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
	if change != nil {
		change(w)
	}
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

// vendorWrites answers the n-th letter of the vendor by mail, once our copy of the newest one is in: the server of the tests tells
// nobody who begins to listen of what came right before.
func (w *walk) vendorWrites(n int, text string) {
	w.t.Helper()
	quiet(w.t, w.app)
	time.Sleep(200 * time.Millisecond)
	w.mails++
	if err := w.answers(w.arrived()[n], fmt.Sprintf("a%d@nextmotion.example", w.mails), text); err != nil {
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
		n := len(w.arrived())
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
func (w *walk) verdictInTime(verdict observed.Verdict, says string, users ...string) {
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

// nothingIsLeft looks at everything once more. A job may have failed whose key holds one of the words.
func (w *walk) nothingIsLeft(failed ...string) {
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
			if state == ledger.JobUncertain || !slices.ContainsFunc(failed, func(word string) bool { return strings.Contains(j.Key, word) }) {
				t.Errorf("job %s is %s: %s", j.Key, j.State, j.LastError)
			}
		}
	}
	said := map[string]bool{}
	for _, m := range w.slack.thread() {
		if said[m.Key] && m.Key != "" {
			t.Errorf("the thread says twice: %s", m.Text)
		}
		said[m.Key] = true
		if strings.Contains(m.Text+m.Blocks, "example-bucket") || strings.Contains(m.Text+m.Blocks, w.vendor) {
			t.Errorf("the thread tells too much: %s", m.Blocks)
		}
	}
	for _, text := range w.slack.heard() {
		if strings.Contains(text, "`bot ") || strings.Contains(text, "command line") {
			t.Errorf("somebody is sent to a command line: %s", text)
		}
	}
}
