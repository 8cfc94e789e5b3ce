package command_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
)

// TestEveryAxisIsReversible takes each axis to an end and back: no state is final.
func TestEveryAxisIsReversible(t *testing.T) {
	t.Run("work", func(t *testing.T) {
		ends := map[disclosure.Work]command.Command{
			disclosure.WorkClosed:     record.CloseCase{Outcome: disclosure.OutcomeUnverifiable, Text: "nobody knows"},
			disclosure.WorkRejected:   record.RejectCase{Text: "a test bucket"},
			disclosure.WorkDuplicate:  record.MarkDuplicate{Of: "DL-2020-0002"},
			disclosure.WorkHandedOver: record.HandOver{To: "CERT-FR"},
		}
		for work, end := range ends {
			p := commandtest.NewPlay(t)
			p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "coordination", Due: commandtest.Day20(3, 1)})
			p.Do(commandtest.Ada, end)
			if p.C.Work != work || p.C.Clocks["coordination"].State != disclosure.ClockTerminated {
				t.Fatalf("%s: %s, %+v", work, p.C.Work, p.C.Clocks)
			}
			p.Do(commandtest.Ada, record.ReopenCase{Text: "after all"})
			if p.C.Work != disclosure.WorkActive || p.C.Outcome != "" || p.C.Related != "" {
				t.Fatalf("%s: %s %q %q", work, p.C.Work, p.C.Outcome, p.C.Related)
			}
			if p.C.Clocks["coordination"].State != disclosure.ClockRunning {
				t.Fatalf("%s: clock %+v", work, p.C.Clocks)
			}
		}
	})
	t.Run("exposure", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
		p.Now = p.Now.Add(time.Hour)
		p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForPerson)
		if p.Exposure("A1") != disclosure.ExposureSuspected {
			t.Fatal(p.Exposure("A1"))
		}
		p.Now = p.Now.Add(time.Hour)
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
		if p.Exposure("A1") != disclosure.ExposureOpen {
			t.Fatal(p.Exposure("A1"))
		}
		for episode := 2; episode <= 4; episode++ {
			p.Now = p.Now.Add(time.Hour)
			p.CloseA1()
			p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
			if a, _ := p.C.Asset("A1"); a.Exposure != disclosure.ExposureReopened || a.Episode != episode || a.Closure.Verified {
				t.Fatalf("%+v", a)
			}
		}
		for range 9 {
			p.Now = p.Now.Add(24 * time.Hour)
			p.Probe(commandtest.SeesWeak(p.Now), disclosure.ProbeForPerson)
		}
		if p.Exposure("A1") != disclosure.ExposureUnreachable {
			t.Fatal(p.Exposure("A1"))
		}
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
		if p.Exposure("A1") != disclosure.ExposureReopened {
			t.Fatal(p.Exposure("A1"))
		}
	})
	t.Run("dialogue", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
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
			p.Event(step.kind, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Channel = disclosure.Email })
			if got := p.C.Dialogue[key]; got != step.want {
				t.Fatalf("after %s it is %s", step.kind, got)
			}
		}
		for _, person := range []disclosure.Actor{commandtest.Ada, commandtest.Bob} {
			p.Do(person, record.AddEvent{Kind: disclosure.KindDeemedAware, At: commandtest.Day20(1, 24), Channel: disclosure.Email})
		}
		if got := p.C.Dialogue[key]; got != disclosure.DialogueDeemedAware {
			t.Fatalf("after two people said so it is %s", got)
		}
	})
	t.Run("clock", func(t *testing.T) {
		const clause = disclosure.PublicationClause
		state := func(p *commandtest.Play, want disclosure.ClockState) {
			t.Helper()
			if got := p.C.Clocks[clause].State; got != want {
				t.Fatalf("clock is %s, want %s", got, want)
			}
		}
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(2, 20)})
		state(p, disclosure.ClockRunning)
		p.Do(commandtest.Ada, deadline.Extend{Clause: clause, Due: commandtest.Day20(3, 1), Reason: "they work on it"})
		state(p, disclosure.ClockExtended)
		p.Do(commandtest.Ada, deadline.PauseClock{Clause: clause, Reason: "the ball is ours"})
		state(p, disclosure.ClockPaused)
		p.Now = p.Now.Add(5 * 24 * time.Hour)
		p.Do(commandtest.Ada, deadline.ResumeClock{Clause: clause})
		state(p, disclosure.ClockExtended)
		if due := p.C.Clocks[clause].Due; due != commandtest.Day20(3, 6) {
			t.Fatalf("five days of pause lead to %s", due)
		}
		p.CloseA1()
		state(p, disclosure.ClockTerminated)
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
		state(p, "") // a new episode, of which the vendor was not told yet
		p.Now = p.Now.Add(time.Hour)
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(3, 10)})
		state(p, disclosure.ClockRunning)
		p.Now = time.Date(2020, 3, 11, 9, 0, 0, 0, time.UTC)
		p.Do(commandtest.Robot, deadline.TimerFired{Clause: clause})
		state(p, disclosure.ClockOverdue)
		again := deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(4, 1), Reason: "a new agreement"}
		p.Do(commandtest.Ada, again)
		state(p, disclosure.ClockOverdue) // what is over is moved by two people
		p.Do(commandtest.Bob, again)
		state(p, disclosure.ClockRunning)
	})
	t.Run("publication", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.CloseA1()
		p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
		p.Do(commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()})
		when := civil.DateOf(p.Now).When()
		for _, step := range []struct {
			kind disclosure.Kind
			want disclosure.Publication
		}{{disclosure.KindCorrected, disclosure.PublicationCorrected}, {disclosure.KindWithdrawn, disclosure.PublicationWithdrawn}} {
			p.Event(step.kind, when)
			if p.C.Publication != step.want {
				t.Fatalf("after %s it is %s", step.kind, p.C.Publication)
			}
		}
		again := func(digest string) disclosure.Publication {
			p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: digest})
			p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: digest})
			p.Do(commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: digest, Checks: commandtest.PassedChecks()})
			return p.C.Publication
		}
		if got := again("d2"); got != disclosure.PublicationWithdrawn {
			t.Fatalf("the page that says that it was withdrawn goes out, and the case is %s", got)
		}
		p.Event(disclosure.KindCorrected, when) // it was withdrawn by mistake
		if got := again("d3"); got != disclosure.PublicationFull {
			t.Fatal(got)
		}
	})
}

