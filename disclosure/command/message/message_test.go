package message_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
	"daylight/disclosure/task"
)

func TestAMessageGoesFromDraftToContact(t *testing.T) {
	p := commandtest.NewPlay(t)
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	want := func(dialogue disclosure.Dialogue, draft disclosure.DraftState) {
		t.Helper()
		if got := p.C.Dialogue[vendorMail]; got != dialogue {
			t.Fatalf("dialogue is %s, want %s", got, dialogue)
		}
		if d, _ := p.C.Draft("D1"); d.State != draft {
			t.Fatalf("draft is %s, want %s", d.State, draft)
		}
	}
	p.Draft(disclosure.FirstContact, "C1")
	want(disclosure.DialogueDrafted, disclosure.DraftOpen)
	p.Do(commandtest.Ada, p.Approval("D1"))
	want(disclosure.DialogueApproved, disclosure.DraftApproved)
	if p.C.Work != disclosure.WorkActive {
		t.Fatalf("an approval makes a case active, it is %s", p.C.Work)
	}
	p.At(27, 10)
	d := p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	want(disclosure.DialogueQueued, disclosure.DraftSent)
	key := string(commandtest.PlayID) + "/first_contact/C1/1"
	if len(d.Jobs) != 1 || d.Jobs[0].Key != key || d.Jobs[0].Task() != ledger.SendTask(disclosure.Email) || d.Jobs[0].Queue != ledger.QueueSend {
		t.Fatalf("jobs %+v", d.Jobs)
	}
	d = p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "250 queued"}})
	want(disclosure.DialogueSent, disclosure.DraftSent)
	if commandtest.KindsOf(d) != "contacted deadline_set" || p.C.FirstContact.First().String() != "2020-01-27" {
		t.Fatalf("%s, first contact %s", commandtest.KindsOf(d), p.C.FirstContact)
	}
	if k := p.C.Clocks[disclosure.PublicationClause]; k.State != disclosure.ClockRunning || k.Due.String() != "2020-02-26" {
		t.Fatalf("clock %+v", k)
	}
	if m := p.Message(key); m.State != disclosure.MessageSent || m.Receipt != "250 queued" || m.SentAt != p.Now {
		t.Fatalf("message %+v", m)
	}
	if due := d.Jobs[0]; due.Task() != ledger.TaskDeadline || due.Due != time.Date(2020, 2, 26, 23, 0, 0, 0, time.UTC) {
		t.Fatalf("the timer rings when the day is over in Paris, not at %s", due.Due)
	}
}

func TestAnEditTakesTheApprovalBack(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	p.Do(commandtest.Rita, message.EditDraft{ID: "D1", Subject: "Changed", Body: "b2"})
	if m := p.C.Messages[0]; m.State != disclosure.MessageCancelled {
		t.Fatalf("the approved message is %s", m.State)
	}
	p.Refused(commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "not approved")
	d, _ := p.C.Draft("D1")
	if d.Revision != 2 || d.Author != "rita" || d.State != disclosure.DraftOpen || d.Message != "" {
		t.Fatalf("draft %+v", d)
	}
	p.Do(commandtest.Ada, p.Approval("D1"))
	got := p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	if got.Jobs[0].Key != string(commandtest.PlayID)+"/first_contact/C1/2" {
		t.Fatalf("the second approval needs a key of its own, got %s", got.Jobs[0].Key)
	}
}

