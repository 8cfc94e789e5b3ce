package exposure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
	"daylight/disclosure/timeline"
)

// TestTheStoryOfNextMotion plays the reference case from discovery to publication, with regular probes on the clock,
// and then lets the bucket open and close once more.
func TestTheStoryOfNextMotion(t *testing.T) {
	p := commandtest.NewPlay(t)
	shut := time.Date(2020, 2, 5, 8, 0, 0, 0, time.UTC)
	again := [2]time.Time{time.Date(2020, 3, 2, 0, 0, 0, 0, time.UTC), time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC)}
	sees := func(at time.Time) observed.Observation {
		if at.Before(shut) || (!at.Before(again[0]) && at.Before(again[1])) {
			return commandtest.SeesOpen(at)
		}
		return commandtest.SeesClosed(at)
	}
	// until lets the clock run and does every probe and timer that falls due, in order.
	until := func(end time.Time) {
		t.Helper()
		for range 500 {
			next := -1
			for i, j := range p.Jobs {
				due := j.State == ledger.JobWaiting && j.Queue != ledger.QueueSend && !j.Due.After(end)
				if due && (next < 0 || j.Due.Before(p.Jobs[next].Due)) {
					next = i
				}
			}
			if next < 0 {
				p.Now = end
				return
			}
			j := &p.Jobs[next]
			j.State = ledger.JobDone
			if j.Due.After(p.Now) {
				p.Now = j.Due
			}
			if j.Task() == ledger.TaskDeadline {
				p.Do(commandtest.Robot, deadline.TimerFired{Clause: commandtest.Payload[task.Deadline](t, *j).Clause})
				continue
			}
			asked := commandtest.Payload[task.Probe](t, *j)
			p.Do(commandtest.Robot, exposure.RecordProbe{Asset: asked.Asset, Observation: sees(p.Now), Request: asked.Request})
			if n := len(p.Waiting(commandtest.Regular)); n > 1 {
				t.Fatalf("%s: %d regular probes are pending: %v", p.Now, n, p.Waiting(commandtest.Regular))
			}
		}
		t.Fatalf("the probes do not end")
	}
	on := func(m time.Month, d, h int) time.Time { return time.Date(2020, m, d, h, 0, 0, 0, time.UTC) }

	until(on(1, 27, 9))
	p.Sent(disclosure.FirstContact, "C1")
	until(on(1, 30, 9))
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"}})
	p.Sent(disclosure.ProviderNotice, "C2")
	until(on(2, 4, 9))
	if p.Exposure("A1") != disclosure.ExposureOpen || p.C.AllClosed() {
		t.Fatalf("on 4 February it is %s", p.Exposure("A1"))
	}
	p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	p.Refused(commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "not closed")
	until(on(2, 6, 8))
	if p.Exposure("A1") != disclosure.ExposureSuspected {
		t.Fatalf("one day is not enough: %s", p.Exposure("A1"))
	}
	until(on(2, 8, 9))
	a, _ := p.C.Asset("A1")
	if a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified || a.Closure.At.First().String() != "2020-02-05" {
		t.Fatalf("%s, %+v", a.Exposure, a.Closure)
	}
	if !a.Closure.LastOpen.Before(shut) || a.Closure.LastOpen.Before(shut.AddDate(0, 0, -1)) {
		t.Fatalf("the closure is an interval that begins after %s", a.Closure.LastOpen)
	}
	if k := p.C.Clocks[disclosure.PublicationClause]; k.State != disclosure.ClockTerminated {
		t.Fatalf("the clock ends with the exposure: %+v", k)
	}
	until(on(2, 11, 9))
	p.Do(commandtest.Robot, commandtest.Reply("thank you"))
	until(on(2, 14, 9))
	p.Event(disclosure.KindPubliclyReported, commandtest.Day20(2, 14), func(e *record.AddEvent) { e.Party = disclosure.Press })
	until(on(2, 15, 9))
	p.Event(disclosure.KindStatement, commandtest.Day20(2, 15))
	p.Do(commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()})

	line := timeline.Build(p.C, p.Events, civil.DateOf(p.Now))
	for name, want := range map[string][2]int{
		timeline.DiscoveryToContact: {3, 1}, timeline.ContactToClosure: {9, 7}, timeline.DiscoveryToClosure: {12, 8},
		timeline.ClosureToAcknowledgement: {6, 4}, timeline.ContactToProvider: {3, 3},
	} {
		if d := line.Durations[name]; d == nil || d.Days == nil || *d.Days != want[0] || *d.WorkingDays != want[1] {
			t.Errorf("%s: %+v, want %v", name, d, want)
		}
	}

	until(on(3, 9, 0)) // the watch of day 30 finds it closed; nobody looks while it is open on 2 and 3 March
	p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeVerified})
	again = [2]time.Time{p.Now, on(3, 12, 0)}
	p.Do(commandtest.Rita, exposure.RequestProbe{})
	until(on(3, 9, 1))
	a, _ = p.C.Asset("A1")
	if a.Exposure != disclosure.ExposureReopened || a.Episode != 2 || p.C.Work != disclosure.WorkActive || agenda.Headline(p.C) != "reopened" {
		t.Fatalf("%s, episode %d, %s, %s", a.Exposure, a.Episode, p.C.Work, agenda.Headline(p.C))
	}
	// The re-opening begins an episode with clocks of its own, and the vendor was not told of it yet.
	if k, runs := p.C.Clocks[disclosure.PublicationClause]; runs {
		t.Fatalf("clock %+v", k)
	}
	until(on(3, 20, 0))
	a, _ = p.C.Asset("A1")
	if a.Exposure != disclosure.ExposureClosed || a.Episode != 2 || a.Closure.At.First().String() != "2020-03-12" {
		t.Fatalf("%s, episode %d, %s", a.Exposure, a.Episode, a.Closure.At)
	}
	until(on(7, 1, 0))
	if left := p.Waiting(func(j ledger.Job) bool { return j.Queue == ledger.QueueProbe || j.Queue == ledger.QueueAsked }); len(left) != 0 {
		t.Fatalf("probes are left: %v", left)
	}
	if a, _ = p.C.Asset("A1"); a.Probes > 60 {
		t.Fatalf("%d probes for one asset", a.Probes)
	}
	commandtest.WantSameCase(t, p)
}

