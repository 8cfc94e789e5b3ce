package record_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

func TestAHistoryIsConfirmedByTwoPeople(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 24))
	told, seen := last(p, disclosure.KindContacted), p.C.Version
	p.Refused(commandtest.Rita, record.ConfirmHistory{}, fault.Forbidden, "lead")
	if d := p.Do(commandtest.Ada, record.ConfirmHistory{Text: "I called"}); commandtest.KindsOf(d) != "proposed" || !milestone.HistoryConfirmed(p.C, told).IsZero() {
		t.Fatalf("one person: %s", commandtest.KindsOf(d))
	}
	p.Refused(commandtest.Ada, record.ConfirmHistory{}, fault.Refused, "confirming a history takes two people")
	p.Now = p.Now.Add(26 * time.Hour)
	e := p.Do(commandtest.Bob, record.ConfirmHistory{}).Events[0]
	if e.Kind != disclosure.KindHistoryConfirmed || e.Detail.CoApprover != "ada" || e.Detail.UpTo != seen {
		t.Errorf("%+v", e)
	}
	if at := milestone.HistoryConfirmed(p.C, told); at.First() != commandtest.Day20(1, 25).First() {
		t.Errorf("it counts from %s", at)
	}
	if len(p.C.OpenProposals(p.Now)) != 0 {
		t.Errorf("still open: %v", p.C.Proposals)
	}
}

// The first person must not be able to slip something in after the second one looked, nor before the second one approves.
func TestAConfirmationCoversWhatTheFirstPersonSaw(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 24))
	p.Do(commandtest.Bob, record.ConfirmHistory{})
	p.Event(disclosure.KindHeadsUpSent, commandtest.Day20(1, 24)) // typed by ada
	p.Do(commandtest.AdaInSlack, record.ConfirmHistory{})
	if milestone.HistoryConfirmed(p.C, last(p, disclosure.KindContacted)).IsZero() || !milestone.HistoryConfirmed(p.C, last(p, disclosure.KindHeadsUpSent)).IsZero() {
		t.Error("what was typed after the first person looked is covered, or what they saw is not")
	}
	p.Do(commandtest.Ada, record.ConfirmHistory{})
	p.Do(commandtest.Bob, record.ConfirmHistory{})
	if milestone.HistoryConfirmed(p.C, last(p, disclosure.KindHeadsUpSent)).IsZero() {
		t.Error("two people looked again, and it is not covered")
	}
}

func TestAnImportNamesNoProbeAndNoMessageOfOurs(t *testing.T) {
	t.Parallel()
	for _, source := range []disclosure.Source{disclosure.SourceOwnProbe, disclosure.SourceOwnMail} {
		p := commandtest.EmptyPlay(t)
		p.Refused(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{
			{Kind: disclosure.KindDiscovered, At: commandtest.Day20(1, 24)},
			{Kind: disclosure.KindClosed, At: commandtest.Day20(1, 25), Source: source},
		}}, fault.Refused, "event 2 names "+string(source)+" as its source")
	}
	p := commandtest.EmptyPlay(t)
	d := p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{{
		Kind: disclosure.KindContacted, At: commandtest.Day20(1, 24), Actor: "daylight", Hand: person.Hand{Via: person.Engine},
		Detail: disclosure.Detail{Message: &disclosure.Message{State: disclosure.MessageSent}, State: disclosure.MessageSent, CoApprover: "bob"},
	}}})
	if e := d.Events[1]; e.Ours() || e.Detail.CoApprover != "" || e.Hand.Via == person.Engine {
		t.Errorf("a file proves: %+v", e)
	}
}

func TestEvidenceIsNotTakenBackByACorrection(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	note := func(seq int) record.AddEvent {
		return record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "not so", Corrects: seq}
	}
	p.Refused(commandtest.Ada, note(last(p, disclosure.KindContacted)), fault.Refused, "evidence of our own")
	p.Refused(commandtest.Ada, note(last(p, disclosure.KindAcknowledged)), fault.Refused, "evidence of our own")
	p.Do(commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: commandtest.Day20(3, 1), Reason: "r"})
	p.Refused(commandtest.Ada, note(last(p, disclosure.KindExtensionGranted)), fault.Refused, "could be published sooner, which takes two people")
	p.Event(disclosure.KindExtensionRequested, commandtest.Day20(1, 24))
	p.Refused(commandtest.Rita, note(last(p, disclosure.KindExtensionRequested)), fault.Forbidden, "lead")
	p.Do(commandtest.Ada, note(last(p, disclosure.KindExtensionRequested)))
}