func TestADiscardedDraftLeavesNoTraceInTheDialogue(t *testing.T) {
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	t.Run("drafted", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Draft(disclosure.FirstContact, "C1")
		p.Do(commandtest.Rita, message.DiscardDraft{ID: "D1"})
		if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueNone {
			t.Fatalf("dialogue is %s", got)
		}
		p.Refused(commandtest.Rita, message.DiscardDraft{ID: "D1"}, fault.Conflict, "discarded")
		p.Refused(commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Conflict, "discarded")
	})
	t.Run("approved", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FirstContact, "C1")))
		p.Do(commandtest.Rita, message.DiscardDraft{ID: "D1"})
		d, _ := p.C.Draft("D1")
		if p.C.Messages[0].State != disclosure.MessageCancelled || d.State != disclosure.DraftDiscarded || d.Message != "" {
			t.Fatalf("%+v %+v", p.C.Messages[0], d)
		}
		if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueNone {
			t.Fatalf("dialogue is %s", got)
		}
	})
	t.Run("another one is still there", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Draft(disclosure.FirstContact, "C1")
		p.Draft(disclosure.FreeText, "C1")
		p.Do(commandtest.Rita, message.DiscardDraft{ID: "D2"})
		if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueDrafted {
			t.Fatalf("dialogue is %s", got)
		}
	})
}

func TestAFollowUpTakesNobodysAnswerBack(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Robot, commandtest.Reply("thanks, we look"))
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	key := p.Queued(disclosure.FollowUp, "C1")
	p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent}})
	if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueAcknowledged {
		t.Fatalf("dialogue is %s", got)
	}
	if d := p.Do(commandtest.Robot, commandtest.Reply("still looking")); commandtest.KindsOf(d) != "replied" {
		t.Fatalf("the second answer is a reply, not %s", commandtest.KindsOf(d))
	}
}

func TestOutcomesOfADelivery(t *testing.T) {
	t.Run("refused: the contact is marked and the next one may be written to", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		d := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "550 no such user"}})
		if commandtest.KindsOf(d) != "bounced deadline_set" || p.Message(key).State != disclosure.MessageFailed || !p.C.FirstContact.IsZero() {
			t.Fatalf("%s, %s, first contact %s", commandtest.KindsOf(d), p.Message(key).State, p.C.FirstContact)
		}
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "info@nextmotion.example"}})
		p.Draft(disclosure.FirstContact, "C2")
	})
	t.Run("an issue that could not be opened leaves the contact as it is", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/nextmotion"}})
		key := p.Queued(disclosure.FirstContact, "C2")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "the repository is public"}})
		p.Draft(disclosure.FirstContact, "C2")
		if got := p.C.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Issue)]; got == disclosure.DialogueQueued {
			t.Fatal("a message that failed is not queued any more")
		}
	})
	t.Run("an issue is tracked", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/nextmotion"}})
		key := p.Queued(disclosure.FirstContact, "C2")
		d := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Ref: "team/nextmotion#7"}})
		if len(p.C.Issues) != 1 || p.C.Issues[0].Ref != "team/nextmotion#7" || p.C.Issues[0].Marker != p.Message(key).ID {
			t.Fatalf("issues %+v", p.C.Issues)
		}
		if d.Events[0].Ref != "team/nextmotion#7" || d.Events[0].Source != disclosure.SourceIssue {
			t.Fatalf("event %+v", d.Events[0])
		}
	})
	t.Run("unknown: a person says that it arrived", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Reason: "cut after the dot"}})
		if p.Message(key).State != disclosure.MessageUncertain || !p.C.FirstContact.IsZero() {
			t.Fatalf("%+v", p.Message(key))
		}
		d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key, Arrived: true, Text: "they called"})
		if commandtest.KindsOf(d) != "contacted deadline_set" || p.Message(key).State != disclosure.MessageSent {
			t.Fatalf("%s %s", commandtest.KindsOf(d), p.Message(key).State)
		}
	})
	t.Run("unknown again and again: each resend is a job of its own", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		seen := map[string]bool{key: true}
		for range 3 {
			p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Reason: "again cut"}})
			d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key, Text: "nothing there"})
			if len(d.Jobs) != 1 || seen[d.Jobs[0].Key] || sendOf(t, d.Jobs[0]).Message != key {
				t.Fatalf("jobs %+v, seen %v", d.Jobs, seen)
			}
			seen[d.Jobs[0].Key] = true
		}
	})
	t.Run("unknown, and the mail came back: it is not sent again", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key})
		p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Answers: key})
		d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key, Text: "it bounced"})
		if len(d.Jobs) != 0 || p.Message(key).State != disclosure.MessageFailed {
			t.Fatalf("jobs %+v, message %s", d.Jobs, p.Message(key).State)
		}
		p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeOwnerUnknown}) // nothing is in the way any more
	})
	t.Run("unknown, on a case that is not ours any more: it is not sent again", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key})
		p.Do(commandtest.Ada, record.HandOver{To: "CERT-FR"})
		if d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key}); len(d.Jobs) != 0 {
			t.Fatalf("jobs %+v", d.Jobs)
		}
	})
	t.Run("a heads-up is no first contact of a vendor who was written to", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		first := p.C.FirstContact
		p.At(44, 9)
		p.Sent(disclosure.PrePublication, "C1")
		if p.C.FirstContact != first || p.C.HeadsUp.IsZero() || p.C.Publication != disclosure.PublicationHeadsUp {
			t.Fatalf("%s %s %s", p.C.FirstContact, p.C.HeadsUp, p.C.Publication)
		}
	})
}

