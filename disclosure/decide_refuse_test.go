package disclosure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

func passed() []disclosure.Check {
	return []disclosure.Check{{Name: "all", State: disclosure.CheckPass}}
}

// TestRefusals has one row for each rule of the domain that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	at := func(m time.Month, d int) disclosure.When { return day20(m, d) }
	event := func(kind disclosure.Kind, when disclosure.When) disclosure.AddEvent {
		return disclosure.AddEvent{Kind: kind, At: when, Party: disclosure.Vendor}
	}
	contacted := func(p *play) { p.event(disclosure.KindContacted, at(1, 24)) }
	deadline := func(p *play) {
		p.do(ada, disclosure.SetDeadline{Clause: disclosure.PublicationClause, Due: at(1, 30), Reason: "agreed"})
	}
	tests := []struct {
		rule string
		prep func(*play)
		who  disclosure.Actor
		cmd  disclosure.Command
		code disclosure.Code
		says string
	}{
		{"a case exists once", nil, ada, disclosure.Record{ID: playID, Facts: nextMotionFacts()}, disclosure.Conflict, "exists already"},

		{"sent before approved", func(p *play) { p.draft(disclosure.FirstContact, "C1") }, ada, disclosure.SendDraft{ID: "D1"}, disclosure.Refused, "not approved"},
		{"a draft that is not there", nil, ada, disclosure.SendDraft{ID: "D9"}, disclosure.NotFound, "no draft"},
		{"sent twice", func(p *play) { p.queued(disclosure.FirstContact, "C1") }, ada, disclosure.SendDraft{ID: "D1"}, disclosure.Conflict, "already handed"},
		{"edited after it was handed over", func(p *play) { p.queued(disclosure.FirstContact, "C1") }, ada, disclosure.EditDraft{ID: "D1", Subject: "s", Body: "b"}, disclosure.Conflict, "already sent"},
		{"approved in a revision that nobody sees any more", func(p *play) {
			p.draft(disclosure.FirstContact, "C1")
			p.do(rita, disclosure.EditDraft{ID: "D1", Subject: "New", Body: "b2"})
		}, ada, disclosure.ApproveDraft{ID: "D1", Revision: 1, Message: disclosure.Message{ID: "<a>", Raw: "r"}}, disclosure.Conflict, "changed meanwhile"},
		{"approved twice", func(p *play) { p.do(ada, p.approval(p.draft(disclosure.FirstContact, "C1"))) }, bob, disclosure.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "<a>", Raw: "r"}}, disclosure.Conflict, "already approved"},
		{"approved by its author where a second person is asked for", func(p *play) {
			p.rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
			p.do(ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b"}})
		}, ada, disclosure.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "<a>", Raw: "r"}}, disclosure.Refused, "second person"},
		{"approved without frozen bytes", func(p *play) { p.draft(disclosure.FirstContact, "C1") }, ada, disclosure.ApproveDraft{ID: "D1"}, disclosure.Internal, "not composed"},
		{"a second first contact to the same contact", func(p *play) { p.sent(disclosure.FirstContact, "C1") }, ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b"}}, disclosure.Refused, "write a follow_up"},
		{"a second first contact to the same address under another role", func(p *play) {
			p.sent(disclosure.FirstContact, "C1")
			p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Platform, Channel: disclosure.Email, Address: "Security@nextmotion.example"}})
		}, ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C2", Subject: "s", Body: "b"}}, disclosure.Refused, "already has a first contact"},
		{"do not contact, when it is drafted", doNotContact, ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, disclosure.Refused, "not to be contacted"},
		{"do not contact, when it is sent", func(p *play) {
			p.do(ada, p.approval(p.draft(disclosure.FirstContact, "C1")))
			doNotContact(p)
		}, ada, disclosure.SendDraft{ID: "D1"}, disclosure.Refused, "not to be contacted"},
		{"a contact whose mail came back", func(p *play) {
			p.sent(disclosure.FirstContact, "C1")
			p.do(robot, disclosure.RecordInbound{Kind: disclosure.KindBounced, Contact: "security@nextmotion.example"})
		}, ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, disclosure.Refused, "came back"},
		{"a contact whose mail came back after the approval", func(p *play) {
			p.do(ada, p.approval(p.draft(disclosure.FirstContact, "C1")))
			p.do(robot, disclosure.RecordInbound{Kind: disclosure.KindBounced, Contact: "security@nextmotion.example"})
		}, ada, disclosure.SendDraft{ID: "D1"}, disclosure.Refused, "came back"},
		{"a channel on which only people write", func(p *play) {
			p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Phone, Address: "+33 1"}})
		}, ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C2", Subject: "s", Body: "b"}}, disclosure.Refused, "sends no phone"},
		{"a template that is none", nil, ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: "First_Contact", Contact: "C1", Subject: "s", Body: "b"}}, disclosure.Invalid, "template"},
		{"a subject of two lines", nil, ada, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s\nBcc: x", Body: "b"}}, disclosure.Invalid, "one line"},
		{"a delivery for a message that expects none", func(p *play) { p.sent(disclosure.FirstContact, "C1") }, robot, disclosure.RecordDelivery{Message: string(playID) + "/first_contact/C1/1", Delivery: disclosure.Delivery{Kind: disclosure.Sent}}, disclosure.Conflict, "no delivery is expected"},
		{"a retry is no outcome", func(p *play) { p.queued(disclosure.FirstContact, "C1") }, robot, disclosure.RecordDelivery{Message: string(playID) + "/first_contact/C1/1", Delivery: disclosure.Delivery{Kind: disclosure.Retry}}, disclosure.Internal, "no outcome"},
		{"only what is uncertain is resolved", func(p *play) { p.sent(disclosure.FirstContact, "C1") }, ada, disclosure.ResolveMessage{Message: string(playID) + "/first_contact/C1/1"}, disclosure.Conflict, "nothing to resolve"},

		{"acknowledged with no contact at all", nil, ada, event(disclosure.KindAcknowledged, at(1, 24)), disclosure.Refused, "needs a contact with the vendor first"},
		{"acknowledged before the contact it answers", contacted, ada, event(disclosure.KindAcknowledged, at(1, 20)), disclosure.Refused, "before the contact"},
		{"an answer of a party that was not written to", contacted, ada, disclosure.AddEvent{Kind: disclosure.KindReplied, At: at(1, 24), Party: disclosure.Provider}, disclosure.Refused, "contact with the provider"},
		{"contacted before discovered", nil, ada, event(disclosure.KindContacted, at(1, 20)), disclosure.Refused, "before the discovery"},
		{"closed before discovered", nil, ada, event(disclosure.KindClosed, at(1, 20)), disclosure.Refused, "before the discovery"},
		{"reopened when it was not closed", nil, ada, event(disclosure.KindReopened, at(1, 24)), disclosure.Refused, "was not closed"},
		{"reopened before it was closed", func(p *play) { p.event(disclosure.KindClosed, at(1, 24)) }, ada, event(disclosure.KindReopened, at(1, 23)), disclosure.Refused, "before the closure"},
		{"the future, not planned", nil, ada, event(disclosure.KindEvidenceAdded, at(3, 1)), disclosure.Refused, "record it as planned"},
		{"a future instant, not planned", nil, ada, event(disclosure.KindEvidenceAdded, disclosure.At(time.Date(2020, 1, 24, 9, 6, 0, 0, time.UTC))), disclosure.Refused, "record it as planned"},
		{"the source own_probe is not typed in", nil, ada, disclosure.AddEvent{Kind: disclosure.KindClosed, At: at(1, 24), Source: disclosure.SourceOwnProbe}, disclosure.Refused, "only a probe"},
		{"a span that ends before it begins", nil, ada, disclosure.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Until: at(1, 20)}, disclosure.Invalid, "span ends"},
		{"a correction of what is not there", nil, ada, disclosure.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Corrects: 99}, disclosure.Invalid, "no event 99"},
		{"an unknown kind", nil, ada, disclosure.AddEvent{Kind: "fixed", At: at(1, 24)}, disclosure.Invalid, "unknown kind"},
		{"an unknown party", nil, ada, disclosure.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Party: "vendr"}, disclosure.Invalid, "unknown party"},
		{"an event without a date", nil, ada, disclosure.AddEvent{Kind: disclosure.KindNote}, disclosure.Invalid, "needs the date"},
		{"corrected when nothing is published", nil, ada, event(disclosure.KindCorrected, at(1, 24)), disclosure.Refused, "nothing of"},

		{"an extension of no clock", nil, ada, disclosure.Extend{Clause: "x", Due: at(3, 1), Reason: "r"}, disclosure.Refused, "no clock"},
		{"an extension that is not later", deadline, ada, disclosure.Extend{Clause: disclosure.PublicationClause, Due: at(1, 30), Reason: "r"}, disclosure.Refused, "not later"},
		{"an extension without a reason", deadline, ada, disclosure.Extend{Clause: disclosure.PublicationClause, Due: at(2, 9)}, disclosure.Invalid, "needs a reason"},
		{"an extension without a date", deadline, ada, disclosure.Extend{Clause: disclosure.PublicationClause, Reason: "r"}, disclosure.Invalid, "new date"},
		{"an extension after the clock ended", func(p *play) { deadline(p); p.at(31, 9) }, ada, disclosure.Extend{Clause: disclosure.PublicationClause, Due: at(2, 9), Reason: "r"}, disclosure.Refused, "before that"},
		{"an extension typed in as an event", func(p *play) { deadline(p); p.at(31, 9) }, ada, disclosure.AddEvent{Kind: disclosure.KindExtensionGranted, At: at(1, 31), Until: at(2, 9), Text: "r"}, disclosure.Refused, "before that"},
		{"a later deadline is an extension", deadline, ada, disclosure.SetDeadline{Clause: disclosure.PublicationClause, Due: at(2, 9)}, disclosure.Refused, "is an extension"},
		{"a pause after the clock ended", func(p *play) { deadline(p); p.at(31, 9) }, ada, disclosure.PauseClock{Clause: disclosure.PublicationClause}, disclosure.Refused, "before that"},
		{"a pause of what does not run", nil, ada, disclosure.PauseClock{Clause: "x"}, disclosure.Refused, "does not run"},
		{"resumed when it was not paused", deadline, ada, disclosure.ResumeClock{Clause: disclosure.PublicationClause}, disclosure.Refused, "not paused"},

		{"a publication approved by the author of the case", nil, ada, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"}, disclosure.Refused, "second person"},
		{"published while open", func(p *play) {
			p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()}, disclosure.Refused, "not closed by our own probes"},
		{"published in full on a closure that is only reported", func(p *play) {
			p.event(disclosure.KindClosed, at(1, 24), func(e *disclosure.AddEvent) { e.Source = disclosure.SourcePress })
			p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()}, disclosure.Refused, "not closed by our own probes"},
		{"published without approval", (*play).closeA1, ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()}, disclosure.Refused, "nobody has approved"},
		{"published otherwise than approved", func(p *play) {
			p.closeA1()
			p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "e", Checks: passed()}, disclosure.Refused, "exactly these files"},
		{"published with a gate that failed", nil, ada, disclosure.Publish{Mode: disclosure.Stub, Checks: []disclosure.Check{{State: disclosure.CheckFail}}}, disclosure.Refused, "gate has not passed"},
		{"published with no gate at all", nil, ada, disclosure.Publish{Mode: disclosure.Stub}, disclosure.Refused, "gate has not passed"},
		{"limited before the deadline", contacted, ada, disclosure.Publish{Mode: disclosure.Limited, Lang: "en", Digest: "d", Checks: passed()}, disclosure.Refused, "deadline has not passed"},
		{"limited while the clock is paused", func(p *play) {
			deadline(p)
			p.do(ada, disclosure.PauseClock{Clause: disclosure.PublicationClause, Reason: "ours"})
			p.at(50, 9)
		}, ada, disclosure.Publish{Mode: disclosure.Limited, Lang: "en", Digest: "d", Checks: passed()}, disclosure.Refused, "deadline has not passed"},

		{"closed as verified while open", nil, ada, disclosure.CloseCase{Outcome: disclosure.OutcomeVerified}, disclosure.Refused, "choose remediated_owner_claim_only"},
		{"closed with a message on its way", func(p *play) { p.queued(disclosure.FirstContact, "C1") }, ada, disclosure.CloseCase{Outcome: disclosure.OutcomeClaimOnly}, disclosure.Refused, "resolve it first"},
		{"closed twice", func(p *play) { p.do(ada, disclosure.CloseCase{Outcome: disclosure.OutcomeClaimOnly}) }, ada, disclosure.CloseCase{Outcome: disclosure.OutcomeClaimOnly}, disclosure.Conflict, "closed already"},
		{"reopened while open", nil, ada, disclosure.ReopenCase{}, disclosure.Conflict, "is open"},
		{"a duplicate of itself", nil, ada, disclosure.MarkDuplicate{Of: playID}, disclosure.Invalid, "another case"},
		{"handed over to nobody", nil, ada, disclosure.HandOver{}, disclosure.Invalid, "to whom"},
		{"an ended case is not worked on", func(p *play) { p.do(ada, disclosure.RejectCase{Text: "a test bucket"}) }, rita, disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, disclosure.Refused, "reopen the case first"},
		{"an ended case is not probed", func(p *play) { p.do(ada, disclosure.HandOver{To: "CERT-FR"}) }, rita, disclosure.RequestProbe{}, disclosure.Refused, "reopen the case first"},
		{"a duplicate is not published", func(p *play) { p.do(ada, disclosure.MarkDuplicate{Of: "DL-2020-0002"}) }, ada, disclosure.Publish{Mode: disclosure.Stub, Checks: passed()}, disclosure.Refused, "reopen the case first"},

		{"no asset to ask", func(p *play) {
			f := nextMotionFacts()
			f.Assets = nil
			p.do(ada, disclosure.Record{ID: playID, Facts: f})
		}, ada, disclosure.RequestProbe{}, disclosure.Refused, "no asset"},
		{"an asset that is not there", nil, ada, disclosure.RequestProbe{Asset: "A7"}, disclosure.NotFound, "no asset"},
		{"STOP is honoured", func(p *play) { p.do(rita, disclosure.StopProbing{Asset: "A1", Text: "they asked"}) }, ada, disclosure.RequestProbe{}, disclosure.Refused, "stopped on request"},
		{"STOP is honoured when it names the target", func(p *play) {
			p.do(rita, disclosure.StopProbing{Asset: "https://bucket.s3.example/", Text: "they asked"})
		}, ada, disclosure.RequestProbe{Asset: "A1"}, disclosure.Refused, "stopped on request"},
		{"the budget of the day, doubled for people", func(p *play) {
			for range 8 {
				p.probe(seesOpen(p.now), disclosure.AskedPerson)
			}
		}, ada, disclosure.RequestProbe{}, disclosure.Refused, "ask again tomorrow"},
		{"the budget in all", func(p *play) {
			p.rules.Probing.Budget.Total = 3
			for i := range 3 {
				p.probe(seesOpen(p.at(24+i, 9).now), disclosure.AskedPerson)
			}
			p.at(40, 9)
		}, ada, disclosure.RequestProbe{}, disclosure.Refused, "budget of A1 is used up"},
		{"the same asset twice", nil, ada, disclosure.AddAsset{Asset: disclosure.Asset{Kind: "s3", Target: "https://bucket.s3.example/"}}, disclosure.Conflict, "already asset A1"},
		{"the same contact twice", nil, ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "SECURITY@nextmotion.example"}}, disclosure.Conflict, "already contact C1"},
		{"a contact of two lines", nil, ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "a@b\r\nBcc: c@d"}}, disclosure.Invalid, "one line"},
		{"what is nothing that comes in", nil, robot, disclosure.RecordInbound{Kind: disclosure.KindPublished}, disclosure.Internal, "nothing that comes in"},
		{"one refusal undoes all of several", nil, ada, disclosure.Batch{event(disclosure.KindContacted, at(1, 24)), disclosure.SendDraft{ID: "D9"}}, disclosure.NotFound, "no draft"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			p := newPlay(t)
			if tc.prep != nil {
				tc.prep(p)
			}
			p.refused(tc.who, tc.cmd, tc.code, tc.says)
		})
	}
}