func TestAClaimIsNoProof(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 24))
	p.At(26, 9)
	for _, kind := range []disclosure.Kind{disclosure.KindFixClaimed, disclosure.KindClosed, disclosure.KindFixPromised, disclosure.KindStatement} {
		p.Event(kind, commandtest.Day20(1, 26))
		if got := p.Exposure("A1"); got != disclosure.ExposureOpen {
			t.Fatalf("%s made it %s", kind, got)
		}
	}
	if p.C.AllClosed() {
		t.Fatal("a reported closure is no closure")
	}
	t.Run("a probe from before the reported day does not contradict it", func(t *testing.T) {
		if d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForClaim); commandtest.KindsOf(d) != "probed" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
	})
	t.Run("a probe after it does", func(t *testing.T) {
		p.At(27, 9)
		if d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForClaim); commandtest.KindsOf(d) != "probed closure_contradicted" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
		a, _ := p.C.Asset("A1")
		if a.Exposure != disclosure.ExposureOpen || a.Episode != 1 || !milestone.ClosedAt(p.C).IsZero() {
			t.Fatalf("%s, episode %d, closed %s: what was never closed is not open again", a.Exposure, a.Episode, milestone.ClosedAt(p.C))
		}
	})
	t.Run("a report of an earlier day ends nothing", func(t *testing.T) {
		if d := p.Event(disclosure.KindClosed, commandtest.Day20(1, 25)); commandtest.KindsOf(d) != "closed closure_contradicted" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
		if !milestone.ClosedAt(p.C).IsZero() {
			t.Fatalf("closed %s", milestone.ClosedAt(p.C))
		}
	})
	commandtest.WantSameCase(t, p)
}

