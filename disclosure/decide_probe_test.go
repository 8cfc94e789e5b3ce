package disclosure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
)

// TestTheStoryOfNextMotion plays the reference case from discovery to publication, with regular probes on the clock,
// and then lets the bucket open and close once more.
func TestTheStoryOfNextMotion(t *testing.T) {
	p := newPlay(t)
	shut := time.Date(2020, 2, 5, 8, 0, 0, 0, time.UTC)
	again := [2]time.Time{time.Date(2020, 3, 2, 0, 0, 0, 0, time.UTC), time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC)}
	sees := func(at time.Time) disclosure.Observation {
		if at.Before(shut) || (!at.Before(again[0]) && at.Before(again[1])) {
			return seesOpen(at)
		}
		return seesClosed(at)
	}
	// until lets the clock run and does every probe and timer that falls due, in order.
	until := func(end time.Time) {
		t.Helper()
		for range 500 {
			next := -1
			for i, j := range p.jobs {
				due := j.State == disclosure.JobWaiting && j.Queue != disclosure.QueueSend && !j.Due.After(end)
				if due && (next < 0 || j.Due.Before(p.jobs[next].Due)) {
					next = i
				}
			}
			if next < 0 {
				p.now = end
				return
			}
			j := &p.jobs[next]
			j.State = disclosure.JobDone
			if j.Due.After(p.now) {
				p.now = j.Due
			}
			if j.Task == disclosure.TaskDeadline {
				p.do(robot, disclosure.PassDeadline{Clause: j.Args.Clause})
				continue
			}
			p.do(robot, disclosure.RecordProbe{Asset: j.Args.Asset, Observation: sees(p.now), Asked: *j.Args.Asked})
			if n := len(p.waiting(regular)); n > 1 {
				t.Fatalf("%s: %d regular probes are pending: %v", p.now, n, p.waiting(regular))
			}
		}
		t.Fatalf("the probes do not end")
	}
	on := func(m time.Month, d, h int) time.Time { return time.Date(2020, m, d, h, 0, 0, 0, time.UTC) }

	until(on(1, 27, 9))
	p.sent(disclosure.FirstContact, "C1")
	until(on(1, 30, 9))
	p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"}})
	p.sent(disclosure.ProviderNotice, "C2")
	until(on(2, 4, 9))
	if p.exposure("A1") != disclosure.ExposureOpen || p.c.AllClosed() {
		t.Fatalf("on 4 February it is %s", p.exposure("A1"))
	}
	p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	p.refused(ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()}, disclosure.Refused, "not closed")
	until(on(2, 6, 8))
	if p.exposure("A1") != disclosure.ExposureSuspected {
		t.Fatalf("one day is not enough: %s", p.exposure("A1"))
	}
	until(on(2, 8, 9))
	a, _ := p.c.Asset("A1")
	if a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified || a.Closure.At.First().String() != "2020-02-05" {
		t.Fatalf("%s, %+v", a.Exposure, a.Closure)
	}
	if !a.Closure.LastOpen.Before(shut) || a.Closure.LastOpen.Before(shut.AddDate(0, 0, -1)) {
		t.Fatalf("the closure is an interval that begins after %s", a.Closure.LastOpen)
	}
	if k := p.c.Clocks[disclosure.PublicationClause]; k.State != disclosure.ClockTerminated {
		t.Fatalf("the clock ends with the exposure: %+v", k)
	}
	until(on(2, 11, 9))
	p.do(robot, reply("thank you"))
	until(on(2, 14, 9))
	p.event(disclosure.KindPubliclyReported, day20(2, 14), func(e *disclosure.AddEvent) { e.Party = disclosure.Press })
	until(on(2, 15, 9))
	p.event(disclosure.KindStatement, day20(2, 15))
	p.do(ada, disclosure.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: passed()})

	line := disclosure.BuildTimeline(p.c, p.events, disclosure.DateOf(p.now))
	for name, want := range map[string][2]int{
		disclosure.DiscoveryToContact: {3, 1}, disclosure.ContactToClosure: {9, 7}, disclosure.DiscoveryToClosure: {12, 8},
		disclosure.ClosureToAcknowledgement: {6, 4}, disclosure.ContactToProvider: {3, 3},
	} {
		if d := line.Durations[name]; d == nil || d.Days == nil || *d.Days != want[0] || *d.WorkingDays != want[1] {
			t.Errorf("%s: %+v, want %v", name, d, want)
		}
	}

	until(on(3, 9, 0)) // the watch of day 30 finds it closed; nobody looks while it is open on 2 and 3 March
	p.do(ada, disclosure.CloseCase{Outcome: disclosure.OutcomeVerified})
	again = [2]time.Time{p.now, on(3, 12, 0)}
	p.do(rita, disclosure.RequestProbe{})
	until(on(3, 9, 1))
	a, _ = p.c.Asset("A1")
	if a.Exposure != disclosure.ExposureReopened || a.Episode != 2 || p.c.Work != disclosure.WorkActive || p.c.Headline() != "reopened" {
		t.Fatalf("%s, episode %d, %s, %s", a.Exposure, a.Episode, p.c.Work, p.c.Headline())
	}
	// The re-opening begins an episode with clocks of its own, and the vendor was not told of it yet.
	if k, runs := p.c.Clocks[disclosure.PublicationClause]; runs {
		t.Fatalf("clock %+v", k)
	}
	until(on(3, 20, 0))
	a, _ = p.c.Asset("A1")
	if a.Exposure != disclosure.ExposureClosed || a.Episode != 2 || a.Closure.At.First().String() != "2020-03-12" {
		t.Fatalf("%s, episode %d, %s", a.Exposure, a.Episode, a.Closure.At)
	}
	until(on(7, 1, 0))
	if left := p.waiting(func(j disclosure.Job) bool { return j.Queue == disclosure.QueueProbe }); len(left) != 0 {
		t.Fatalf("probes are left: %v", left)
	}
	if a, _ = p.c.Asset("A1"); a.Probes > 60 {
		t.Fatalf("%d probes for one asset", a.Probes)
	}
	wantSameCase(t, p)
}

