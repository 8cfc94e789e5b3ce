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
		{"a delivery for a message that expects none", func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") }, commandtest.Robot, message.RecordDelivery{Message: string(commandtest.PlayID) + "/first_contact/C1/1", Delivery: disclosure.Delivery{Kind: disclosure.Sent}}, fault.Conflict, "no delivery is expected"},
		{"a retry is not an outcome", func(p *commandtest.Play) { p.Queued(disclosure.FirstContact, "C1") }, commandtest.Robot, message.RecordDelivery{Message: string(commandtest.PlayID) + "/first_contact/C1/1", Delivery: disclosure.Delivery{Kind: disclosure.Retry}}, fault.Internal, "not an outcome"},
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
