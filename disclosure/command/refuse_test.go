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
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// TestRefusals has one row for each rule that holds for all commands that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	at := func(m time.Month, d int) civil.When { return commandtest.Day20(m, d) }
	event := func(kind disclosure.Kind, when civil.When) record.AddEvent {
		return record.AddEvent{Kind: kind, At: when, Party: disclosure.Vendor}
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
		{"an ended case is not worked on", func(p *commandtest.Play) { p.Do(commandtest.Ada, record.RejectCase{Text: "a test bucket"}) }, commandtest.Rita, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Subject: "s", Body: "b"}}, fault.Refused, "reopen the case first"},
		{"an ended case is not probed", func(p *commandtest.Play) { p.Do(commandtest.Ada, record.HandOver{To: "CERT-FR"}) }, commandtest.Rita, exposure.RequestProbe{}, fault.Refused, "reopen the case first"},
		{"a duplicate is not published", func(p *commandtest.Play) { p.Do(commandtest.Ada, record.MarkDuplicate{Of: "DL-2020-0002"}) }, commandtest.Ada, publish.Publish{Mode: disclosure.Stub, Checks: commandtest.PassedChecks()}, fault.Refused, "reopen the case first"},
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
		p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
		p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
		p.Do(commandtest.Ada, publish.Preview{Mode: disclosure.Stub, Lang: "en", Digest: "d2", For: "zoe"})
		return p
	}
	for _, tc := range anybody {
		name := strings.TrimPrefix(commandtest.TypeName(tc.cmd), "disclosure.")
		for _, rank := range []disclosure.Rank{"", "owner", disclosure.Viewer, disclosure.Researcher, disclosure.Lead, disclosure.Admin} {
			t.Run(name+" as "+string(rank), func(t *testing.T) {
				p := prepared(t)
				_, err := p.Try(disclosure.Actor{Name: "zoe", Role: rank, Hand: person.Hand{Via: person.Slack, Account: "U0ZOE", Proof: person.BySlack}}, tc.cmd)
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
