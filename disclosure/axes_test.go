package disclosure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
)

// TestEveryAxisIsReversible takes each axis to an end and back: no state is final.
func TestEveryAxisIsReversible(t *testing.T) {
	t.Run("work", func(t *testing.T) {
		ends := map[disclosure.Work]disclosure.Command{
			disclosure.WorkClosed:     disclosure.CloseCase{Outcome: disclosure.OutcomeUnverifiable, Text: "nobody knows"},
			disclosure.WorkRejected:   disclosure.RejectCase{Text: "a test bucket"},
			disclosure.WorkDuplicate:  disclosure.MarkDuplicate{Of: "DL-2020-0002"},
			disclosure.WorkHandedOver: disclosure.HandOver{To: "CERT-FR"},
		}
		for work, end := range ends {
			p := newPlay(t)
			p.do(ada, disclosure.SetDeadline{Clause: "coordination", Due: day20(3, 1)})
			p.do(ada, end)
			if p.c.Work != work || p.c.Clocks["coordination"].State != disclosure.ClockTerminated {
				t.Fatalf("%s: %s, %+v", work, p.c.Work, p.c.Clocks)
			}
			p.do(ada, disclosure.ReopenCase{Text: "after all"})
			if p.c.Work != disclosure.WorkActive || p.c.Outcome != "" || p.c.Related != "" {
				t.Fatalf("%s: %s %q %q", work, p.c.Work, p.c.Outcome, p.c.Related)
			}
			if p.c.Clocks["coordination"].State != disclosure.ClockRunning {
				t.Fatalf("%s: clock %+v", work, p.c.Clocks)
			}
		}
	})
	t.Run("exposure", func(t *testing.T) {
		p := newPlay(t)
		p.probe(seesOpen(p.now), disclosure.AskedPerson)
		p.now = p.now.Add(time.Hour)
		p.probe(seesClosed(p.now), disclosure.AskedPerson)
		if p.exposure("A1") != disclosure.ExposureSuspected {
			t.Fatal(p.exposure("A1"))
		}
		p.now = p.now.Add(time.Hour)
		p.probe(seesOpen(p.now), disclosure.AskedPerson)
		if p.exposure("A1") != disclosure.ExposureOpen {
			t.Fatal(p.exposure("A1"))
		}
		for episode := 2; episode <= 4; episode++ {
			p.now = p.now.Add(time.Hour)
			p.closeA1()
			p.probe(seesOpen(p.now), disclosure.AskedWatch)
			if a, _ := p.c.Asset("A1"); a.Exposure != disclosure.ExposureReopened || a.Episode != episode || a.Closure.Verified {
				t.Fatalf("%+v", a)
			}
		}
		for range 9 {
			p.now = p.now.Add(24 * time.Hour)
			p.probe(seesWeak(p.now), disclosure.AskedPerson)
		}
		if p.exposure("A1") != disclosure.ExposureUnreachable {
			t.Fatal(p.exposure("A1"))
		}
		p.probe(seesOpen(p.now), disclosure.AskedPerson)
		if p.exposure("A1") != disclosure.ExposureReopened {
			t.Fatal(p.exposure("A1"))
		}
	})
	t.Run("dialogue", func(t *testing.T) {
		p := newPlay(t)
		p.sent(disclosure.FirstContact, "C1")
		key := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
		for _, step := range []struct {
			kind disclosure.Kind
			want disclosure.Dialogue
		}{
			{disclosure.KindAcknowledged, disclosure.DialogueAcknowledged},
			{disclosure.KindDisputed, disclosure.DialogueDisputes},
			{disclosure.KindReplied, disclosure.DialogueEngaged},
			{disclosure.KindRefused, disclosure.DialogueRefused},
			{disclosure.KindFixClaimed, disclosure.DialogueClaimsFixed},
			{disclosure.KindBounced, disclosure.DialogueBounced},
			{disclosure.KindAcknowledged, disclosure.DialogueAcknowledged},
		} {
			p.event(step.kind, day20(1, 24), func(e *disclosure.AddEvent) { e.Channel = disclosure.Email })
			if got := p.c.Dialogue[key]; got != step.want {
				t.Fatalf("after %s it is %s", step.kind, got)
			}
		}
		for _, person := range []disclosure.Actor{ada, bob} {
			p.do(person, disclosure.AddEvent{Kind: disclosure.KindDeemedAware, At: day20(1, 24), Channel: disclosure.Email})
		}
		if got := p.c.Dialogue[key]; got != disclosure.DialogueDeemedAware {
			t.Fatalf("after two people said so it is %s", got)
		}
	})
	t.Run("clock", func(t *testing.T) {
		const clause = disclosure.PublicationClause
		state := func(p *play, want disclosure.ClockState) {
			t.Helper()
			if got := p.c.Clocks[clause].State; got != want {
				t.Fatalf("clock is %s, want %s", got, want)
			}
		}
		p := newPlay(t)
		p.do(ada, disclosure.SetDeadline{Clause: clause, Due: day20(2, 20)})
		state(p, disclosure.ClockRunning)
		p.do(ada, disclosure.Extend{Clause: clause, Due: day20(3, 1), Reason: "they work on it"})
		state(p, disclosure.ClockExtended)
		p.do(ada, disclosure.PauseClock{Clause: clause, Reason: "the ball is ours"})
		state(p, disclosure.ClockPaused)
		p.now = p.now.Add(5 * 24 * time.Hour)
		p.do(ada, disclosure.ResumeClock{Clause: clause})
		state(p, disclosure.ClockExtended)
		if due := p.c.Clocks[clause].Due; due != day20(3, 6) {
			t.Fatalf("five days of pause lead to %s", due)
		}
		p.closeA1()
		state(p, disclosure.ClockTerminated)
		p.probe(seesOpen(p.now), disclosure.AskedWatch)
		state(p, "") // a new episode, of which the vendor was not told yet
		p.now = p.now.Add(time.Hour)
		p.do(ada, disclosure.SetDeadline{Clause: clause, Due: day20(3, 10)})
		state(p, disclosure.ClockRunning)
		p.now = time.Date(2020, 3, 11, 9, 0, 0, 0, time.UTC)
		p.do(robot, disclosure.PassDeadline{Clause: clause})
		state(p, disclosure.ClockOverdue)
		again := disclosure.SetDeadline{Clause: clause, Due: day20(4, 1), Reason: "a new agreement"}
		p.do(ada, again)
		state(p, disclosure.ClockOverdue) // what is over is moved by two people
		p.do(bob, again)
		state(p, disclosure.ClockRunning)
	})
	t.Run("publication", func(t *testing.T) {
		p := newPlay(t)
		p.closeA1()
		p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		p.do(ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()})
		when := disclosure.DateOf(p.now).When()
		for _, step := range []struct {
			kind disclosure.Kind
			want disclosure.Publication
		}{{disclosure.KindCorrected, disclosure.PublicationCorrected}, {disclosure.KindWithdrawn, disclosure.PublicationWithdrawn}} {
			p.event(step.kind, when)
			if p.c.Publication != step.want {
				t.Fatalf("after %s it is %s", step.kind, p.c.Publication)
			}
		}
		p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d2"})
		p.do(ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d2", Checks: passed()})
		if p.c.Publication != disclosure.PublicationFull {
			t.Fatal(p.c.Publication)
		}
	})
}