func TestWordsDoNotUndoWhatProbesSaw(t *testing.T) {
	t.Run("a later report does not replace a verified closure", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.CloseA1()
		want, _ := p.C.Asset("A1")
		p.Event(disclosure.KindClosed, civil.DateOf(p.Now).When(), func(e *record.AddEvent) { e.Source = disclosure.SourcePress })
		p.Event(disclosure.KindUnverifiable, civil.DateOf(p.Now).When())
		got, _ := p.C.Asset("A1")
		if got.Closure != want.Closure || got.Exposure != want.Exposure {
			t.Fatalf("%+v", got)
		}
	})
	t.Run("one probe does not close what a person saw open again", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.CloseA1()
		d := p.Event(disclosure.KindReopened, civil.DateOf(p.Now).When())
		if p.Exposure("A1") != disclosure.ExposureReopened || len(d.Jobs) != 1 || d.Jobs[0].Task() != ledger.TaskProbe {
			t.Fatalf("%s, jobs %+v", p.Exposure("A1"), d.Jobs)
		}
		p.Now = p.Now.Add(time.Hour)
		p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForClaim)
		if got := p.Exposure("A1"); got != disclosure.ExposureSuspected {
			t.Fatalf("it is %s: the run from before proves nothing any more", got)
		}
		if len(p.Waiting(commandtest.Regular)) == 0 {
			t.Fatal("nobody asks again")
		}
	})
	t.Run("an asset that was unverifiable may be open", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Event(disclosure.KindUnverifiable, commandtest.Day20(1, 24))
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
		if got := p.Exposure("A1"); got != disclosure.ExposureOpen {
			t.Fatalf("it is %s", got)
		}
	})
}

func TestAnswersThatArriveLate(t *testing.T) {
	p := commandtest.NewPlay(t)
	start := p.Now
	p.Probe(commandtest.SeesOpen(start), disclosure.ProbeForSchedule)
	p.Now = start.Add(20 * time.Hour)
	p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)
	t.Run("open from before the run changes only when it was last seen open", func(t *testing.T) {
		before, _ := p.C.Asset("A1")
		d := p.Probe(commandtest.SeesOpen(start.Add(10*time.Hour)), disclosure.ProbeForPerson)
		a, _ := p.C.Asset("A1")
		if commandtest.KindsOf(d) != "probed" || a.Exposure != disclosure.ExposureSuspected || a.Streak.Strong != 1 ||
			!a.Streak.LastOpen.Equal(start.Add(10*time.Hour)) || !a.LastSeen.Equal(before.LastSeen) || a.Last != before.Last {
			t.Fatalf("%s %+v", commandtest.KindsOf(d), a)
		}
	})
	t.Run("closed from before the last open says nothing", func(t *testing.T) {
		p.Probe(commandtest.SeesOpen(p.Now.Add(-time.Minute)), disclosure.ProbeForPerson) // before the run
		p.Now = p.Now.Add(time.Hour)
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
		d := p.Probe(commandtest.SeesClosed(p.Now.Add(-30*time.Minute)), disclosure.ProbeForPerson)
		if a, _ := p.C.Asset("A1"); commandtest.KindsOf(d) != "probed" || a.Streak.Strong != 0 || a.Exposure != disclosure.ExposureOpen {
			t.Fatalf("%s %+v", commandtest.KindsOf(d), a)
		}
	})
	t.Run("an answer from the future is from now", func(t *testing.T) {
		p.Probe(commandtest.SeesClosed(p.Now.Add(time.Hour)), disclosure.ProbeForPerson)
		if a, _ := p.C.Asset("A1"); a.LastSeen.After(p.Now) {
			t.Fatalf("seen at %s, now is %s", a.LastSeen, p.Now)
		}
	})
}

