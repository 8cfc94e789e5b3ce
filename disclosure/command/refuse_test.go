package command_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
)

// TestRefusals has one row for each rule of the domain that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	at := func(m time.Month, d int) civil.When { return commandtest.Day20(m, d) }
	event := func(kind disclosure.Kind, when civil.When) record.AddEvent {
		return record.AddEvent{Kind: kind, At: when, Party: disclosure.Vendor}
	}
	contacted := func(p *commandtest.Play) { p.Event(disclosure.KindContacted, at(1, 24)) }
	dated := func(p *commandtest.Play) {
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: at(1, 30), Reason: "agreed"})
	}
	tests := []struct {
		rule string
		prep func(*commandtest.Play)
		who  disclosure.Actor
		cmd  command.Command
		code fault.Code
		says string
	}{
		{"a case exists once", nil, commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()}, fault.Conflict, "already exists"},

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
			p.Do(commandtest.Ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b"}})
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

		{"acknowledged with no contact at all", nil, commandtest.Ada, event(disclosure.KindAcknowledged, at(1, 24)), fault.Refused, "needs a contact with the vendor first"},
		{"acknowledged before the contact it answers", contacted, commandtest.Ada, event(disclosure.KindAcknowledged, at(1, 20)), fault.Refused, "before the contact"},
		{"an answer of a party that was not written to", contacted, commandtest.Ada, record.AddEvent{Kind: disclosure.KindReplied, At: at(1, 24), Party: disclosure.Provider}, fault.Refused, "contact with the provider"},
		{"contacted before discovered", nil, commandtest.Ada, event(disclosure.KindContacted, at(1, 20)), fault.Refused, "before the discovery"},
		{"closed before discovered", nil, commandtest.Ada, event(disclosure.KindClosed, at(1, 20)), fault.Refused, "before the discovery"},
		{"reopened when it was not closed", nil, commandtest.Ada, event(disclosure.KindReopened, at(1, 24)), fault.Refused, "was not closed"},
		{"reopened before it was closed", func(p *commandtest.Play) { p.Event(disclosure.KindClosed, at(1, 24)) }, commandtest.Ada, event(disclosure.KindReopened, at(1, 23)), fault.Refused, "before the closure"},
		{"the future, not planned", nil, commandtest.Ada, event(disclosure.KindEvidenceAdded, at(3, 1)), fault.Refused, "record it as planned"},
		{"a future instant, not planned", nil, commandtest.Ada, event(disclosure.KindEvidenceAdded, civil.At(time.Date(2020, 1, 24, 9, 6, 0, 0, time.UTC))), fault.Refused, "record it as planned"},
		{"the source own_probe is not typed in", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindClosed, At: at(1, 24), Source: disclosure.SourceOwnProbe}, fault.Refused, "only a probe"},
		{"a span that ends before it begins", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Until: at(1, 20)}, fault.Invalid, "span ends"},
		{"a correction of what is not there", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Corrects: 99}, fault.Invalid, "no event 99"},
		{"an unknown kind", nil, commandtest.Ada, record.AddEvent{Kind: "fixed", At: at(1, 24)}, fault.Invalid, "unknown kind"},
		{"an unknown party", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Party: "vendr"}, fault.Invalid, "unknown party"},
		{"an event without a date", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote}, fault.Invalid, "needs the date"},
		{"corrected when nothing is published", nil, commandtest.Ada, event(disclosure.KindCorrected, at(1, 24)), fault.Refused, "nothing of"},

		{"an extension of no clock", nil, commandtest.Ada, deadline.Extend{Clause: "x", Due: at(3, 1), Reason: "r"}, fault.Refused, "no clock"},
		{"an extension that is not later", dated, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: at(1, 30), Reason: "r"}, fault.Refused, "not later"},
		{"an extension without a reason", dated, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: at(2, 9)}, fault.Invalid, "needs a reason"},
		{"an extension without a date", dated, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Reason: "r"}, fault.Invalid, "new date"},
		{"an extension after the clock ended", func(p *commandtest.Play) { dated(p); p.At(31, 9) }, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: at(2, 9), Reason: "r"}, fault.Refused, "before that"},
		{"an extension typed in as an event", func(p *commandtest.Play) { dated(p); p.At(31, 9) }, commandtest.Ada, record.AddEvent{Kind: disclosure.KindExtensionGranted, At: at(1, 31), Until: at(2, 9), Text: "r"}, fault.Refused, "before that"},
		{"a later deadline is an extension", dated, commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: at(2, 9)}, fault.Refused, "is an extension"},
		{"a pause after the clock ended", func(p *commandtest.Play) { dated(p); p.At(31, 9) }, commandtest.Ada, deadline.PauseClock{Clause: disclosure.PublicationClause}, fault.Refused, "before that"},
		{"a pause of what does not run", nil, commandtest.Ada, deadline.PauseClock{Clause: "x"}, fault.Refused, "does not run"},
		{"resumed when it was not paused", dated, commandtest.Ada, deadline.ResumeClock{Clause: disclosure.PublicationClause}, fault.Refused, "not paused"},

		{"a publication approved by the author of the case", nil, commandtest.Ada, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"}, fault.Refused, "second person"},
		{"published while open", func(p *commandtest.Play) {
			p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "not closed by our own probes"},
		{"published in full on a closure that is only reported", func(p *commandtest.Play) {
			p.Event(disclosure.KindClosed, at(1, 24), func(e *record.AddEvent) { e.Source = disclosure.SourcePress })
			p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "not closed by our own probes"},
		{"published without approval", (*commandtest.Play).CloseA1, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "nobody has approved"},
		{"published otherwise than approved", func(p *commandtest.Play) {
			p.CloseA1()
			p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "e", Checks: commandtest.PassedChecks()}, fault.Refused, "exactly these files"},
		{"published with a gate that failed", nil, commandtest.Ada, publish.Publish{Mode: disclosure.Stub, Checks: []gate.Check{{State: gate.CheckFail}}}, fault.Refused, "gate has not passed"},
		{"published with no gate at all", nil, commandtest.Ada, publish.Publish{Mode: disclosure.Stub}, fault.Refused, "gate has not passed"},
		{"limited before the deadline", contacted, commandtest.Ada, publish.Publish{Mode: disclosure.Limited, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "deadline has not passed"},
		{"limited while the clock is paused", func(p *commandtest.Play) {
			dated(p)
			p.Do(commandtest.Ada, deadline.PauseClock{Clause: disclosure.PublicationClause, Reason: "ours"})
			p.At(50, 9)
		}, commandtest.Ada, publish.Publish{Mode: disclosure.Limited, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "deadline has not passed"},

		{"closed as verified while open", nil, commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeVerified}, fault.Refused, "choose remediated_owner_claim_only"},
		{"closed with a message on its way", func(p *commandtest.Play) { p.Queued(disclosure.FirstContact, "C1") }, commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly}, fault.Refused, "resolve it first"},
		{"closed twice", func(p *commandtest.Play) {
			p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly})
		}, commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly}, fault.Conflict, "already closed"},
		{"reopened while open", nil, commandtest.Ada, record.ReopenCase{}, fault.Conflict, "is open"},
		{"a duplicate of itself", nil, commandtest.Ada, record.MarkDuplicate{Of: commandtest.PlayID}, fault.Invalid, "another case"},
		{"handed over to nobody", nil, commandtest.Ada, record.HandOver{}, fault.Invalid, "has to name the team"},
		{"an ended case is not worked on", func(p *commandtest.Play) { p.Do(commandtest.Ada, record.RejectCase{Text: "a test bucket"}) }, commandtest.Rita, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, fault.Refused, "reopen the case first"},
		{"an ended case is not probed", func(p *commandtest.Play) { p.Do(commandtest.Ada, record.HandOver{To: "CERT-FR"}) }, commandtest.Rita, exposure.RequestProbe{}, fault.Refused, "reopen the case first"},
		{"a duplicate is not published", func(p *commandtest.Play) { p.Do(commandtest.Ada, record.MarkDuplicate{Of: "DL-2020-0002"}) }, commandtest.Ada, publish.Publish{Mode: disclosure.Stub, Checks: commandtest.PassedChecks()}, fault.Refused, "reopen the case first"},

		{"no asset to probe", func(p *commandtest.Play) {
			f := commandtest.NextMotionFacts()
			f.Assets = nil
			p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f})
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "no asset"},
		{"an asset that is not there", nil, commandtest.Ada, exposure.RequestProbe{Asset: "A7"}, fault.NotFound, "no asset"},
		{"STOP is honoured", func(p *commandtest.Play) {
			p.Do(commandtest.Rita, exposure.StopProbing{Asset: "A1", Text: "they asked"})
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "stopped on request"},
		{"STOP is honoured when it names the target", func(p *commandtest.Play) {
			p.Do(commandtest.Rita, exposure.StopProbing{Asset: "https://bucket.s3.example/", Text: "they asked"})
		}, commandtest.Ada, exposure.RequestProbe{Asset: "A1"}, fault.Refused, "stopped on request"},
		{"the budget of the day, doubled for people", func(p *commandtest.Play) {
			for range 8 {
				p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
			}
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "try again tomorrow"},
		{"the budget in all", func(p *commandtest.Play) {
			p.Rules.Probing.Budget.Total = 3
			for i := range 3 {
				p.Probe(commandtest.SeesOpen(p.At(24+i, 9).Now), disclosure.ProbeForPerson)
			}
			p.At(40, 9)
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "budget of A1 is used up"},
		{"the same asset twice", nil, commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "s3", Target: "https://bucket.s3.example/"}}, fault.Conflict, "already asset A1"},
		{"the same contact twice", nil, commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "SECURITY@nextmotion.example"}}, fault.Conflict, "already contact C1"},
		{"a contact of two lines", nil, commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "a@b\r\nBcc: c@d"}}, fault.Invalid, "one line"},
		{"what is not a kind of incoming message", nil, commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindPublished}, fault.Internal, "not a kind of incoming message"},
		{"one refusal undoes all of several", nil, commandtest.Ada, command.Batch{event(disclosure.KindContacted, at(1, 24)), message.SendDraft{ID: "D9"}}, fault.NotFound, "no draft"},
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