func doNotContact(p *play) {
	p.do(ada, disclosure.AddContact{
		Party:   disclosure.Party{Role: disclosure.Vendor, Name: "nextmotion", DoNotContact: true},
		Contact: disclosure.Contact{Channel: disclosure.Phone, Address: "+33 1 23 45"},
	})
}

func TestKindsThatOnlyDaylightMakesAreNotTypedIn(t *testing.T) {
	p := newPlay(t)
	for _, kind := range []disclosure.Kind{
		disclosure.KindRecorded, disclosure.KindDrafted, disclosure.KindApproved, disclosure.KindProbed,
		disclosure.KindClosureSuspected, disclosure.KindPublishApproved, disclosure.KindPublished,
		disclosure.KindDuplicateOf, disclosure.KindHandedOver, disclosure.KindRejected,
	} {
		p.refused(ada, disclosure.AddEvent{Kind: kind, At: day20(1, 24)}, disclosure.Refused, "")
	}
}

func TestAnEmbargoHoldsUntilItsDayIsOver(t *testing.T) {
	open := func(t *testing.T) *play {
		p := emptyPlay(t)
		f := nextMotionFacts()
		f.Embargo = day20(2, 14)
		p.do(ada, disclosure.Record{ID: playID, Facts: f, Discovered: day20(1, 24)})
		p.closeA1()
		p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		p.now = time.Date(2020, 2, 14, 22, 59, 0, 0, time.UTC) // 23:59 in Paris
		return p
	}
	publish := disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()}
	t.Run("inside until the end of the day in the team's zone", func(t *testing.T) {
		p := open(t)
		p.refused(ada, publish, disclosure.Refused, "embargo holds until 2020-02-14")
		p.now = p.now.Add(time.Minute)
		p.do(ada, publish)
	})
	t.Run("not for what is exploited already", func(t *testing.T) {
		p := open(t)
		p.event(disclosure.KindExploited, day20(2, 14))
		p.do(ada, publish)
	})
}