func TestDeadlines(t *testing.T) {
	const clause = disclosure.PublicationClause
	t.Run("the day is inside until it ends in the team's zone", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(2, 26)})
		p.Now = time.Date(2020, 2, 26, 22, 59, 59, 0, time.UTC) // 23:59:59 in Paris
		if d := p.Do(commandtest.Robot, deadline.TimerFired{Clause: clause}); len(d.Events) != 0 {
			t.Fatalf("passed too early: %s", commandtest.KindsOf(d))
		}
		p.Do(commandtest.Ada, deadline.Extend{Clause: clause, Due: commandtest.Day20(2, 27), Reason: "just in time"})
		p.Now = p.Now.Add(24*time.Hour + time.Second)
		d := p.Do(commandtest.Robot, deadline.TimerFired{Clause: clause})
		if commandtest.KindsOf(d) != "deadline_passed" || d.Events[0].At != commandtest.Day20(2, 27) {
			t.Fatalf("%s", commandtest.KindsOf(d))
		}
		if d = p.Do(commandtest.Robot, deadline.TimerFired{Clause: clause}); len(d.Events) != 0 {
			t.Fatal("a timer that rings twice is heard once")
		}
	})
	t.Run("a deadline with an hour rings after it", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		due := time.Date(2020, 2, 1, 16, 0, 0, 0, time.UTC)
		d := p.Do(commandtest.Ada, deadline.SetDeadline{Clause: clause, Due: civil.At(due)})
		p.Now = d.Jobs[0].Due // a clock that jumps stops exactly here
		if got := p.Do(commandtest.Robot, deadline.TimerFired{Clause: clause}); commandtest.KindsOf(got) != "deadline_passed" {
			t.Fatalf("the timer rings at %s and nothing happens", p.Now)
		}
	})
	t.Run("a timer for a deadline that was moved changes nothing", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(2, 1)})
		p.Do(commandtest.Ada, deadline.Extend{Clause: clause, Due: commandtest.Day20(3, 1), Reason: "r"})
		p.Now = time.Date(2020, 2, 2, 9, 0, 0, 0, time.UTC)
		if d := p.Do(commandtest.Robot, deadline.TimerFired{Clause: clause}); len(d.Events) != 0 {
			t.Fatalf("%s", commandtest.KindsOf(d))
		}
	})
	t.Run("a clock that is resumed after its day runs on for as long as it stood", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(2, 1)})
		p.Do(commandtest.Ada, deadline.PauseClock{Clause: clause})
		p.Now = time.Date(2020, 2, 2, 9, 0, 0, 0, time.UTC)
		if d := p.Do(commandtest.Ada, deadline.ResumeClock{Clause: clause}); commandtest.KindsOf(d) != "clock_resumed deadline_set" {
			t.Fatalf("%s", commandtest.KindsOf(d))
		}
		if k := p.C.Clocks[clause]; k.State != disclosure.ClockRunning || k.Due != commandtest.Day20(2, 10) {
			t.Fatalf("%+v", k)
		}
	})
	t.Run("a date that is not there never passes", func(t *testing.T) {
		if (civil.When{}).Passed(time.Now(), time.UTC) {
			t.Fatal("passed")
		}
	})
	t.Run("events about clocks typed in follow the same rules", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Event(disclosure.KindDeadlineSet, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Until = commandtest.Day20(2, 1) })
		p.Event(disclosure.KindExtensionGranted, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Until, e.Text = commandtest.Day20(2, 9), "asked" })
		p.Event(disclosure.KindClockPaused, commandtest.Day20(1, 24))
		p.Event(disclosure.KindClockResumed, commandtest.Day20(1, 24), func(e *record.AddEvent) {})
		if k := p.C.Clocks[clause]; k.State != disclosure.ClockExtended || k.Due != commandtest.Day20(2, 9) || k.Extended != 8 {
			t.Fatalf("%+v", k)
		}
	})
	t.Run("of a history, only what lies ahead is ours to watch", func(t *testing.T) {
		told := func(contacted civil.When) *commandtest.Play {
			p := commandtest.EmptyPlay(t)
			p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{
				{Kind: disclosure.KindContacted, At: contacted, Party: disclosure.Vendor},
			}})
			return p
		}
		if p := told(civil.OnDay(2019, 11, 20)); len(p.C.Clocks) != 0 || len(p.Jobs) != 0 {
			t.Fatalf("%+v, jobs %+v", p.C.Clocks, p.Jobs)
		}
		if p := told(commandtest.Day20(1, 20)); p.C.Clocks[clause].Due != commandtest.Day20(2, 19) || len(p.Jobs) != 1 {
			t.Fatalf("%+v, jobs %+v", p.C.Clocks, p.Jobs)
		}
	})
	t.Run("the nearest deadline that runs is shown", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "b", Due: commandtest.Day20(3, 1)})
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "a", Due: commandtest.Day20(4, 1)})
		if due, what := agenda.NextDue(p.C); what != "nobody_told" || due.Day() != 28 || due.Month() != 1 {
			t.Fatalf("nobody was told: %s %s", due, what)
		}
		next := func() (time.Time, string) { // of the clocks alone
			k := *p.C
			k.Discovered = civil.When{}
			return agenda.NextDue(&k)
		}
		if due, what := next(); what != "b" || due.Day() != 1 || due.Month() != 3 {
			t.Fatalf("%s %s", due, what)
		}
		p.Do(commandtest.Ada, deadline.PauseClock{Clause: "b"})
		if _, what := next(); what != "a" {
			t.Fatal(what)
		}
	})
}

