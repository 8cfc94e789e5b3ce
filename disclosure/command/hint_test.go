package command_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
)

// TestRefusalsHint has a row for each refusal after which one certain thing can be done.
func TestRefusalsHint(t *testing.T) {
	const id = commandtest.PlayID
	day := commandtest.Day20(time.January, 24)
	draftTo := func(contact string) message.NewDraft {
		return message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: contact, Subject: "s", Body: "b"}}
	}
	limited := publish.Publish{Mode: disclosure.Limited, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}
	closed := func(p *commandtest.Play) { p.CloseA1() }
	lost := func(p *commandtest.Play) { p.Rules.Clocks = clock.Rules{Default: "gone"} }
	tests := []struct {
		rule string
		prep func(*commandtest.Play)
		cmd  command.Command
		want fault.Hint
	}{
		{"no such contact", nil, draftTo("C9"), hint.ToAddContact(id)},
		{"a channel that is not sent on", func(p *commandtest.Play) {
			p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Phone, Address: "+33 1 99 00 00 00"}})
		}, draftTo("C2"), hint.ToRecordContactBy(id, disclosure.Phone)},
		{"an answer before a contact", nil, record.AddEvent{Kind: disclosure.KindAcknowledged, At: day}, hint.ToRecordContactWith(id, disclosure.Vendor)},
		{"a note without a text", nil, record.AddEvent{Kind: disclosure.KindNote, At: day}, hint.ToGiveText()},
		{"what a probe saw, by hand", nil, record.AddEvent{Kind: disclosure.KindClosed, At: day, Source: disclosure.SourceOwnProbe}, hint.ToProbe(id)},
		{"a clock corrects an event", nil, record.AddEvent{Kind: disclosure.KindClockPaused, At: day, Text: "r", Corrects: 1}, hint.ToDecideClock(id)},
		{"no such clock to give up", nil, deadline.WaiveClock{Clause: "x", Reason: "r"}, hint.ToSeeClocks(id)},
		{"no such clock to put off", nil, deadline.SnoozeReminders{Clause: "x"}, hint.ToSeeClocks(id)},
		{"a deadline without a day", nil, deadline.SetDeadline{Reason: "r"}, hint.ToGiveNewDate()},
		{"a policy that is not here", lost, deadline.WaiveClock{Clause: "x", Reason: "r"}, hint.ToUsePolicy(id)},
		{"the gate has not passed", nil, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: []gate.Check{{State: gate.CheckFail}}}, hint.ToSeeGate(id)},
		{"nobody has approved", closed, limited, hint.ToApprovePublication(id)},
		{"no dates, so none has passed", lost, limited, hint.ToUsePolicy(id)},
	}
	for _, c := range tests {
		t.Run(c.rule, func(t *testing.T) {
			p := commandtest.NewPlay(t)
			if c.prep != nil {
				c.prep(p)
			}
			p.Hinted(commandtest.Ada, c.cmd, c.want)
		})
	}
}

// A hint travels with the error through whatever wraps it, and changes nothing of what the error says.
func TestAHintOutlivesTheWayToTheReader(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Rules.Clocks = clock.Rules{Default: "gone"}
	_, err := p.Try(commandtest.Robot, deadline.Remind{Clause: "fix"})
	if fault.CodeOf(err) != fault.Unavailable || fault.HintOf(err).Code != hint.UsePolicy {
		t.Errorf("got %s %v with the hint %v", fault.CodeOf(err), err, fault.HintOf(err))
	}
	if !strings.Contains(err.Error(), "add its file to policies.files, or let the case follow another one") {
		t.Errorf("without the hint the message does not say what is needed: %v", err)
	}
}
