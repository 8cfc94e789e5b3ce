package e2e

import (
	"bytes"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
)

// TestJourney takes a finding from a message in Slack to a verified closure, with mail and an S3 bucket.
func TestJourney(t *testing.T) {
	t.Parallel()
	journey(t, newWorld(t, nil))
}

func journey(t *testing.T, w *world) {
	id := w.recorded()
	w.contactedByMail(id)
	w.answeredByMail(id)
	if w.hub != nil {
		w.contactedByIssue(id)
		w.claimedWhileOpen(id)
	}
	w.closed(id)
	w.inOrder(id)
}

// recorded turns a message into a finding.
func (w *world) recorded() disclosure.CaseID {
	t := w.t
	w.slack.shortcut(rosa, "finding_from_message", "Open S3 bucket with patient files\n<"+bucketURL+"> lists for everybody")
	v := w.slack.opened(1)
	ack := w.slack.submit(rosa, v, map[string]string{"vendor": "NextMotion", "country": "FR", "discovered": "2020-01-24", "records": "900000"})
	if !strings.Contains(string(ack), "Recording") {
		t.Fatalf("the submission was not taken: %s", ack)
	}
	card := w.slack.card("DL-2020-0001", "NextMotion", "A1 s3: open", "2020", "find a contact")
	if strings.Contains(card.Blocks+card.Text, "example-bucket") {
		t.Errorf("the card names the bucket: %s", card.Blocks)
	}
	const id = disclosure.CaseID("DL-2020-0001")
	c := w.load(id)
	if c.Title != "Open S3 bucket with patient files" || c.Author != "Rosa" || c.Assets[0].Target != bucketURL || c.Exposed.Records != 900_000 {
		t.Errorf("recorded %+v", c)
	}
	return id
}

// contactedByMail adds a contact on the command line, and does everything else in Slack.
func (w *world) contactedByMail(id disclosure.CaseID) {
	t := w.t
	cli := w.bot() // a second process on the same database
	w.do(cli, "Rosa", id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: vendorAddress, Found: "website", Quality: disclosure.QualityPublished,
	}})
	w.slack.press(rosa, "Draft first contact")
	w.slack.press(lena, "Approve D1")
	preview := w.slack.opened(2)
	var shown strings.Builder
	for _, b := range preview.Blocks {
		shown.WriteString(b.Text.Text)
	}
	d, body, err := w.app.Desk.DraftText(t.Context(), id, "D1")
	if err != nil {
		t.Fatal(err)
	}
	// The vendor is French, so the mail is, with its narrow spaces.
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace
	if !strings.Contains(plain(shown.String()), plain(strings.TrimSpace(body)[:40])) || !strings.Contains(plain(shown.String()), plain(d.Subject)) {
		t.Errorf("the preview does not show the mail: %s", shown.String())
	}
	w.slack.submit(lena, preview, nil)
	w.slack.hears("A message was approved", "Lena")
	card := w.slack.card("Send D1", "send D1 to the vendor NextMotion by email")
	if n := len(w.letters(vendorAddress)); n != 0 {
		t.Fatalf("%d mails left before anybody pressed Send", n)
	}
	send := w.slack.button(card, "Send D1")
	w.slack.click(lena, send)
	eventually(t, "the vendor has the mail", func() (bool, string) { return len(w.letters(vendorAddress)) > 0, "" })
	w.slack.hears("Contacted", "vendor NextMotion")
	w.slack.card("wait for the vendor, or follow up")
	w.slack.click(lena, send) // somebody whose screen is old
	w.slack.whispered("is sent already")
}

// answeredByMail lets the vendor answer to the address that the mail came from.
func (w *world) answeredByMail(id disclosure.CaseID) {
	t := w.t
	if err := answer(w.post.SMTPAddr(), w.letters(vendorAddress)[0], "answer-1@nextmotion.example", "Thank you, I have passed your message on to our developers."); err != nil {
		t.Fatal(err)
	}
	w.slack.hears("Acknowledged", "I have passed your message on")
	if c := w.load(id); c.FirstContact.IsZero() {
		t.Error("no first contact is on record")
	}
}