func TestKindsThatOnlyDaylightMakesAreNotTypedIn(t *testing.T) {
	p := commandtest.NewPlay(t)
	for _, kind := range []disclosure.Kind{
		disclosure.KindRecorded, disclosure.KindDrafted, disclosure.KindApproved, disclosure.KindProbed,
		disclosure.KindClosureSuspected, disclosure.KindPublishApproved, disclosure.KindPublished,
		disclosure.KindDuplicateOf, disclosure.KindHandedOver, disclosure.KindRejected,
	} {
		p.Refused(commandtest.Ada, record.AddEvent{Kind: kind, At: commandtest.Day20(1, 24)}, fault.Refused, "")
	}
}

func TestAnEmbargoHoldsUntilItsDayIsOver(t *testing.T) {
	open := func(t *testing.T) *commandtest.Play {
		p := commandtest.EmptyPlay(t)
		f := commandtest.NextMotionFacts()
		f.Embargo = commandtest.Day20(2, 14)
		p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f, Discovered: commandtest.Day20(1, 24)})
		p.CloseA1()
		p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		p.Now = time.Date(2020, 2, 14, 22, 59, 0, 0, time.UTC) // 23:59 in Paris
		return p
	}
	publish := publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}
	t.Run("inside until the end of the day in the team's zone", func(t *testing.T) {
		p := open(t)
		p.Refused(commandtest.Ada, publish, fault.Refused, "embargo lasts until 2020-02-14")
		p.Now = p.Now.Add(time.Minute)
		p.Do(commandtest.Ada, publish)
	})
	t.Run("not for what is exploited already", func(t *testing.T) {
		p := open(t)
		p.Event(disclosure.KindExploited, commandtest.Day20(2, 14))
		p.Do(commandtest.Ada, publish)
	})
}