func TestAClaimIsNoProof(t *testing.T) {
	p := newPlay(t)
	p.probe(seesOpen(p.now), disclosure.AskedSchedule)
	p.event(disclosure.KindContacted, day20(1, 24))
	p.at(26, 9)
	for _, kind := range []disclosure.Kind{disclosure.KindFixClaimed, disclosure.KindClosed, disclosure.KindFixPromised, disclosure.KindStatement} {
		p.event(kind, day20(1, 26))
		if got := p.exposure("A1"); got != disclosure.ExposureOpen {
			t.Fatalf("%s made it %s", kind, got)
		}
	}
	if p.c.AllClosed() {
		t.Fatal("a reported closure is no closure")
	}
	t.Run("a probe from before the reported day does not contradict it", func(t *testing.T) {
		if d := p.probe(seesOpen(p.now), disclosure.AskedClaim); kindsOf(d) != "probed" {
			t.Fatalf("got %s", kindsOf(d))
		}
	})
	t.Run("a probe after it does", func(t *testing.T) {
		p.at(27, 9)
		if d := p.probe(seesOpen(p.now), disclosure.AskedClaim); kindsOf(d) != "probed reopened" {
			t.Fatalf("got %s", kindsOf(d))
		}
	})
}

func TestWordsDoNotUndoWhatProbesSaw(t *testing.T) {
	t.Run("a later report does not replace a verified closure", func(t *testing.T) {
		p := newPlay(t)
		p.closeA1()
		want, _ := p.c.Asset("A1")
		p.event(disclosure.KindClosed, disclosure.DateOf(p.now).When(), func(e *disclosure.AddEvent) { e.Source = disclosure.SourcePress })
		p.event(disclosure.KindUnverifiable, disclosure.DateOf(p.now).When())
		got, _ := p.c.Asset("A1")
		if got.Closure != want.Closure || got.Exposure != want.Exposure {
			t.Fatalf("%+v", got)
		}
	})
	t.Run("one probe does not close what a person saw open again", func(t *testing.T) {
		p := newPlay(t)
		p.closeA1()
		d := p.event(disclosure.KindReopened, disclosure.DateOf(p.now).When())
		if p.exposure("A1") != disclosure.ExposureReopened || len(d.Jobs) != 1 || d.Jobs[0].Task != disclosure.TaskProbe {
			t.Fatalf("%s, jobs %+v", p.exposure("A1"), d.Jobs)
		}
		p.now = p.now.Add(time.Hour)
		p.probe(seesClosed(p.now), disclosure.AskedClaim)
		if got := p.exposure("A1"); got != disclosure.ExposureSuspected {
			t.Fatalf("it is %s: the run from before proves nothing any more", got)
		}
		if len(p.waiting(regular)) == 0 {
			t.Fatal("nobody asks again")
		}
	})
	t.Run("an asset that was unverifiable may be open", func(t *testing.T) {
		p := newPlay(t)
		p.event(disclosure.KindUnverifiable, day20(1, 24))
		p.probe(seesOpen(p.now), disclosure.AskedPerson)
		if got := p.exposure("A1"); got != disclosure.ExposureOpen {
			t.Fatalf("it is %s", got)
		}
	})
}

