package app_test

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// comes stores a mail and lets the bot read it.
func (b *bench) comes(to, subject, text string) int64 {
	b.t.Helper()
	raw := fmt.Appendf(nil, "From: Jeanne <jeanne@nextmotion.example>\r\nTo: %s\r\nSubject: %s\r\nDate: Mon, 27 Jan 2020 08:00:00 +0000\r\n"+
		"Message-ID: <%s@nextmotion.example>\r\n\r\n%s\r\n", to, subject, strings.ReplaceAll(subject, " ", "-"), text)
	blob, err := disclosure.NewBlob(raw, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	key := "mail/" + subject
	id, fresh, err := b.Store().Receive(b.t.Context(), ledger.Inbound{
		Channel: disclosure.Email, Key: key, Received: b.clock.Now(), Raw: blob.Ref, From: "jeanne@nextmotion.example", Subject: subject,
	}, blob, ledger.NewJob(ledger.QueueInbound, "", email.Inbound{}).At(b.clock.Now()))
	if err != nil || !fresh {
		b.t.Fatal(fresh, err)
	}
	b.drain()
	return id
}

func (b *bench) inbound(id int64) ledger.Inbound {
	b.t.Helper()
	in, _, err := b.Desk.Inbound(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return in
}

func TestAMailThatFitsNoCaseWaitsForAPerson(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	lost := b.comes("team@daylight.invalid", "your message", "We have closed the bucket.\r\n\r\n> On Monday you wrote:\r\n> secret")
	spam := b.comes("team@daylight.invalid", "cheap watches", "Buy now.")
	waiting, err := b.Desk.Inbox(t.Context(), false)
	if err != nil || len(waiting) != 2 || waiting[0].State != ledger.InboundWaiting {
		t.Fatalf("%+v %v", waiting, err)
	}

	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, id, disclosure.KindPublished, "")
	refuses(t, err, fault.Invalid, "published")
	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, "DL-1999-0001", "", "")
	refuses(t, err, fault.NotFound)
	_, err = b.Desk.AssignInbound(t.Context(), b.who("vera"), lost, id, "", "")
	refuses(t, err, fault.Forbidden)
	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), 999, id, "", "")
	refuses(t, err, fault.NotFound)
	if in := b.inbound(lost); in.State != ledger.InboundWaiting {
		t.Fatalf("a refusal moved the item: %+v", in)
	}

	c, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, id, "", disclosure.Vendor)
	if err != nil {
		t.Fatal(err)
	}
	events, err := b.Desk.Events(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if last := events[len(events)-1]; c.Version != last.Seq || last.Kind != disclosure.KindDeadlineSet || last.Visibility != disclosure.InternalOnly {
		t.Errorf("their word starts the clock of a further one, for the team alone: %+v, case at %d", last, c.Version)
	}
	e := events[len(events)-2]
	if e.Kind != disclosure.KindFixClaimed || e.Detail.Writer != "jeanne@nextmotion.example" || e.Party != disclosure.Vendor || e.Detail.Inbox != lost {
		t.Errorf("on record: %+v", e)
	}
	if !strings.Contains(e.Detail.Excerpt, "closed the bucket") || strings.Contains(e.Detail.Excerpt, "secret") || e.Text != "" {
		t.Errorf("the team reads %q, the public %q", e.Detail.Excerpt, e.Text)
	}
	if in := b.inbound(lost); in.State != ledger.InboundMatched || in.Case != id || !strings.Contains(in.Note, "rita") {
		t.Errorf("the item is %+v", in)
	}
	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, id, "", "")
	refuses(t, err, fault.Conflict, string(id))
	refuses(t, b.Desk.IgnoreInbound(t.Context(), b.who("rita"), lost, ""), fault.Conflict, string(id))

	refuses(t, b.Desk.IgnoreInbound(t.Context(), b.who("vera"), spam, "spam"), fault.Forbidden)
	if err := b.Desk.IgnoreInbound(t.Context(), b.who("rita"), spam, "spam"); err != nil {
		t.Fatal(err)
	}
	if in := b.inbound(spam); in.State != ledger.InboundIgnored || in.Note != "ignored by rita: spam" {
		t.Errorf("the item is %+v", in)
	}
	if waiting, err = b.Desk.Inbox(t.Context(), false); err != nil || len(waiting) != 0 {
		t.Errorf("still waiting: %+v %v", waiting, err)
	}
	if all, err := b.Desk.Inbox(t.Context(), true); err != nil || len(all) != 2 {
		t.Errorf("%d are kept: %v", len(all), err)
	}
	// What was ignored by mistake can still be assigned.
	if _, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), spam, id, disclosure.KindFixClaimed, ""); err != nil {
		t.Error(err)
	}
}
