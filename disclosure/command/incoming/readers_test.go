package incoming_test

import (
	"maps"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
)

// queuedIssue plays a case with a message that waits to become an issue of a repository.
func queuedIssue(t *testing.T, repo string) (*commandtest.Play, string) {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: repo}})
	k := p.C.Contacts[len(p.C.Contacts)-1].ID
	p.Draft(disclosure.FirstContact, k)
	draft := p.C.Drafts[len(p.C.Drafts)-1].ID
	approval := p.Approval(draft)
	approval.Message.To = repo
	p.Do(commandtest.Ada, approval)
	p.Do(commandtest.Ada, message.SendDraft{ID: draft})
	return p, p.C.Messages[len(p.C.Messages)-1].Key
}

func TestWhatWaitsIsWithheldWhereWhoCanReadMayHaveChanged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		place string
		kinds string
		state disclosure.MessageState
		text  string
	}{
		{"Team/NextMotion", "message_cancelled readers_changed", disclosure.MessageCancelled, "It was made public. A message that waited was withheld."},
		{"team/other", "readers_changed", disclosure.MessageQueued, "It was made public."},
	} {
		p, key := queuedIssue(t, "team/nextmotion")
		d := p.Do(commandtest.Robot, incoming.RecordReaders{Place: c.place, At: commandtest.Day20(1, 24), Change: "It was made public"})
		last := d.Events[len(d.Events)-1]
		if commandtest.KindsOf(d) != c.kinds || p.Message(key).State != c.state || last.Text != c.text || last.Ref != c.place {
			t.Errorf("%s: %s, %s, %+v", c.place, commandtest.KindsOf(d), p.Message(key).State, last)
		}
		if last.Visibility != disclosure.InternalOnly || last.Party != "" {
			t.Errorf("%+v", last)
		}
	}
}

func TestWhatWasOnItsWayWhenItWasWithheldGoesOnRecord(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		out   ledger.Delivery
		state disclosure.MessageState
		kinds string
	}{
		{"it had left", ledger.Delivery{Kind: ledger.Sent, Ref: "team/nextmotion#1"}, disclosure.MessageSent, "contacted deadline_set"},
		{"it was refused", ledger.Delivery{Kind: ledger.Permanent, Reason: "no"}, disclosure.MessageCancelled, ""},
		{"it is not known", ledger.Delivery{Kind: ledger.Uncertain, Reason: "?"}, disclosure.MessageUncertain, "message_uncertain"},
	} {
		p, key := queuedIssue(t, "team/nextmotion")
		p.Do(commandtest.Robot, incoming.RecordReaders{Place: "team/nextmotion", Change: "It was made public"})
		d := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: c.out})
		if p.Message(key).State != c.state || commandtest.KindsOf(d) != c.kinds {
			t.Errorf("%s: %s, %s", c.rule, p.Message(key).State, commandtest.KindsOf(d))
		}
	}
}

func TestAWithheldDeliveryCancelsTheMessageAndOpensItsDraft(t *testing.T) {
	t.Parallel()
	p, key := queuedIssue(t, "team/nextmotion")
	d := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Permanent, Withheld: true, Reason: "it is public"}})
	if commandtest.KindsOf(d) != "message_cancelled" || d.Events[0].Text != "not sent: it is public" || p.C.Drafts[len(p.C.Drafts)-1].State != disclosure.DraftOpen {
		t.Errorf("%+v", d.Events)
	}
}

func TestTheWordsOfNobodyMoveNothing(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	before := p.C.Clone()
	d := p.Do(commandtest.Robot, incoming.RecordUnattributed{
		Inbox: 7, Channel: disclosure.Issue, Source: disclosure.SourceIssue, At: civil.OnDay(2031, 1, 1), Ref: "team/x#1/comment/5",
		Login: "passer-by", Place: "team/x", Reason: "nobody said that @passer-by speaks for them", Text: "/fixed STOP", Body: "b",
	})
	e := d.Events[0]
	if commandtest.KindsOf(d) != "unattributed" || len(d.Jobs) != 0 || e.Visibility != disclosure.InternalOnly || e.Party != "" || e.At.First().Year != 2020 {
		t.Fatalf("%s, %d jobs, %+v", commandtest.KindsOf(d), len(d.Jobs), e)
	}
	if h := e.Detail.Hint; h == nil || h.Args["login"] != "passer-by" || h.Args["place"] != "team/x" {
		t.Errorf("the hint is %+v", h)
	}
	after := p.C
	if !maps.Equal(before.Dialogue, after.Dialogue) || !maps.Equal(before.Answered, after.Answered) || len(after.Claims) != 0 ||
		len(before.ClockEvents) != len(after.ClockEvents) || after.Assets[0].Stopped || !maps.Equal(before.Clocks, after.Clocks) {
		t.Errorf("something moved: %+v", after)
	}
}

func TestOneClosingIsOneClaim(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	closing := incoming.RecordInbound{Kind: disclosure.KindFixClaimed, Channel: disclosure.Issue, Ref: "team/x#1/closed/1", Once: true, Text: "@dev closed the issue."}
	if d := p.Do(commandtest.Robot, closing); commandtest.KindsOf(d) != "fix_claimed" {
		t.Fatalf("%s", commandtest.KindsOf(d))
	}
	if d := p.Do(commandtest.Robot, closing); len(d.Events) != 0 || len(d.Jobs) != 0 {
		t.Errorf("the same closing claimed twice: %s", commandtest.KindsOf(d))
	}
	closing.Ref = "team/x#1/closed/9000"
	if d := p.Do(commandtest.Robot, closing); len(p.C.Claims) != 2 {
		t.Errorf("another closing is another claim: %s", commandtest.KindsOf(d))
	}
}