func TestAnswersThatArriveLate(t *testing.T) {
	p := newPlay(t)
	start := p.now
	p.probe(seesOpen(start), disclosure.AskedSchedule)
	p.now = start.Add(20 * time.Hour)
	p.probe(seesClosed(p.now), disclosure.AskedSchedule)
	t.Run("open from before the run changes only when it was last seen open", func(t *testing.T) {
		before, _ := p.c.Asset("A1")
		d := p.probe(seesOpen(start.Add(10*time.Hour)), disclosure.AskedPerson)
		a, _ := p.c.Asset("A1")
		if kindsOf(d) != "probed" || a.Exposure != disclosure.ExposureSuspected || a.Streak.Strong != 1 ||
			!a.Streak.LastOpen.Equal(start.Add(10*time.Hour)) || !a.LastSeen.Equal(before.LastSeen) || a.Last != before.Last {
			t.Fatalf("%s %+v", kindsOf(d), a)
		}
	})
	t.Run("closed from before the last open says nothing", func(t *testing.T) {
		p.probe(seesOpen(p.now.Add(-time.Minute)), disclosure.AskedPerson) // before the run
		p.now = p.now.Add(time.Hour)
		p.probe(seesOpen(p.now), disclosure.AskedPerson)
		d := p.probe(seesClosed(p.now.Add(-30*time.Minute)), disclosure.AskedPerson)
		if a, _ := p.c.Asset("A1"); kindsOf(d) != "probed" || a.Streak.Strong != 0 || a.Exposure != disclosure.ExposureOpen {
			t.Fatalf("%s %+v", kindsOf(d), a)
		}
	})
	t.Run("an answer from the future is from now", func(t *testing.T) {
		p.probe(seesClosed(p.now.Add(time.Hour)), disclosure.AskedPerson)
		if a, _ := p.c.Asset("A1"); a.LastSeen.After(p.now) {
			t.Fatalf("seen at %s, now is %s", a.LastSeen, p.now)
		}
	})
}

