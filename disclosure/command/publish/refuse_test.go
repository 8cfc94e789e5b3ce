package publish_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
)

// TestRefusals has one row for each rule about publications that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	at := func(m time.Month, d int) civil.When { return commandtest.Day20(m, d) }
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
		{"a publication approved by the author of the case", nil, commandtest.Ada, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"}, fault.Refused, "second person"},
		{"published while open", func(p *commandtest.Play) {
			p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
			p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "not closed by our own probes"},
		{"published in full on a closure that is only reported", func(p *commandtest.Play) {
			p.Event(disclosure.KindClosed, at(1, 24), func(e *record.AddEvent) { e.Source = disclosure.SourcePress })
			p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
			p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		}, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "not closed by our own probes"},
		{"published without approval", (*commandtest.Play).CloseA1, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "nobody has approved"},
		{"published otherwise than approved", func(p *commandtest.Play) {
			p.CloseA1()
			p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
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

func TestAnEmbargoHoldsUntilItsDayIsOver(t *testing.T) {
	open := func(t *testing.T) *commandtest.Play {
		p := commandtest.EmptyPlay(t)
		f := commandtest.NextMotionFacts()
		f.Embargo = commandtest.Day20(2, 14)
		p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f, Discovered: commandtest.Day20(1, 24)})
		p.CloseA1()
		p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
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
		p.Refused(commandtest.Ada, publish, fault.Refused, "embargo lasts until 2020-02-14") // one lead says so
		p.ByTwo(record.ConfirmHistory{})
		p.Do(commandtest.Ada, publish)
	})
}
