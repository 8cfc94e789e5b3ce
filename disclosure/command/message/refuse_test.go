package message_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// TestRefusals has one row for each rule about messages that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	tests := []struct {
		rule string
		prep func(*commandtest.Play)
		who  disclosure.Actor
		cmd  command.Command
		code fault.Code
		says string
	}{
		{"sent before approved", func(p *commandtest.Play) { p.Draft(disclosure.FirstContact, "C1") }, commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "not approved"},
		{"a draft that is not there", nil, commandtest.Ada, message.SendDraft{ID: "D9"}, fault.NotFound, "no draft"},
		{"sent twice", func(p *commandtest.Play) { p.Queued(disclosure.FirstContact, "C1") }, commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Conflict, "already queued"},
		{"edited after it was handed over", func(p *commandtest.Play) { p.Queued(disclosure.FirstContact, "C1") }, commandtest.Ada, message.EditDraft{ID: "D1", Subject: "s", Body: "b"}, fault.Conflict, "already sent"},
		{"approved in a revision that nobody sees any more", func(p *commandtest.Play) {
			p.Draft(disclosure.FirstContact, "C1")
			p.Do(commandtest.Rita, message.EditDraft{ID: "D1", Subject: "New", Body: "b2"})
		}, commandtest.Ada, message.ApproveDraft{ID: "D1", Revision: 1, Message: disclosure.Message{ID: "<a>", Raw: "r"}}, fault.Conflict, "has changed"},
		{"approved twice", func(p *commandtest.Play) { p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FirstContact, "C1"))) }, commandtest.Bob, message.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "<a>", Raw: "r"}}, fault.Conflict, "already approved"},
		{"approved by its author where a second person is asked for", func(p *commandtest.Play) {
			p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
			p.Do(commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b", Because: commandtest.Unasked}})
		}, commandtest.Ada, message.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "<a>", Raw: "r"}}, fault.Refused, "second person"},
		{"approved without frozen bytes", func(p *commandtest.Play) { p.Draft(disclosure.FirstContact, "C1") }, commandtest.Ada, message.ApproveDraft{ID: "D1"}, fault.Internal, "not composed"},
		{"a second first contact to the same contact", func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") }, commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b"}}, fault.Refused, "write a follow_up"},
		{"a second first contact to the same address under another role", func(p *commandtest.Play) {
			p.Sent(disclosure.FirstContact, "C1")
			p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Platform, Channel: disclosure.Email, Address: "Security@nextmotion.example"}})
		}, commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C2", Subject: "s", Body: "b"}}, fault.Refused, "already has a first contact"},
		{"do not contact, when it is drafted", doNotContact, commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, fault.Refused, "not to be contacted"},
		{"do not contact, when it is sent", func(p *commandtest.Play) {
			p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FirstContact, "C1")))
			doNotContact(p)
		}, commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "not to be contacted"},
		{"a contact whose mail came back", func(p *commandtest.Play) {
			p.Sent(disclosure.FirstContact, "C1")
			p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Contact: "security@nextmotion.example"})
		}, commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, fault.Refused, "came back"},
		{"a contact whose mail came back after the approval", func(p *commandtest.Play) {
			p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FirstContact, "C1")))
			p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Contact: "security@nextmotion.example"})
		}, commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "came back"},
		{"a channel on which only people write", func(p *commandtest.Play) {
			p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Phone, Address: "+33 1"}})
		}, commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C2", Subject: "s", Body: "b"}}, fault.Refused, "sends no phone"},
		{"a template that is none", nil, commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: "First_Contact", Contact: "C1", Subject: "s", Body: "b"}}, fault.Invalid, "template"},
		{"a subject of two lines", nil, commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s\nBcc: x", Body: "b"}}, fault.Invalid, "one line"},
		{"a delivery for a message that expects none", func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") }, commandtest.Robot, message.RecordDelivery{Message: string(commandtest.PlayID) + "/first_contact/C1/1", Delivery: ledger.Delivery{Kind: ledger.Sent}}, fault.Conflict, "no delivery is expected"},
		{"a retry is not an outcome", func(p *commandtest.Play) { p.Queued(disclosure.FirstContact, "C1") }, commandtest.Robot, message.RecordDelivery{Message: string(commandtest.PlayID) + "/first_contact/C1/1", Delivery: ledger.Delivery{Kind: ledger.Retry}}, fault.Internal, "not an outcome"},
		{"only what is uncertain is resolved", func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") }, commandtest.Ada, message.ResolveMessage{Message: string(commandtest.PlayID) + "/first_contact/C1/1"}, fault.Conflict, "nothing to resolve"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			p := commandtest.NewPlay(t)
			if tc.prep != nil {
				tc.prep(p)
			}
			p.Refused(tc.who, tc.cmd, tc.code, tc.says)
		})
	}
}

func doNotContact(p *commandtest.Play) {
	p.Do(commandtest.Ada, record.AddContact{
		Party:   disclosure.Party{Role: disclosure.Vendor, Name: "nextmotion", DoNotContact: true},
		Contact: disclosure.Contact{Channel: disclosure.Phone, Address: "+33 1 23 45"},
	})
}

func TestWhatDaylightDraftedIsApprovedByTwoWhereTheRulesWantTwo(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	if _, err := p.Try(commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{
		Template: disclosure.FirstContact, Contact: "C1", Lang: "en", Subject: "s", Body: "b", Because: commandtest.Unasked,
	}}); err != nil {
		t.Fatal(err)
	}
	p.C.Drafts[0].Author, p.C.Drafts[0].Hand = disclosure.Engine().Name, disclosure.Engine().Hand // as the ladder does
	if d := p.Do(commandtest.Ada, p.Approval("D1")); commandtest.KindsOf(d) != "proposed" {
		t.Fatalf("one person: %s", commandtest.KindsOf(d))
	}
	p.Refused(commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "not approved")
	p.Refused(commandtest.Ada, p.Approval("D1"), fault.Refused, "takes two people")
	if e := p.Do(commandtest.Bob, p.Approval("D1")).Events[0]; e.Detail.CoApprover != "ada" || !e.Detail.Message.ByTwo {
		t.Errorf("%+v", e)
	}
	p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
}

func TestWhatOnePersonApprovedStaysWhenTheRulesComeToWantTwo(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	id := p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Rita, message.EditDraft{ID: id, Subject: "s", Body: "b"})
	p.Do(commandtest.Ada, message.EditDraft{ID: id, Subject: "s", Body: "b"})
	p.Do(commandtest.Ada, p.Approval(id))
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	p.Refused(commandtest.Ada, message.SendDraft{ID: id}, fault.Refused, "the rules now require a second one")
	p.Rules.SecondPerson = nil
	p.Do(commandtest.Ada, message.SendDraft{ID: id})
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	if err := message.MayLeave(p.C, &p.C.Messages[0], p.Rules, p.Now); fault.CodeOf(err) != fault.Refused {
		t.Errorf("it leaves: %v", err)
	}
}