func TestRegularProbes(t *testing.T) {
	t.Run("a closed answer to somebody's question brings the confirming probe forward", func(t *testing.T) {
		p := newPlay(t)
		p.probe(seesOpen(p.at(24+40, 9).now), disclosure.AskedSchedule) // an old case: asked once a week
		a, _ := p.c.Asset("A1")
		week := a.NextProbe
		p.now = p.now.Add(time.Hour)
		p.probe(seesClosed(p.now), disclosure.AskedClaim)
		if a, _ = p.c.Asset("A1"); !a.NextProbe.Before(week) || a.NextProbe.Sub(p.now) > p.rules.Probing.Rule.RetestSoon*6/5+time.Second {
			t.Fatalf("next probe %s", a.NextProbe)
		}
		// The old row is still there; whoever runs it starts no second chain.
		p.probe(seesClosed(p.now), disclosure.AskedSchedule)
		if later, _ := p.c.Asset("A1"); !later.NextProbe.Equal(a.NextProbe) {
			t.Fatalf("a second chain of probes: %s and %s", a.NextProbe, later.NextProbe)
		}
	})
	t.Run("the plan is on record", func(t *testing.T) {
		p := newPlay(t)
		d := p.probe(seesOpen(p.now), disclosure.AskedSchedule)
		if d.Events[0].Detail.Next.IsZero() || !d.Jobs[0].Due.Equal(d.Events[0].Detail.Next) {
			t.Fatalf("%+v %+v", d.Events[0].Detail.Next, d.Jobs)
		}
		wantSameCase(t, p)
	})
	t.Run("a re-opened asset is asked again soon, by one chain", func(t *testing.T) {
		p := newPlay(t)
		p.closeA1()
		p.jobs = nil
		p.at(24+40, 9)
		d := p.probe(seesOpen(p.now), disclosure.AskedWatch)
		if kindsOf(d) != "probed reopened" || len(p.waiting(regular)) != 1 || p.jobs[0].Due.Sub(p.now) > 6*time.Hour {
			t.Fatalf("%s, jobs %+v", kindsOf(d), p.jobs)
		}
	})
	t.Run("none of a closed asset", func(t *testing.T) {
		p := newPlay(t)
		p.closeA1()
		p.jobs = nil
		p.probe(seesClosed(p.now), disclosure.AskedSchedule)
		if len(p.jobs) != 0 {
			t.Fatalf("jobs %+v", p.jobs)
		}
	})
	t.Run("none of a case that is not ours any more", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, disclosure.RejectCase{})
		p.jobs = nil
		p.probe(seesOpen(p.now), disclosure.AskedSchedule)
		if len(p.jobs) != 0 {
			t.Fatalf("jobs %+v", p.jobs)
		}
		if d := p.do(rita, disclosure.ReopenCase{Text: "it is one after all"}); len(d.Jobs) != 1 {
			t.Fatalf("a case that is taken up again is probed again: %+v", d.Jobs)
		}
	})
	t.Run("none of a stopped asset", func(t *testing.T) {
		p := newPlay(t)
		p.do(rita, disclosure.StopProbing{})
		p.jobs = nil
		p.probe(seesOpen(p.now), disclosure.AskedSchedule)
		if len(p.jobs) != 0 {
			t.Fatalf("jobs %+v", p.jobs)
		}
	})
	t.Run("a history is not probed regularly because somebody asked once", func(t *testing.T) {
		p := emptyPlay(t)
		p.do(ada, disclosure.Import{ID: playID, Facts: nextMotionFacts()})
		p.probe(seesOpen(p.now), disclosure.AskedPerson)
		if len(p.jobs) != 0 {
			t.Fatalf("jobs %+v", p.jobs)
		}
	})
	t.Run("a person is told once that the budget is used up", func(t *testing.T) {
		p := newPlay(t)
		p.rules.Probing.Budget.Total = 2
		p.jobs = nil
		if d := p.probe(seesOpen(p.now), disclosure.AskedSchedule); kindsOf(d) != "probed" {
			t.Fatalf("got %s", kindsOf(d))
		}
		if d := p.probe(seesOpen(p.now), disclosure.AskedPerson); kindsOf(d) != "probed note" {
			t.Fatalf("got %s", kindsOf(d))
		}
		if d := p.probe(seesOpen(p.now), disclosure.AskedSchedule); kindsOf(d) != "probed" || len(d.Jobs) != 0 {
			t.Fatalf("got %s, %+v", kindsOf(d), d.Jobs)
		}
	})
	t.Run("two people who ask at once ask twice, one person who asks twice at once asks once", func(t *testing.T) {
		p := newPlay(t)
		p.jobs = nil
		p.do(ada, disclosure.RequestProbe{})
		p.do(bob, disclosure.RequestProbe{})
		p.do(ada, disclosure.RequestProbe{})
		if len(p.jobs) != 2 {
			t.Fatalf("jobs %+v", p.jobs)
		}
		p.probe(seesOpen(p.now), disclosure.AskedPerson) // the clock stands still, the case does not
		p.do(ada, disclosure.RequestProbe{})
		if len(p.jobs) < 3 {
			t.Fatalf("a later question at the same moment was lost: %+v", p.jobs)
		}
	})
}