// contactedByIssue drafts, approves and sends an issue on the command line; the bot that serves does the sending.
func (w *world) contactedByIssue(id disclosure.CaseID) {
	t, ctx := w.t, w.t.Context()
	cli := w.bot()
	c := w.do(cli, "Rosa", id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Issue, Address: w.hub.repo(), Found: "invited", Quality: disclosure.QualityConfirmed,
	}})
	contact := c.Contacts[len(c.Contacts)-1].ID
	draft, text, err := cli.Desk.NewDraft(ctx, w.person(cli, "Rosa"), id, disclosure.FirstContact, contact, "en")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cli.Desk.ApproveDraft(ctx, w.person(cli, "Lena"), id, draft.ID, draft.Revision); err != nil {
		t.Fatal(err)
	}
	if _, ok := w.hub.look(); ok {
		t.Fatal("the issue exists before anybody sent it")
	}
	queued := time.Now()
	if _, err := cli.Desk.SendDraft(ctx, w.person(cli, "Lena"), id, draft.ID); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the issue exists", func() (bool, string) { _, ok := w.hub.look(); return ok, "" })
	t.Logf("the bot that serves took up what the command line queued after %s", time.Since(queued).Round(time.Millisecond))
	i, _ := w.hub.look()
	if i.Title != draft.Subject || !strings.HasPrefix(i.Body, strings.TrimSpace(text)) || i.State != "open" {
		t.Errorf("the issue is %+v, the draft was %q: %s", i, draft.Subject, text)
	}
	w.slack.card(w.hub.repo() + "#1")
	w.slack.hears("Contacted", "issue")
	w.commented("How this report stands")
	if i, _ := w.hub.look(); !strings.Contains(i.Comments[0], "How this report stands") {
		t.Errorf("the first comment is %s", i.Comments[0])
	}
}

// claimedWhileOpen answers a claim with what a probe sees.
func (w *world) claimedWhileOpen(id disclosure.CaseID) {
	before := w.bucket.Asked()
	w.hub.say("We changed the policy.\n\n/fixed")
	w.commented("still open as of")
	w.slack.hears("A fix is claimed", "We changed the policy")
	w.slack.hears("A fix was claimed, and A1 is still open")
	if w.bucket.Asked() == before {
		w.t.Error("the bucket was not asked")
	}
	if i, _ := w.hub.look(); i.State != "open" {
		w.t.Errorf("the issue is %s although the bucket is open", i.State)
	}
	if a := w.load(id).Assets[0]; a.Exposure != disclosure.ExposureOpen {
		w.t.Errorf("a claim moved the exposure to %s", a.Exposure)
	}
}

// shows waits until the comment at the top says how the report stands, and the issue has the label, where the server has labels.
func (w *world) shows(says, label string) {
	w.t.Helper()
	w.commented(says)
	h, ok := w.hub.(*smallHub)
	if !ok {
		return
	}
	eventually(w.t, "the issue has the label "+label+" alone", func() (bool, string) {
		h.mu.Lock()
		defer h.mu.Unlock()
		text := fmt.Sprint(h.issues[0]["labels"])
		return text == "[map[name:"+label+"]]", text
	})
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.eyes == 0 {
		w.t.Error("no command got a reaction")
	}
}

// commented waits for a comment of the bot.
func (w *world) commented(says string) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("the issue says %q", says), func() (bool, string) {
		i, _ := w.hub.look()
		for _, c := range i.Comments {
			if strings.Contains(c, says) {
				return true, ""
			}
		}
		return false, strings.Join(i.Comments, "\n---\n")
	})
}

// closed shuts the bucket. The vendor says so where there is an issue; somebody presses Probe where there is none.
func (w *world) closed(id disclosure.CaseID) {
	t := w.t
	w.bucket.Shut(true)
	if w.hub != nil {
		w.hub.say("Now it really is closed.\n/fixed")
		w.commented("First closed answer as of")
	} else {
		w.slack.press(rosa, "Probe now")
		eventually(t, "who asked is told the answer", func() (bool, string) {
			told := w.slack.where(func(m slackMessage) bool { return m.Channel == rosa })
			return slices.ContainsFunc(told, func(m slackMessage) bool { return strings.Contains(m.Blocks, "A1 answers closed") }), fmt.Sprint(told)
		})
	}
	w.slack.hears("seems to be closed")
	w.slack.hears("Closed", "verified by our probes")
	w.slack.card("A1 s3: closed", "publish")
	c := w.load(id)
	a := c.Assets[0]
	if a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified || a.Closure.Source != disclosure.SourceOwnProbe {
		t.Errorf("the asset is %+v", a)
	}
	if w.hub == nil {
		return
	}
	w.commented("Verified closed")
	w.shows("losed, verified by our own checks", "disclosure/closed")
	eventually(t, "the issue is closed", func() (bool, string) {
		i, _ := w.hub.look()
		return i.State == "closed" && i.StateReason == "completed", i.State
	})
	i, _ := w.hub.look()
	last := i.Comments[len(i.Comments)-1]
	for _, s := range []string{"| First contact |", "| Last seen open |", "| First seen closed |", "| From first contact to closure | 0 days"} {
		if !strings.Contains(last, s) {
			t.Errorf("the closing comment lacks %q:\n%s", s, last)
		}
	}
	if !strings.Contains(last, a.Closure.LastOpen.UTC().Format("2006-01-02 15:04 UTC")) {
		t.Errorf("the closing comment does not say when it was last seen open (%s):\n%s", a.Closure.LastOpen, last)
	}
}

