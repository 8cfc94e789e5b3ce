package record_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// reached is a case whose vendor accepted a message on 24 January; its clock ends on 23 February.
func reached(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	if due := p.C.Clocks[disclosure.PublicationClause].Due; due != commandtest.Day20(2, 23) {
		t.Fatalf("the clock ends on %s", due)
	}
	return p
}

// last is the number of the newest event of a kind that Daylight did not compute itself.
func last(p *commandtest.Play, kind disclosure.Kind) int {
	p.T.Helper()
	for i := len(p.Events) - 1; i >= 0; i-- {
		if e := &p.Events[i]; e.Kind == kind && (e.Source != disclosure.SourceSystem || kind != disclosure.KindDeadlineSet) {
			return p.Events[i].Seq
		}
	}
	p.T.Fatalf("nothing of kind %s", kind)
	return 0
}

func TestACorrectionTakesBackNoDecision(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.Do(commandtest.Ada, deadline.SetDeadline{Due: commandtest.Day20(2, 23), Reason: "agreed"}) // the day that it has
	set := last(p, disclosure.KindDeadlineSet)
	note := func(seq int) record.AddEvent {
		return record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "not so", Corrects: seq}
	}
	p.Refused(commandtest.Rita, note(set), fault.Forbidden, "moved a deadline")
	p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindExploited, At: commandtest.Day20(1, 24)})
	p.Refused(commandtest.Rita, note(last(p, disclosure.KindExploited)), fault.Forbidden, "lead")

	p = reached(t)
	p.Now = time.Date(2020, 2, 25, 9, 0, 0, 0, time.UTC)
	again := deadline.SetDeadline{Due: commandtest.Day20(3, 20), Reason: "they ask for it"}
	p.Do(commandtest.Robot, deadline.TimerFired{Clause: disclosure.PublicationClause})
	p.Do(commandtest.Ada, again)
	p.Do(commandtest.Bob, again)
	p.Refused(commandtest.Ada, note(last(p, disclosure.KindDeadlineSet)), fault.Refused, "two people")
	p.Hinted(commandtest.Ada, note(last(p, disclosure.KindDeadlineSet)), hint.ToDecideClock(p.C.ID))

	p = commandtest.NewPlay(t)
	p.CloseA1()
	p.Refused(commandtest.Ada, note(last(p, disclosure.KindClosed)), fault.Refused, "our own probes")
}

func TestACorrectedExploitationEndsNoEmbargo(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindExploited, At: commandtest.Day20(1, 24)})
	if !p.C.Exploited || p.C.Clocks[disclosure.PublicationClause].State != disclosure.ClockOverdue {
		t.Fatalf("the embargo stands: %+v", p.C.Clocks)
	}
	p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "it was another bucket", Corrects: last(p, disclosure.KindExploited)})
	if p.C.Exploited || p.C.Clocks[disclosure.PublicationClause].State != disclosure.ClockRunning {
		t.Errorf("what was taken back still counts: exploited %t, %+v", p.C.Exploited, p.C.Clocks)
	}
}

func TestACorrectionOfTheVeryFirstTurnOfTheClocksIsHeldToTheSameRule(t *testing.T) {
	t.Parallel()
	p := commandtest.EmptyPlay(t)
	p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()}) // nobody knows when it was discovered
	p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindExploited, At: commandtest.Day20(1, 24)})
	p.Refused(commandtest.Rita, record.AddEvent{
		Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "not so", Corrects: last(p, disclosure.KindExploited),
	}, fault.Forbidden, "moved a deadline")
}