func TestBudgetOfADay(t *testing.T) {
	rules := disclosure.DefaultRules()
	now := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	asked := func(n int) *disclosure.Asset {
		return &disclosure.Asset{ID: "A1", Probes: n, Day: disclosure.DateOf(now), DayProbes: n}
	}
	for _, tc := range []struct {
		reason string
		n      int
		ok     bool
	}{
		{disclosure.AskedSchedule, 3, true},
		{disclosure.AskedSchedule, 4, false},
		{disclosure.AskedWatch, 4, false},
		{disclosure.AskedClaim, 7, true},
		{disclosure.AskedClaim, 8, false},
		{disclosure.AskedPublication, 4, true},
	} {
		if err := rules.Probing.MayProbe(asked(tc.n), tc.reason, now); (err == nil) != tc.ok {
			t.Errorf("%s after %d probes: %v", tc.reason, tc.n, err)
		}
	}
	if err := rules.Probing.MayProbe(asked(8), disclosure.AskedSchedule, now.AddDate(0, 0, 1)); err != nil {
		t.Errorf("the next day: %v", err)
	}
	rules.Probing.Budget = disclosure.Budget{}
	if err := rules.Probing.MayProbe(asked(1000), disclosure.AskedSchedule, now); err != nil {
		t.Errorf("no budget is no bound: %v", err)
	}
}

func TestACaseIsClosedWhenEachAssetIs(t *testing.T) {
	p := newPlay(t)
	p.do(ada, disclosure.AddAsset{Asset: disclosure.Asset{Kind: "s3", Target: "https://other.s3.example/"}})
	p.do(ada, disclosure.SetDeadline{Clause: disclosure.PublicationClause, Due: day20(3, 1)})
	p.closeA1()
	if p.c.AllClosed() || !p.c.ClosedAt().IsZero() || p.c.Clocks[disclosure.PublicationClause].State != disclosure.ClockRunning {
		t.Fatal("one of two is not closed")
	}
	second := func(o disclosure.Observation) {
		p.do(robot, disclosure.RecordProbe{Asset: "A2", Observation: o})
	}
	for range 4 {
		second(seesClosed(p.now))
		p.now = p.now.Add(8 * time.Hour)
	}
	if !p.c.AllClosed() || p.c.Clocks[disclosure.PublicationClause].State != disclosure.ClockTerminated {
		t.Fatalf("%+v", p.c.Assets)
	}
	second(seesOpen(p.now))
	if p.c.AllClosed() || p.exposure("A1") != disclosure.ExposureClosed || p.exposure("A2") != disclosure.ExposureReopened {
		t.Fatalf("%s %s", p.exposure("A1"), p.exposure("A2"))
	}
	if _, runs := p.c.Clocks[disclosure.PublicationClause]; p.c.ExposureState() != disclosure.ExposureReopened || runs {
		t.Fatalf("%s %+v", p.c.ExposureState(), p.c.Clocks)
	}
}