// TestRoles walks through every command with every rank.
func TestRoles(t *testing.T) {
	anybody := []struct {
		cmd  command.Command
		need disclosure.Rank
	}{
		{record.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: commandtest.Day20(1, 24)}, disclosure.Researcher},
		{record.AddEvent{Kind: disclosure.KindExploited, At: commandtest.Day20(1, 24)}, disclosure.Lead},
		{record.AddContact{Contact: disclosure.Contact{Role: disclosure.Press, Channel: disclosure.Email, Address: "p@p.example"}}, disclosure.Researcher},
		{record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}}, disclosure.Researcher},
		{message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, disclosure.Researcher},
		{message.EditDraft{ID: "D1", Subject: "s", Body: "b"}, disclosure.Researcher},
		{message.DiscardDraft{ID: "D1"}, disclosure.Researcher},
		{message.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "<x>", Raw: "r"}}, disclosure.Lead},
		{message.SendDraft{ID: "D2"}, disclosure.Lead},
		{message.ResolveMessage{Message: string(commandtest.PlayID) + "/follow_up/C1/2", Arrived: true}, disclosure.Lead},
		{exposure.RequestProbe{}, disclosure.Researcher},
		{exposure.StopProbing{Asset: "A1"}, disclosure.Researcher},
		{deadline.SetDeadline{Clause: "coordination", Due: commandtest.Day20(3, 1)}, disclosure.Researcher},
		{deadline.Extend{Clause: disclosure.PublicationClause, Due: commandtest.Day20(5, 1), Reason: "r"}, disclosure.Lead},
		{deadline.PauseClock{Clause: disclosure.PublicationClause}, disclosure.Lead},
		{deadline.ResumeClock{Clause: "paused"}, disclosure.Lead},
		{publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d2"}, disclosure.Lead},
		{publish.Publish{Mode: disclosure.Stub, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, disclosure.Lead},
		{record.RejectCase{}, disclosure.Lead},
		{record.HandOver{To: "CERT-FR"}, disclosure.Lead},
		{record.MarkDuplicate{Of: "DL-2020-0002"}, disclosure.Researcher},
	}
	prepared := func(t *testing.T) *commandtest.Play {
		p := commandtest.NewPlay(t)
		p.Draft(disclosure.FollowUp, "C1")
		p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FollowUp, "C1")))
		uncertain := p.Queued(disclosure.FollowUp, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: uncertain})
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: commandtest.Day20(3, 1)})
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "paused", Due: commandtest.Day20(3, 1)})
		p.Do(commandtest.Ada, deadline.PauseClock{Clause: "paused"})
		p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
		return p
	}
	for _, tc := range anybody {
		name := strings.TrimPrefix(commandtest.TypeName(tc.cmd), "disclosure.")
		for _, rank := range []disclosure.Rank{"", "owner", disclosure.Viewer, disclosure.Researcher, disclosure.Lead, disclosure.Admin} {
			t.Run(name+" as "+string(rank), func(t *testing.T) {
				p := prepared(t)
				_, err := p.Try(disclosure.Actor{Name: "zoe", Role: rank, Via: "cli"}, tc.cmd)
				may := rank.AtLeast(tc.need)
				if may && err != nil {
					t.Fatalf("refused: %v", err)
				}
				if !may && fault.CodeOf(err) != fault.Forbidden {
					t.Fatalf("got %v, want forbidden", err)
				}
			})
		}
	}
	t.Run("a viewer opens no case", func(t *testing.T) {
		for _, cmd := range []command.Command{
			record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()}, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()},
		} {
			if _, err := command.Decide(nil, cmd, command.Env{Actor: commandtest.Vic, Now: time.Now()}); fault.CodeOf(err) != fault.Forbidden {
				t.Fatalf("got %v", err)
			}
		}
	})
	t.Run("several commands need the rank of each", func(t *testing.T) {
		p := prepared(t)
		p.Refused(commandtest.Rita, command.Batch{exposure.RequestProbe{}, message.SendDraft{ID: "D2"}}, fault.Forbidden, "lead")
	})
}

