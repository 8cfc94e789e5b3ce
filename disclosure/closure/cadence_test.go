package closure_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
)

func TestHowOftenAnAssetIsAsked(t *testing.T) {
	rules := command.DefaultRules()
	now := time.Date(2020, 3, 1, 9, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, tc := range []struct {
		name  string
		age   time.Duration
		asset disclosure.Asset
		from  time.Duration // not before
		to    time.Duration // not after
	}{
		{"every six hours in the first week", 6 * day, disclosure.Asset{Exposure: disclosure.ExposureOpen}, 6 * time.Hour * 4 / 5, 6 * time.Hour * 6 / 5},
		{"daily until day 30", 7 * day, disclosure.Asset{Exposure: disclosure.ExposureOpen}, day * 4 / 5, day * 6 / 5},
		{"weekly after it", 30 * day, disclosure.Asset{Exposure: disclosure.ExposureOpen}, 7 * day * 4 / 5, 7 * day * 6 / 5},
		{"daily when it is open again", 400 * day, disclosure.Asset{Exposure: disclosure.ExposureReopened}, day * 4 / 5, day * 6 / 5},
		{"soon, and never early, to confirm a closure", 400 * day, disclosure.Asset{Exposure: disclosure.ExposureSuspected}, 12 * time.Hour, 12 * time.Hour * 6 / 5},
		{"likewise when it was unreachable", 400 * day, disclosure.Asset{Exposure: disclosure.ExposureUnreachable, Streak: disclosure.Streak{Strong: 1}}, 12 * time.Hour, 12 * time.Hour * 6 / 5},
		{"rarely while it is only unreachable", 400 * day, disclosure.Asset{Exposure: disclosure.ExposureUnreachable}, 7 * day * 4 / 5, 7 * day * 6 / 5},
	} {
		t.Run(tc.name, func(t *testing.T) {
			waits := map[time.Duration]bool{}
			for i := range 200 {
				key := fmt.Sprintf("DL-2020-%04d/probe/A1/0", i)
				wait := rules.Probing.Next(key, &tc.asset, now.Add(-tc.age), now).Sub(now)
				if wait < tc.from || wait > tc.to {
					t.Fatalf("after %s, not between %s and %s", wait, tc.from, tc.to)
				}
				if again := rules.Probing.Next(key, &tc.asset, now.Add(-tc.age), now).Sub(now); again != wait {
					t.Fatalf("one key, two waits: %s and %s", wait, again)
				}
				waits[wait] = true
			}
			if len(waits) < 190 {
				t.Errorf("200 assets share %d waits", len(waits))
			}
		})
	}
	t.Run("a spread wait never breaks the run that it confirms", func(t *testing.T) {
		tight := rules
		tight.Probing.Rule.MaxGap = 12*time.Hour + time.Minute
		for i := range 50 {
			if wait := tight.Probing.Next(fmt.Sprint(i), &disclosure.Asset{Exposure: disclosure.ExposureSuspected}, now.AddDate(-1, 0, 0), now).Sub(now); wait > tight.Probing.Rule.MaxGap {
				t.Fatalf("%s is longer than the gap allowed", wait)
			}
		}
	})
}

func TestScheduledProbesKeepOut(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	rules := command.DefaultRules()
	rules.Probing.KeepOut, rules.Probing.KeepOutZone = civil.Hours{From: 8 * 60, To: 18 * 60}, paris
	at := func(text string) time.Time {
		w, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	for _, tc := range []struct {
		hours      civil.Hours
		due, from  string
		stays      bool
		whatsWrong string
	}{
		{rules.Probing.KeepOut, "2020-02-05 07:59", "", true, "before the hours"},
		{rules.Probing.KeepOut, "2020-02-05 08:00", "2020-02-05 18:00", false, "at their beginning"},
		{rules.Probing.KeepOut, "2020-02-05 12:00", "2020-02-05 18:00", false, "within them"},
		{rules.Probing.KeepOut, "2020-02-05 18:00", "", true, "at their end"},
		{civil.Hours{From: 22 * 60, To: 6 * 60}, "2020-02-05 23:00", "2020-02-06 06:00", false, "before midnight"},
		{civil.Hours{From: 22 * 60, To: 6 * 60}, "2020-02-06 01:00", "2020-02-06 06:00", false, "after midnight"},
		{civil.Hours{From: 60, To: 3 * 60}, "2020-03-29 01:30", "2020-03-29 03:00", false, "on the day that has no third hour"},
		{civil.Hours{}, "2020-02-05 12:00", "", true, "without hours"},
	} {
		t.Run(tc.whatsWrong, func(t *testing.T) {
			rules.Probing.KeepOut = tc.hours
			due := at(tc.due)
			got := rules.Probing.Free("key", due)
			if tc.stays {
				if !got.Equal(due) {
					t.Fatalf("moved to %s", got.In(paris))
				}
				return
			}
			if from := at(tc.from); got.Before(from) || got.After(from.Add(time.Hour)) {
				t.Fatalf("moved to %s, want the hour from %s", got.In(paris), from)
			}
		})
	}
	t.Run("who asks is answered at any hour", func(t *testing.T) {
		rules.Probing.KeepOut = civil.Hours{From: 8 * 60, To: 18 * 60}
		noon := at("2020-02-05 12:00")
		for reason, waits := range map[disclosure.ProbeReason]bool{
			disclosure.ProbeForSchedule: true, disclosure.ProbeForWatch: true,
			disclosure.ProbeForClaim: false, disclosure.ProbeForPerson: false, disclosure.ProbeForPublication: false,
		} {
			if until := rules.Probing.KeptOut("key", reason, noon); until.IsZero() == waits {
				t.Errorf("%s waits until %s", reason, until)
			}
		}
		if until := rules.Probing.KeptOut("key", disclosure.ProbeForSchedule, at("2020-02-05 19:00")); !until.IsZero() {
			t.Errorf("in the evening it waits until %s", until)
		}
	})
}

// TestScheduledProbesKeepBudgetAndHours lives through two months of one asset that answers anything.
func TestScheduledProbesKeepBudgetAndHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := commandtest.NewPlay(t)
		p.Rules.Probing.Budget = closure.Budget{PerDay: rapid.IntRange(1, 5).Draw(t, "per day"), Total: 1000}
		p.Rules.Probing.KeepOut = civil.Hours{From: rapid.IntRange(0, 23).Draw(t, "from") * 60}
		p.Rules.Probing.KeepOut.To = (p.Rules.Probing.KeepOut.From + rapid.IntRange(0, 20).Draw(t, "hours")*60) % (24 * 60)
		p.Now = p.Rules.Probing.Free("first", p.Now)
		regularOn := map[civil.Date]int{}
		for range 60 {
			what := rapid.SampledFrom([]string{"open", "strong", "strong", "strong", "weak", "nothing", "local"}).Draw(t, "what")
			p.Probe(commandtest.See(what, p.Now), disclosure.ProbeForSchedule)
			regularOn[civil.DateOf(p.Now)]++
			a, _ := p.C.Asset("A1")
			if !a.NextProbe.After(p.Now) {
				return // closed: it is watched
			}
			if p.Rules.Probing.KeepOut.Contains(a.NextProbe, p.Rules.Zone()) {
				t.Fatalf("asked at %s", a.NextProbe.In(p.Rules.Zone()))
			}
			if wait := a.NextProbe.Sub(p.Now); a.Exposure == disclosure.ExposureSuspected && wait > p.Rules.Probing.Rule.MaxGap {
				t.Fatalf("the next probe comes after %s: the run would not hold", wait)
			}
			p.Now = a.NextProbe
		}
		for day, n := range regularOn {
			if n > p.Rules.Probing.Budget.PerDay {
				t.Fatalf("%d regular probes on %s", n, day)
			}
		}
	})
}