func TestRegularProbes(t *testing.T) {
	t.Run("a closed answer to somebody's question brings the confirming probe forward", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Probe(commandtest.SeesOpen(p.At(24+40, 9).Now), disclosure.ProbeForSchedule) // an old case: asked once a week
		a, _ := p.C.Asset("A1")
		week := a.NextProbe
		p.Now = p.Now.Add(time.Hour)
		p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForClaim)
		if a, _ = p.C.Asset("A1"); !a.NextProbe.Before(week) || a.NextProbe.Sub(p.Now) > p.Rules.Probing.Rule.RetestSoon*6/5+time.Second {
			t.Fatalf("next probe %s", a.NextProbe)
		}
		// The old row is still there; whoever runs it starts no second chain.
		p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)
		if later, _ := p.C.Asset("A1"); !later.NextProbe.Equal(a.NextProbe) {
			t.Fatalf("a second chain of probes: %s and %s", a.NextProbe, later.NextProbe)
		}
	})
	t.Run("the plan is on record", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
		if d.Events[0].Detail.Next.IsZero() || !d.Jobs[0].Due.Equal(d.Events[0].Detail.Next) {
			t.Fatalf("%+v %+v", d.Events[0].Detail.Next, d.Jobs)
		}
		commandtest.WantSameCase(t, p)
	})
	t.Run("a re-opened asset is asked again soon, by one chain", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.CloseA1()
		p.Jobs = nil
		p.At(24+40, 9)
		d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
		if commandtest.KindsOf(d) != "probed reopened" || len(p.Waiting(commandtest.Regular)) != 1 || p.Jobs[0].Due.Sub(p.Now) > 6*time.Hour {
			t.Fatalf("%s, jobs %+v", commandtest.KindsOf(d), p.Jobs)
		}
	})
	t.Run("none of a closed asset", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.CloseA1()
		p.Jobs = nil
		p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)
		if len(p.Jobs) != 0 {
			t.Fatalf("jobs %+v", p.Jobs)
		}
	})
	t.Run("none of a case that is not ours any more", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.RejectCase{})
		p.Jobs = nil
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
		if len(p.Jobs) != 0 {
			t.Fatalf("jobs %+v", p.Jobs)
		}
		if d := p.Do(commandtest.Rita, record.ReopenCase{Text: "it is one after all"}); len(d.Jobs) != 1 {
			t.Fatalf("a case that is taken up again is probed again: %+v", d.Jobs)
		}
	})
	t.Run("none of a stopped asset", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Rita, exposure.StopProbing{})
		p.Jobs = nil
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
		if len(p.Jobs) != 0 {
			t.Fatalf("jobs %+v", p.Jobs)
		}
	})
	t.Run("a history is not probed regularly because somebody asked once", func(t *testing.T) {
		p := commandtest.EmptyPlay(t)
		p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()})
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
		if len(p.Jobs) != 0 {
			t.Fatalf("jobs %+v", p.Jobs)
		}
	})
	t.Run("a person is told once that the budget is used up", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Rules.Probing.Budget.Total = 2
		p.Jobs = nil
		if d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule); commandtest.KindsOf(d) != "probed" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
		if d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson); commandtest.KindsOf(d) != "probed budget_exhausted" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
		if d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule); commandtest.KindsOf(d) != "probed" || len(d.Jobs) != 0 {
			t.Fatalf("got %s, %+v", commandtest.KindsOf(d), d.Jobs)
		}
	})
	t.Run("two people who ask at once ask twice, one person who asks twice at once asks once", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Jobs = nil
		p.Do(commandtest.Ada, exposure.RequestProbe{})
		p.Do(commandtest.Bob, exposure.RequestProbe{})
		p.Do(commandtest.Ada, exposure.RequestProbe{})
		if len(p.Jobs) != 2 {
			t.Fatalf("jobs %+v", p.Jobs)
		}
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson) // the clock stands still, the case does not
		p.Do(commandtest.Ada, exposure.RequestProbe{})
		if len(p.Jobs) < 3 {
			t.Fatalf("a later question at the same moment was lost: %+v", p.Jobs)
		}
	})
}