func TestDeadlines(t *testing.T) {
	const clause = disclosure.PublicationClause
	t.Run("the day is inside until it ends in the team's zone", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, disclosure.SetDeadline{Clause: clause, Due: day20(2, 26)})
		p.now = time.Date(2020, 2, 26, 22, 59, 59, 0, time.UTC) // 23:59:59 in Paris
		if d := p.do(robot, disclosure.PassDeadline{Clause: clause}); len(d.Events) != 0 {
			t.Fatalf("passed too early: %s", kindsOf(d))
		}
		p.do(ada, disclosure.Extend{Clause: clause, Due: day20(2, 27), Reason: "just in time"})
		p.now = p.now.Add(24*time.Hour + time.Second)
		d := p.do(robot, disclosure.PassDeadline{Clause: clause})
		if kindsOf(d) != "deadline_passed" || d.Events[0].At != day20(2, 27) {
			t.Fatalf("%s", kindsOf(d))
		}
		if d = p.do(robot, disclosure.PassDeadline{Clause: clause}); len(d.Events) != 0 {
			t.Fatal("a timer that rings twice is heard once")
		}
	})
	t.Run("a deadline with an hour rings after it", func(t *testing.T) {
		p := newPlay(t)
		due := time.Date(2020, 2, 1, 16, 0, 0, 0, time.UTC)
		d := p.do(ada, disclosure.SetDeadline{Clause: clause, Due: disclosure.At(due)})
		p.now = d.Jobs[0].Due // a clock that jumps stops exactly here
		if got := p.do(robot, disclosure.PassDeadline{Clause: clause}); kindsOf(got) != "deadline_passed" {
			t.Fatalf("the timer rings at %s and nothing happens", p.now)
		}
	})
	t.Run("a timer for a deadline that was moved changes nothing", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, disclosure.SetDeadline{Clause: clause, Due: day20(2, 1)})
		p.do(ada, disclosure.Extend{Clause: clause, Due: day20(3, 1), Reason: "r"})
		p.now = time.Date(2020, 2, 2, 9, 0, 0, 0, time.UTC)
		if d := p.do(robot, disclosure.PassDeadline{Clause: clause}); len(d.Events) != 0 {
			t.Fatalf("%s", kindsOf(d))
		}
	})
	t.Run("a clock that is resumed after its day runs on for as long as it stood", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, disclosure.SetDeadline{Clause: clause, Due: day20(2, 1)})
		p.do(ada, disclosure.PauseClock{Clause: clause})
		p.now = time.Date(2020, 2, 2, 9, 0, 0, 0, time.UTC)
		if d := p.do(ada, disclosure.ResumeClock{Clause: clause}); kindsOf(d) != "clock_resumed deadline_set" {
			t.Fatalf("%s", kindsOf(d))
		}
		if k := p.c.Clocks[clause]; k.State != disclosure.ClockRunning || k.Due != day20(2, 10) {
			t.Fatalf("%+v", k)
		}
	})
	t.Run("a date that is not there never passes", func(t *testing.T) {
		if (disclosure.When{}).Passed(time.Now(), time.UTC) {
			t.Fatal("passed")
		}
	})
	t.Run("events about clocks typed in follow the same rules", func(t *testing.T) {
		p := newPlay(t)
		p.event(disclosure.KindDeadlineSet, day20(1, 24), func(e *disclosure.AddEvent) { e.Until = day20(2, 1) })
		p.event(disclosure.KindExtensionGranted, day20(1, 24), func(e *disclosure.AddEvent) { e.Until, e.Text = day20(2, 9), "asked" })
		p.event(disclosure.KindClockPaused, day20(1, 24))
		p.event(disclosure.KindClockResumed, day20(1, 24), func(e *disclosure.AddEvent) {})
		if k := p.c.Clocks[clause]; k.State != disclosure.ClockExtended || k.Due != day20(2, 9) || k.Extended != 8 {
			t.Fatalf("%+v", k)
		}
	})
	t.Run("of a history, only what lies ahead is ours to watch", func(t *testing.T) {
		told := func(contacted disclosure.When) *play {
			p := emptyPlay(t)
			p.do(ada, disclosure.Import{ID: playID, Facts: nextMotionFacts(), Events: []disclosure.Event{
				{Kind: disclosure.KindContacted, At: contacted, Party: disclosure.Vendor},
			}})
			return p
		}
		if p := told(disclosure.OnDay(2019, 11, 20)); len(p.c.Clocks) != 0 || len(p.jobs) != 0 {
			t.Fatalf("%+v, jobs %+v", p.c.Clocks, p.jobs)
		}
		if p := told(day20(1, 20)); p.c.Clocks[clause].Due != day20(2, 19) || len(p.jobs) != 1 {
			t.Fatalf("%+v, jobs %+v", p.c.Clocks, p.jobs)
		}
	})
	t.Run("the nearest deadline that runs is shown", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, disclosure.SetDeadline{Clause: "b", Due: day20(3, 1)})
		p.do(ada, disclosure.SetDeadline{Clause: "a", Due: day20(4, 1)})
		if due, what := p.c.NextDue(); what != "b" || due.Day() != 1 || due.Month() != 3 {
			t.Fatalf("%s %s", due, what)
		}
		p.do(ada, disclosure.PauseClock{Clause: "b"})
		if _, what := p.c.NextDue(); what != "a" {
			t.Fatal(what)
		}
	})
}