// inOrder looks at everything once more, when nothing is left to do.
func (w *world) inOrder(id disclosure.CaseID) {
	t := w.t
	quiet(t, w.app)
	if n := len(w.letters(vendorAddress)); n != 1 {
		t.Errorf("the vendor received %d mails", n)
	}
	if n := len(w.slack.cards()); n != 1 {
		t.Errorf("the channel shows %d cards", n)
	}
	card, said := w.slack.cards()[0], map[string]int{}
	for _, m := range w.slack.thread() {
		if m.Thread != card.TS {
			t.Errorf("%q stands in another thread", m.Text)
		}
		if said[m.Key]++; said[m.Key] > 1 {
			t.Errorf("the thread says twice: %s", m.Text)
		}
		if strings.Contains(m.Text+m.Blocks, "example-bucket") || strings.Contains(m.Text+m.Blocks, vendorAddress) {
			t.Errorf("the thread tells too much: %s", m.Blocks)
		}
	}
	if closed := w.slack.hears(":white_check_mark: Closed"); !closed.Broadcast {
		t.Error("the closure is not shown in the channel")
	}
	report, err := w.app.Verify(t.Context(), nil)
	if err != nil || report.Err() != nil {
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
	eventually(t, "the inbox asks nobody anything", func() (bool, string) { // our own comments come back a little later
		waiting, err := w.app.Desk.Inbox(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		return len(waiting) == 0, fmt.Sprintf("%+v", waiting)
	})
	for _, f := range w.app.Doctor(t.Context()) {
		if f.State == channel.Broken && !strings.HasPrefix(f.Name, "slack") { // slacktest names no scopes
			t.Errorf("the doctor says of %s: %s", f.Name, f.Message)
		}
	}
	if w.hub != nil {
		w.polled(id)
		i, _ := w.hub.look()
		seen := map[string]bool{}
		for _, c := range i.Comments {
			if seen[c] {
				t.Errorf("the bot said twice: %s", c)
			}
			seen[c] = true
		}
	}
	events, err := w.app.Desk.Events(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[disclosure.Kind]int{}
	for _, e := range events {
		counts[e.Kind]++
	}
	if counts[disclosure.KindClosed] != 1 || counts[disclosure.KindAcknowledged] != 1 || counts[disclosure.KindReopened] != 0 {
		t.Errorf("on record: %v", counts)
	}
}

// polled looks at the issue again, as the bot does every five minutes: what came by webhook is not news.
func (w *world) polled(id disclosure.CaseID) {
	w.t.Helper()
	before := w.load(id).Version
	for range 2 {
		if _, err := w.app.Poll(w.t.Context(), "github"); err != nil {
			w.t.Fatal(err)
		}
	}
	quiet(w.t, w.app)
	if after := w.load(id).Version; after != before {
		w.t.Errorf("polling what is known appended %d events", after-before)
	}
}

// answer sends an answer to the address that a letter came from, by SMTP, as any mail program would.
func answer(addr string, l loopback.Letter, id, text string) error {
	original, err := mail.ReadMessage(bytes.NewReader(l.Bytes))
	if err != nil {
		return err
	}
	from, err := mail.ParseAddress(original.Header.Get("From"))
	if err != nil {
		return err
	}
	raw := fmt.Sprintf("From: Security <%s>\r\nTo: %s\r\nSubject: Re: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\n"+
		"In-Reply-To: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		l.To, from.Address, original.Header.Get("Subject"), time.Now().Format(time.RFC1123Z), id, original.Header.Get("Message-Id"), text)
	client, err := smtp.Dial(addr)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.SendMail(l.To, []string{from.Address}, strings.NewReader(raw)); err != nil {
		return err
	}
	return client.Quit()
}