func TestATextOfTheSenderIsKeptOutOfSubjectsAndKeys(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Robot, commandtest.Reply(strings.Repeat("long ", 100)))
	for _, j := range p.Jobs {
		if strings.Contains(j.Key, "long") {
			t.Fatalf("key %q", j.Key)
		}
	}
}

func TestTheFirstWordToAPartyIsAFirstContactWhateverItIsCalled(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	author := commandtest.Rita
	author.Role = disclosure.Lead
	for _, template := range []disclosure.Template{disclosure.FollowUp, disclosure.FreeText, disclosure.PrePublication} {
		p.Refused(author, p.Approval(p.Draft(template, "C1")), fault.Refused, "second person")
	}
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(author, p.Approval(p.Draft(disclosure.FollowUp, "C1"))) // the rule asks for no second person here
}

func TestBlanksAndCapitalsMakeNoSecondPerson(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	same := disclosure.Actor{Name: strings.ToUpper(commandtest.Rita.Name) + " ", Role: disclosure.Lead}
	p.Refused(same, p.Approval(p.Draft(disclosure.FirstContact, "C1")), fault.Refused, "second person")
	author := disclosure.Actor{Name: strings.ToUpper(p.C.Author), Role: disclosure.Lead}
	p.Refused(author, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"}, fault.Refused, "second person")
}

func TestWhatWaitsToBeSentIsWithheldWhenItMayNotLeaveAnyMore(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	p.Do(commandtest.Ada, record.RejectCase{Text: "no exposure"})
	m := p.C.Messages[0]
	err := outreach.MayStillSend(p.C, m)
	if fault.CodeOf(err) != fault.Refused {
		t.Fatalf("a rejected case may still send: %v", err)
	}
	d := p.Do(commandtest.Robot, message.RecordDelivery{
		Message: m.Key, Withheld: true, Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: err.Error()},
	})
	if commandtest.KindsOf(d) != "message_cancelled" || p.Message(m.Key).State != disclosure.MessageCancelled {
		t.Fatalf("%s, message %s", commandtest.KindsOf(d), p.Message(m.Key).State)
	}
	if k, _ := p.C.Contact("C1"); k.Quality == disclosure.QualityBounced || !p.C.FirstContact.IsZero() {
		t.Fatalf("nothing was tried, and the record says that it was: %+v", k)
	}
	if got := p.C.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)]; got != disclosure.DialogueDrafted {
		t.Fatalf("the dialogue is %s", got)
	}
}

func TestTheTimelineSaysThatADryRunReachedNobody(t *testing.T) {
	p := commandtest.NewPlay(t)
	key := p.Queued(disclosure.FirstContact, "C1")
	d := p.Do(commandtest.Robot, message.RecordDelivery{
		Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "0001.eml", DryRun: true},
	})
	if text := d.Events[0].Text; !strings.Contains(text, "dry run") {
		t.Fatalf("the event says %q", text)
	}
}

func sendOf(t *testing.T, j ledger.Job) task.Send {
	t.Helper()
	p, err := task.SendOf(j)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