func TestACaseThatDoesNotExistTakesNoCommand(t *testing.T) {
	_, err := command.Decide(nil, exposure.RequestProbe{}, command.Env{Actor: commandtest.Ada, Now: time.Now()})
	if fault.CodeOf(err) != fault.NotFound {
		t.Fatalf("got %v", err)
	}
}

func TestACaseNeedsATitleAndCompleteAssets(t *testing.T) {
	for _, f := range []disclosure.Facts{
		{},
		{Title: "  "},
		{Title: strings.Repeat("x", 301)},
		{Title: "t", Exposed: disclosure.Exposed{Records: -1}},
		{Title: "t", Assets: []disclosure.Asset{{Kind: "s3"}}},
	} {
		for _, cmd := range []command.Command{record.Record{ID: commandtest.PlayID, Facts: f}, record.Import{ID: commandtest.PlayID, Facts: f}} {
			if _, err := command.Decide(nil, cmd, command.Env{Actor: commandtest.Ada, Now: time.Now()}); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%+v: got %v", f, err)
			}
		}
	}
	future := record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Discovered: commandtest.Day20(2, 1)}
	if _, err := command.Decide(nil, future, command.Env{Actor: commandtest.Ada, Now: time.Date(2020, 1, 24, 0, 0, 0, 0, time.UTC)}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a discovery in the future: %v", err)
	}
}