func TestBudgetOfADay(t *testing.T) {
	rules := command.DefaultRules()
	now := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	asked := func(n int) *disclosure.Asset {
		return &disclosure.Asset{ID: "A1", Probes: n, Day: civil.DateOf(now), DayProbes: n}
	}
	for _, tc := range []struct {
		reason disclosure.ProbeReason
		n      int
		ok     bool
	}{
		{disclosure.ProbeForSchedule, 3, true},
		{disclosure.ProbeForSchedule, 4, false},
		{disclosure.ProbeForWatch, 4, false},
		{disclosure.ProbeForClaim, 7, true},
		{disclosure.ProbeForClaim, 8, false},
		{disclosure.ProbeForPublication, 4, true},
	} {
		if err := rules.Probing.MayProbe(asked(tc.n), tc.reason, now); (err == nil) != tc.ok {
			t.Errorf("%s after %d probes: %v", tc.reason, tc.n, err)
		}
	}
	if err := rules.Probing.MayProbe(asked(8), disclosure.ProbeForSchedule, now.AddDate(0, 0, 1)); err != nil {
		t.Errorf("the next day: %v", err)
	}
	rules.Probing.Budget = closure.Budget{}
	if err := rules.Probing.MayProbe(asked(1000), disclosure.ProbeForSchedule, now); err != nil {
		t.Errorf("no budget is no bound: %v", err)
	}
}

func TestACaseIsClosedWhenEachAssetIs(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "s3", Target: "https://other.s3.example/"}})
	p.Do(commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: commandtest.Day20(3, 1)})
	p.CloseA1()
	if p.C.AllClosed() || !milestone.ClosedAt(p.C).IsZero() || p.C.Clocks[disclosure.PublicationClause].State != disclosure.ClockRunning {
		t.Fatal("one of two is not closed")
	}
	coApprover := func(o observed.Observation) {
		p.Do(commandtest.Robot, exposure.RecordProbe{Asset: "A2", Observation: o})
	}
	p.WasOpen("A2")
	for range 4 {
		coApprover(commandtest.SeesClosed(p.Now))
		p.Now = p.Now.Add(8 * time.Hour)
	}
	if !p.C.AllClosed() || p.C.Clocks[disclosure.PublicationClause].State != disclosure.ClockTerminated {
		t.Fatalf("%+v", p.C.Assets)
	}
	coApprover(commandtest.SeesOpen(p.Now))
	if p.C.AllClosed() || p.Exposure("A1") != disclosure.ExposureClosed || p.Exposure("A2") != disclosure.ExposureReopened {
		t.Fatalf("%s %s", p.Exposure("A1"), p.Exposure("A2"))
	}
	if _, runs := p.C.Clocks[disclosure.PublicationClause]; p.C.ExposureState() != disclosure.ExposureReopened || runs {
		t.Fatalf("%s %+v", p.C.ExposureState(), p.C.Clocks)
	}
}

func TestAPersonIsAskedOnceWhenProbesDoNotFindOut(t *testing.T) {
	t.Parallel()
	start := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	c, env := commandtest.OneAsset(t, start)
	env.Actor = disclosure.Engine()
	told := 0
	probe := func(at time.Time, o observed.Observation) {
		env.Now = at
		o.Started = at
		var d command.Decision
		c, d = commandtest.Run(t, c, env, exposure.RecordProbe{Asset: "A1", Observation: o, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForSchedule}})
		for _, e := range d.Events {
			if e.Kind == disclosure.KindUndecided {
				told++
			}
		}
	}
	for h := 0; h <= 120; h += 12 {
		probe(start.Add(time.Duration(h)*time.Hour), observed.Observation{Reason: observed.ReasonTimeoutRead})
		if want := h >= 72; (told == 1) != want {
			t.Fatalf("after %d hours a person was told %d times", h, told)
		}
	}
	probe(start.Add(130*time.Hour), observed.Observation{Verdict: observed.Open, Reason: observed.ReasonOpen})
	if c.Assets[0].UndecidedNotified || !c.Assets[0].Undecided.IsZero() {
		t.Error("a verdict did not end the wait")
	}
	for h := 140; h <= 230; h += 10 {
		probe(start.Add(time.Duration(h)*time.Hour), observed.Observation{Reason: observed.ReasonOffline, Local: true})
	}
	if told != 1 {
		t.Error("our own trouble counted as the asset's")
	}
}
