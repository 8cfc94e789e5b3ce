package gate_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/gate"
)

func TestTheReasonSaysHowLongAgoAProbeWas(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]string{
		0:                              "0 minutes ago",
		90 * time.Minute:               "90 minutes ago",
		2*time.Hour - time.Nanosecond:  "119 minutes ago",
		2 * time.Hour:                  "2 hours ago",
		72*time.Hour - time.Nanosecond: "71 hours ago",
		72 * time.Hour:                 "3 days ago",
		95 * time.Hour:                 "3 days ago",
		100 * time.Hour:                "4 days ago",
	} {
		in := passing(t)
		in.Rules.FreshProbe = 1000 * time.Hour
		in.Case.Assets[0].LastSeen = gateNow.Add(-age)
		if c := stateOf(t, gate.Run(in), gate.CheckFreshProbe); c.Reason != "still closed, probed "+want {
			t.Errorf("%s: %s (%s), want … %s", age, c.State, c.Reason, want)
		}
	}
}

func TestAProbeOfTheFutureShowsNothing(t *testing.T) {
	t.Parallel()
	for _, age := range []time.Duration{-time.Nanosecond, -time.Hour} {
		in := passing(t)
		in.Case.Assets[0].LastSeen = gateNow.Add(-age)
		if c := stateOf(t, gate.Run(in), gate.CheckFreshProbe); c.State != gate.CheckFail || !strings.Contains(c.Reason, "dated in the future") {
			t.Errorf("%s: %s (%s)", age, c.State, c.Reason)
		}
	}
}

func TestAProbeAsOldAsTheRuleAllowsIsFresh(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		limit, age time.Duration
		fresh      bool
	}{
		{time.Hour, time.Hour - 1, true},
		{time.Hour, time.Hour, true},
		{time.Hour, time.Hour + 1, false},
		{0, 1000 * time.Hour, true}, // switched off
		{1, 1000 * time.Hour, false},
		{time.Hour, -1, false}, // nothing was asked in the future
		{-1, 1000 * time.Hour, true},
	} {
		rules := gate.Rules{FreshProbe: tt.limit}
		if got := rules.Fresh(&disclosure.Asset{LastSeen: gateNow.Add(-tt.age)}, gateNow); got != tt.fresh {
			t.Errorf("%s old, %s allowed: fresh %t, want %t", tt.age, tt.limit, got, tt.fresh)
		}
	}
}

func TestTheShortestRuleIsNotSwitchedOff(t *testing.T) {
	t.Parallel()
	runGate(t, gate.CheckFreshProbe, []gateCase{
		{"a nanosecond", func(_ *testing.T, in *gate.Input) { in.Rules.FreshProbe = 1 }, "fail", "2 hours ago, at most 0 minutes are allowed"},
	})
}

func TestTheOldestOfTheProbesCounts(t *testing.T) {
	t.Parallel()
	for _, hours := range [][2]time.Duration{{5, 3}, {3, 5}} {
		in := passing(t)
		in.Case.Assets = append(in.Case.Assets, in.Case.Assets[0])
		for i, h := range hours {
			in.Case.Assets[i].LastSeen = gateNow.Add(-h * time.Hour)
		}
		if c := stateOf(t, gate.Run(in), gate.CheckFreshProbe); c.Reason != "still closed, probed 5 hours ago" {
			t.Errorf("%v: %s (%s)", hours, c.State, c.Reason)
		}
	}
}

func TestTheReasonSaysWhyNoDateOpensTheWay(t *testing.T) {
	t.Parallel()
	runGate(t, gate.CheckClosure, []gateCase{
		{"no name for who said that it is closed", func(_ *testing.T, in *gate.Input) {
			reported(in)
			in.Case.Assets[0].Closure.Source = ""
		}, "fail", "closed according to an unnamed source on 2020-02-05"},
		{"the policy says nothing of it", func(_ *testing.T, in *gate.Input) {
			holdingBack(in, 30)
			openAsset(in)
			in.Mode = disclosure.Limited
		}, "fail", "(the policy has no clause for it, and none is set)"},
		{"the policy is lost", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode, in.Clock.Rules.Default = disclosure.Limited, "gone"
		}, "fail", "(none is set: "},
		{"the clock has not started", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
		}, "fail", "(none is set: "},
		{"it is to come", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
			onClock(in, disclosure.ClockRunning, civil.OnDay(2020, 3, 1))
		}, "fail", "(it is 2020-03-01"},
	})
}

func TestOnlyADeadlineThatWasMovedIsAPromise(t *testing.T) {
	t.Parallel()
	set := func(in *gate.Input, kind disclosure.Kind, due civil.When) {
		seq := len(in.Case.ClockEvents) + 1
		in.Case.ClockEvents = append(in.Case.ClockEvents, disclosure.ClockEvent{
			Seq: seq, Kind: kind, At: civil.OnDay(2020, 2, seq),
			Clock: &disclosure.ClockSet{Clause: disclosure.PublicationClause, Due: due},
		})
	}
	limited := func(events func(in *gate.Input)) func(*testing.T, *gate.Input) {
		return func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
			events(in)
		}
	}
	runGate(t, gate.CheckEmbargo, []gateCase{
		{"it runs as it was set", limited(func(in *gate.Input) {
			set(in, disclosure.KindDeadlineSet, civil.OnDay(2020, 3, 1))
		}), "pass", "no embargo"},
		{"it was moved by one day", limited(func(in *gate.Input) {
			set(in, disclosure.KindDeadlineSet, civil.OnDay(2020, 2, 19))
			set(in, disclosure.KindExtensionGranted, civil.OnDay(2020, 2, 20))
		}), "fail", "extended until 2020-02-20"},
		{"it was moved and has passed", limited(func(in *gate.Input) {
			set(in, disclosure.KindDeadlineSet, civil.OnDay(2020, 2, 10))
			set(in, disclosure.KindExtensionGranted, civil.OnDay(2020, 2, 12))
		}), "pass", "no embargo"},
		{"it was moved and is paused", limited(func(in *gate.Input) {
			set(in, disclosure.KindDeadlineSet, civil.OnDay(2020, 2, 19))
			set(in, disclosure.KindExtensionGranted, civil.OnDay(2020, 3, 1))
			set(in, disclosure.KindClockPaused, civil.When{})
		}), "pass", "no embargo"},
	})
}

func TestTheNewestApprovalOfThisFormIsTheOneThatIsVoid(t *testing.T) {
	t.Parallel()
	runGate(t, gate.CheckApprovalCurrent, []gateCase{
		{"the second of two", func(_ *testing.T, in *gate.Input) {
			in.Digest = "changed"
			in.Case.Approvals = append(in.Case.Approvals, in.Case.Approvals[0])
			in.Case.Approvals[1].By = "carol"
		}, "fail", "changed after carol approved"},
		{"the newest one is of another form", func(_ *testing.T, in *gate.Input) {
			in.Digest = "changed"
			in.Case.Approvals = append(in.Case.Approvals, in.Case.Approvals[0])
			in.Case.Approvals[1].By, in.Case.Approvals[1].Mode = "carol", disclosure.Stub
		}, "fail", "changed after bob approved"},
	})
}

func TestOneCheckThatPassedIsAPass(t *testing.T) {
	t.Parallel()
	if !gate.Passed([]gate.Check{{Name: "x", State: gate.CheckPass}}) {
		t.Error("did not pass")
	}
}