// TestRoles walks through every command with every rank.
func TestRoles(t *testing.T) {
	anybody := []struct {
		cmd  disclosure.Command
		need disclosure.Rank
	}{
		{disclosure.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: day20(1, 24)}, disclosure.Researcher},
		{disclosure.AddEvent{Kind: disclosure.KindExploited, At: day20(1, 24)}, disclosure.Lead},
		{disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Press, Channel: disclosure.Email, Address: "p@p.example"}}, disclosure.Researcher},
		{disclosure.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}}, disclosure.Researcher},
		{disclosure.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, disclosure.Researcher},
		{disclosure.EditDraft{ID: "D1", Subject: "s", Body: "b"}, disclosure.Researcher},
		{disclosure.DiscardDraft{ID: "D1"}, disclosure.Researcher},
		{disclosure.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "<x>", Raw: "r"}}, disclosure.Lead},
		{disclosure.SendDraft{ID: "D2"}, disclosure.Lead},
		{disclosure.ResolveMessage{Message: string(playID) + "/follow_up/C1/2", Arrived: true}, disclosure.Lead},
		{disclosure.RequestProbe{}, disclosure.Researcher},
		{disclosure.StopProbing{Asset: "A1"}, disclosure.Researcher},
		{disclosure.SetDeadline{Clause: "coordination", Due: day20(3, 1)}, disclosure.Researcher},
		{disclosure.Extend{Clause: disclosure.PublicationClause, Due: day20(5, 1), Reason: "r"}, disclosure.Lead},
		{disclosure.PauseClock{Clause: disclosure.PublicationClause}, disclosure.Lead},
		{disclosure.ResumeClock{Clause: "paused"}, disclosure.Lead},
		{disclosure.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d2"}, disclosure.Lead},
		{disclosure.Publish{Mode: disclosure.Stub, Lang: "en", Digest: "d", Checks: passed()}, disclosure.Lead},
		{disclosure.RejectCase{}, disclosure.Lead},
		{disclosure.HandOver{To: "CERT-FR"}, disclosure.Lead},
		{disclosure.MarkDuplicate{Of: "DL-2020-0002"}, disclosure.Researcher},
	}
	prepared := func(t *testing.T) *play {
		p := newPlay(t)
		p.draft(disclosure.FollowUp, "C1")
		p.do(ada, p.approval(p.draft(disclosure.FollowUp, "C1")))
		uncertain := p.queued(disclosure.FollowUp, "C1")
		p.do(robot, disclosure.RecordDelivery{Message: uncertain})
		p.do(ada, disclosure.SetDeadline{Clause: disclosure.PublicationClause, Due: day20(3, 1)})
		p.do(ada, disclosure.SetDeadline{Clause: "paused", Due: day20(3, 1)})
		p.do(ada, disclosure.PauseClock{Clause: "paused"})
		p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
		return p
	}
	for _, tc := range anybody {
		name := strings.TrimPrefix(typeName(tc.cmd), "disclosure.")
		for _, rank := range []disclosure.Rank{"", "owner", disclosure.Viewer, disclosure.Researcher, disclosure.Lead, disclosure.Admin} {
			t.Run(name+" as "+string(rank), func(t *testing.T) {
				p := prepared(t)
				_, err := p.try(disclosure.Actor{Name: "zoe", Role: rank, Via: "cli"}, tc.cmd)
				may := rank.AtLeast(tc.need)
				if may && err != nil {
					t.Fatalf("refused: %v", err)
				}
				if !may && disclosure.CodeOf(err) != disclosure.Forbidden {
					t.Fatalf("got %v, want forbidden", err)
				}
			})
		}
	}
	t.Run("a viewer opens no case", func(t *testing.T) {
		for _, cmd := range []disclosure.Command{
			disclosure.Record{ID: playID, Facts: nextMotionFacts()}, disclosure.Import{ID: playID, Facts: nextMotionFacts()},
		} {
			if _, err := disclosure.Decide(nil, cmd, disclosure.Env{Actor: vic, Now: time.Now()}); disclosure.CodeOf(err) != disclosure.Forbidden {
				t.Fatalf("got %v", err)
			}
		}
	})
	t.Run("several commands need the rank of each", func(t *testing.T) {
		p := prepared(t)
		p.refused(rita, disclosure.Batch{disclosure.RequestProbe{}, disclosure.SendDraft{ID: "D2"}}, disclosure.Forbidden, "lead")
	})
}

func TestACaseThatDoesNotExistTakesNoCommand(t *testing.T) {
	_, err := disclosure.Decide(nil, disclosure.RequestProbe{}, disclosure.Env{Actor: ada, Now: time.Now()})
	if disclosure.CodeOf(err) != disclosure.NotFound {
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
		for _, cmd := range []disclosure.Command{disclosure.Record{ID: playID, Facts: f}, disclosure.Import{ID: playID, Facts: f}} {
			if _, err := disclosure.Decide(nil, cmd, disclosure.Env{Actor: ada, Now: time.Now()}); disclosure.CodeOf(err) != disclosure.Invalid {
				t.Errorf("%+v: got %v", f, err)
			}
		}
	}
	future := disclosure.Record{ID: playID, Facts: nextMotionFacts(), Discovered: day20(2, 1)}
	if _, err := disclosure.Decide(nil, future, disclosure.Env{Actor: ada, Now: time.Date(2020, 1, 24, 0, 0, 0, 0, time.UTC)}); disclosure.CodeOf(err) != disclosure.Invalid {
		t.Errorf("a discovery in the future: %v", err)
	}
}
