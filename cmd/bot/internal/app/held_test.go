package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/mail"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// letter is a mail of the outbox: where answers to it go, and its Message-ID.
type letter struct{ from, id string }

// written sends a first contact in the dry run and returns it.
func written(t *testing.T) (*bench, disclosure.CaseID, letter) {
	t.Helper()
	b := newBench(t, func(_ *config.Config, o *app.Options) {
		o.DialOverride = map[string]string{bucketHost + ":443": "127.0.0.1:1"} // nothing of this asks anybody else
		o.AllowPrivate = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	id := b.record(nil)
	b.send(id, b.draft(id))
	return b, id, b.sent()
}

// sent is the one mail of the outbox.
func (b *bench) sent() letter {
	b.t.Helper()
	files := b.outbox()
	if len(files) != 1 {
		b.t.Fatalf("%d mails in the outbox", len(files))
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		b.t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil {
		b.t.Fatal(err)
	}
	return letter{from: from[0].Address, id: strings.Trim(m.Header.Get("Message-Id"), "<>")}
}

func (b *bench) outbox() []string {
	b.t.Helper()
	files, err := filepath.Glob(filepath.Join(b.cfg.Mail.Outbox, "*.eml"))
	if err != nil {
		b.t.Fatal(err)
	}
	return files
}

// arrives stores a mail as it came and lets the bot read it.
func (b *bench) arrives(raw string) int64 {
	b.t.Helper()
	blob, err := disclosure.NewBlob([]byte(raw), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	id, fresh, err := b.Store().Receive(b.t.Context(), ledger.Inbound{
		Channel: disclosure.Email, Key: "mail/" + string(blob.Ref), Received: b.clock.Now(), Raw: blob.Ref,
	}, blob, ledger.NewJob(ledger.QueueInbound, "", email.Inbound{}).At(b.clock.Now()))
	if err != nil || !fresh {
		b.t.Fatal(fresh, err)
	}
	b.drain()
	return id
}

// work are the jobs that would do something: all but those that read mail and those that tell the team.
func (b *bench) work() []string {
	b.t.Helper()
	var keys []string
	for _, j := range b.jobs(ledger.JobFilter{}) {
		if j.Queue != ledger.QueueInbound && !strings.HasPrefix(j.Key, "notice/") {
			keys = append(keys, j.Key+" "+string(j.State)+" "+j.Due.String())
		}
	}
	return keys
}

// TestWhatIsNotKnownMovesNothing has a row for each writer that is not known: the case, its events, jobs and outbox are
// the same before and after, but for one item that a person sees.
func TestWhatIsNotKnownMovesNothing(t *testing.T) {
	t.Parallel()
	b, id, l := written(t)
	report := func(kind, part string) string {
		return "Content-Type: multipart/report; report-type=" + kind + "; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nWe have fixed it.\r\n" +
			"--B\r\nContent-Type: message/" + kind + "\r\n\r\n" + part + "\r\n--B--\r\n"
	}
	const failed = "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; security@nextmotion.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
	for _, c := range []struct{ rule, head, body, because, kind string }{
		{"a stranger who has the address claims that it is fixed", "From: x@attacker.example", "\r\nWe have fixed it.\r\n", "attacker.example is not known", "fix_claimed"},
		{"a stranger answers first", "From: x@attacker.example\r\nIn-Reply-To: <" + l.id + ">", "\r\nI will look at the server with our developers.\r\n", "attacker.example is not known", "replied"},
		{"a stranger asks to stop", "From: x@attacker.example", "\r\nSTOP\r\n", "asks to STOP", "replied"},
		{"a stranger under the name of the vendor", `From: "security@nextmotion.example" <x@attacker.example>`, "\r\nWe have fixed it.\r\n", "attacker.example is not known", "fix_claimed"},
		{"two From fields", "From: security@nextmotion.example\r\nFrom: x@attacker.example", "\r\nWe have fixed it.\r\n", "not exactly one author, but 2", "fix_claimed"},
		{"two authors in one field", "From: security@nextmotion.example, x@attacker.example", "\r\nWe have fixed it.\r\n", "not exactly one author, but 2", "fix_claimed"},
		{"no From field", "Subject: Re", "\r\nWe have fixed it.\r\n", "not exactly one author, but 0", "fix_claimed"},
		{"somebody else handed it in", "From: security@nextmotion.example\r\nSender: x@attacker.example", "\r\nWe have fixed it.\r\n", "handed in by attacker.example", "fix_claimed"},
		{"one of us", "From: ada@daylight.invalid", "\r\nWe have fixed it.\r\n", "our own domain", "fix_claimed"},
		{"a machine of a stranger", "From: robot@attacker.example\r\nAuto-Submitted: auto-replied", "\r\nI am away.\r\n", "attacker.example is not known", "auto_replied"},
		{"a forged bounce", "From: MAILER-DAEMON@attacker.example\r\nReturn-Path: <>", report("delivery-status", failed), "names no mail of ours", "bounced"},
		{"a forged bounce of a server without a domain", "From: MAILER-DAEMON", "\r\nsecurity@nextmotion.example: user unknown\r\n", "names no mail of ours", "bounced"},
		{"a forged notice of delivery", "From: x@attacker.example", report("delivery-status", strings.NewReplacer("failed", "delivered", "5.1.1", "2.0.0").Replace(failed)), "names no mail of ours", "delivered"},
		{"a server that says nothing about a mail", "From: postmaster@nextmotion.example", "\r\nWe have fixed it.\r\n", "a mail server wrote", "auto_replied"},
		{"a report of abuse", "From: fbl@nextmotion.example", report("feedback-report", "Feedback-Type: abuse\r\n"), "a report of abuse", "auto_replied"},
		{"a read receipt of a stranger", "From: x@attacker.example", report("disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed\r\n"), "attacker.example is not known", "auto_replied"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			before, work, sent := b.stored(id), b.work(), len(b.outbox())
			item := b.arrives(c.head + "\r\nCc: " + l.from + "\r\nDate: Mon, 27 Jan 2020 08:00:00 +0000\r\nMessage-ID: <" + strings.ReplaceAll(c.rule, " ", "-") + "@attacker.example>\r\n" + c.body)
			in := b.inbound(item)
			if in.State != ledger.InboundWaiting || in.Case != id || !strings.Contains(in.Note, "held: ") || !strings.Contains(in.Note, c.because) || !strings.Contains(in.Note, "it reads as "+c.kind) {
				t.Errorf("the item is %+v", in)
			}
			if diff := cmp.Diff(before, b.stored(id)); diff != "" {
				t.Errorf("the case moved:\n%s", diff)
			}
			if diff := cmp.Diff(work, b.work()); diff != "" {
				t.Errorf("jobs:\n%s", diff)
			}
			if n := len(b.outbox()); n != sent {
				t.Errorf("%d mails left", n-sent)
			}
		})
	}
	// Each of them is on the list of what waits, and the team is told once a day, and at once of a STOP.
	waiting, err := b.Desk.Inbox(t.Context(), false)
	if err != nil || len(waiting) != 16 {
		t.Errorf("%d items wait: %v", len(waiting), err)
	}
	told := map[string]int{}
	for _, j := range b.jobs(ledger.JobFilter{}) {
		if strings.HasPrefix(j.Key, "notice/rita/") {
			told[j.Key]++
		}
	}
	if want := fmt.Sprintf("notice/rita/%s/", id); len(told) != 2 || told[want+"held/2020-01-27"] != 1 || told[want+"stop/2020-01-27"] != 1 {
		t.Errorf("rita is told of %v", told)
	}
}

// stored is everything that is stored of a case: its states, clocks and events.
func (b *bench) stored(id disclosure.CaseID) string {
	b.t.Helper()
	text, err := json.MarshalIndent(map[string]any{"case": b.load(id), "events": b.events(id)}, "", " ")
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// newest is the newest event that came in, before the dates that follow from it.
func (b *bench) newest(id disclosure.CaseID) disclosure.Event {
	b.t.Helper()
	var newest disclosure.Event
	for _, e := range b.events(id) {
		if e.Detail.Inbox > 0 {
			newest = e
		}
	}
	return newest
}

func (b *bench) events(id disclosure.CaseID) []disclosure.Event {
	b.t.Helper()
	events, err := b.Desk.Events(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return events
}

func TestWhoeverAPersonAcceptedIsKnownForThatParty(t *testing.T) {
	t.Parallel()
	b, id, l := written(t)
	mailFrom := func(from, text string) string {
		return "From: " + from + "\r\nTo: " + l.from + "\r\nMessage-ID: <" + strings.ReplaceAll(text, " ", "-") + "@x>\r\n\r\n" + text + "\r\n"
	}
	item := b.arrives(mailFrom("Jo <jo@Agency.example>", "I look into it for NextMotion with our developers"))
	if b.load(id).HasAnswered(disclosure.Vendor, "") {
		t.Fatal("a stranger answered for the vendor")
	}
	// No case has to be named: the mail does.
	c, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), item, "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	e := b.newest(id)
	if e.Kind != disclosure.KindAcknowledged || e.Party != disclosure.Vendor || e.Name != "NextMotion" || e.Detail.Writer != "jo@agency.example" || len(c.Writers) != 1 {
		t.Errorf("on record %+v, writers %+v", e, c.Writers)
	}
	if in := b.inbound(item); in.Note != "assigned by rita as replied" {
		t.Errorf("the item is %+v", in)
	}
	if in := b.inbound(b.arrives(mailFrom("max@agency.example", "I have more questions about the data"))); in.State != ledger.InboundMatched {
		t.Errorf("the same agency is %+v", in)
	}
	if len(b.load(id).Contacts) != 1 {
		t.Error("whoever wrote became somebody to write to")
	}
	// What was a mistake is taken back by the correction of its event.
	b.do("alice", id, record.AddEvent{Kind: disclosure.KindNote, Text: "not theirs", At: b.Desk.Now(), Corrects: e.Seq, Party: disclosure.Vendor})
	if in := b.inbound(b.arrives(mailFrom("max@agency.example", "Still there"))); in.State != ledger.InboundWaiting {
		t.Errorf("after the correction the agency is %+v", in)
	}
}

func TestAnItemIsAssignedAsWhatItWasReadAs(t *testing.T) {
	t.Parallel()
	b, id, l := written(t)
	bounce := func(n int) string {
		return fmt.Sprintf("From: MAILER-DAEMON@attacker.example\r\nTo: %s\r\nMessage-ID: <b%d@x>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"+
			"--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; security@nextmotion.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--B--\r\n", l.from, n)
	}
	delayed := b.arrives(strings.NewReplacer("failed", "delayed", "5.1.1", "4.4.1", "<b0@x>", "<d@x>").Replace(bounce(0)))
	if _, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), delayed, "", "", ""); err == nil {
		t.Error("a server that still tries was news")
	} else {
		refuses(t, err, fault.Invalid, "no news")
	}
	// A person may say otherwise, in so many words.
	if _, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), b.arrives(bounce(2)), "", disclosure.KindAutoReplied, ""); err != nil {
		t.Fatal(err)
	}
	if e := b.newest(id); e.Kind != disclosure.KindAutoReplied || e.Detail.Writer != "" {
		t.Errorf("what a person said is on record as %+v", e)
	}
	if _, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), b.arrives(bounce(1)), "", "", ""); err != nil {
		t.Fatal(err)
	}
	e := b.newest(id)
	if c := b.load(id); e.Kind != disclosure.KindBounced || c.HasAnswered(disclosure.Vendor, "") || len(c.Writers) != 0 || c.Contacts[0].Quality != disclosure.QualityBounced {
		t.Errorf("an assigned bounce is %+v, contacts %+v", e, c.Contacts)
	}
}

func TestABounceThatNamesAMailOfOursCounts(t *testing.T) {
	t.Parallel()
	b, id, l := written(t)
	in := b.inbound(b.arrives("From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nTo: team@daylight.invalid\r\nSubject: failure notice\r\n\r\n" +
		"security@nextmotion.example: user unknown\r\n\r\nMessage-ID: <" + l.id + ">\r\n"))
	if in.State != ledger.InboundMatched || b.load(id).Contacts[0].Quality != disclosure.QualityBounced {
		t.Errorf("the item is %+v", in)
	}
}