func TestHeadlineAndNextAction(t *testing.T) {
	p := commandtest.NewPlay(t)
	step := func(headline, next string) {
		t.Helper()
		if got := agenda.Headline(p.C); got != headline {
			t.Errorf("headline is %q, want %q", got, headline)
		}
		if got := agenda.NextAction(p.C, nil, agenda.Rules{Now: p.Now}); got != next {
			t.Errorf("next action is %q, want %q", got, next)
		}
	}
	step("new", "Draft the first contact.")
	p.Draft(disclosure.FirstContact, "C1")
	step("drafted", "Read and approve D1: first contact to the vendor NextMotion.")
	p.Do(commandtest.Ada, p.Approval("D1"))
	step("approved", "Send D1: first contact to the vendor NextMotion.")
	p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	key := p.C.Messages[0].Key
	p.Do(commandtest.Robot, message.RecordDelivery{Message: key})
	step("sending", "Find out whether the first contact to the vendor NextMotion arrived.")
	p.Do(commandtest.Ada, message.ResolveMessage{Message: key, Arrived: true})
	step("contacted", "Wait for an answer; the asset is probed until it is closed.")
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	step("acknowledged", "Answer the vendor NextMotion.")
	p.WasOpen("A1")
	p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForPerson)
	step("closing", "Answer the vendor NextMotion.")
	p.Now = p.Now.Add(8 * time.Hour)
	p.CloseA1()
	step("closed", "Answer the vendor NextMotion.")
	p.Sent(disclosure.PrePublication, "C1")
	step("closed", "Check the publication gate.")
	p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	p.Do(commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()})
	step("published", "Published: watch the asset and answer corrections.")
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
	step("reopened", "Publish a limited revision: our full page says where A1 is.")
	p.Do(commandtest.Ada, record.RejectCase{})
	step("rejected", "Nothing: the work on this case has ended.")
}