func TestHeadlineAndNextAction(t *testing.T) {
	p := newPlay(t)
	step := func(headline, next string) {
		t.Helper()
		if got := p.c.Headline(); got != headline {
			t.Errorf("headline is %q, want %q", got, headline)
		}
		if got := p.c.NextAction(); got != next {
			t.Errorf("next action is %q, want %q", got, next)
		}
	}
	step("new", "Draft the first contact.")
	p.draft(disclosure.FirstContact, "C1")
	step("drafted", "Read and approve the draft.")
	p.do(ada, p.approval("D1"))
	step("approved", "Send the approved message.")
	p.do(ada, disclosure.SendDraft{ID: "D1"})
	key := p.c.Messages[0].Key
	p.do(robot, disclosure.RecordDelivery{Message: key})
	step("sending", "Find out whether the uncertain message arrived, then resolve it.")
	p.do(ada, disclosure.ResolveMessage{Message: key, Arrived: true})
	step("contacted", "Wait for an answer; the asset is probed until it is closed.")
	p.do(robot, reply("hello"))
	step("acknowledged", "Wait for an answer; the asset is probed until it is closed.")
	p.probe(seesClosed(p.now), disclosure.AskedPerson)
	step("closing", "Wait for an answer; the asset is probed until it is closed.")
	p.now = p.now.Add(8 * time.Hour)
	p.closeA1()
	step("closed", "Send the closure confirmation and the heads-up before publication.")
	p.sent(disclosure.PrePublication, "C1")
	step("closed", "Check the publication gate.")
	p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	p.do(ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()})
	step("published", "Published: watch the asset and answer corrections.")
	p.probe(seesOpen(p.now), disclosure.AskedWatch)
	step("reopened", "The asset is open again: tell the vendor in the same thread.")
	p.do(ada, disclosure.RejectCase{})
	step("rejected", "Nothing: the work on this case has ended.")
}
