package clock_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
)

// ladder is a policy with a clause of each kind.
func ladder() clock.Policy {
	attempt := from(clock.AnchorAttempt)
	return clock.Policy{Name: "ladder", Title: "l", Source: "s", Version: "1", Clauses: []clock.Clause{
		{Name: "no_word", Due: disclosure.DueReminder, From: from(clock.AnchorLastAnswer), Days: 14},
		{Name: "second", Due: disclosure.DueSecondChannel, From: attempt, Days: 2, Bounce: &clock.Bounce{Role: disclosure.Vendor, Times: 1}},
		{Name: "provider", Due: disclosure.DueProvider, From: attempt, Days: 2},
		{Name: "csirt", Due: disclosure.DueCSIRT, From: attempt, Days: 5, Unit: civil.WorkingDays, Holidays: clock.OwnerHolidays},
		{Name: "fix", Due: disclosure.DueFix, From: attempt, Days: 7, MaxExtension: 30},
		{Name: "publication", Due: disclosure.DuePublishLimited, From: attempt, Days: 30, When: []clock.Condition{{Fact: clock.NotFixed}}},
	}}
}

// of says which vendor an event is about.
func of(name string) func(*disclosure.Event) { return party(disclosure.Vendor, name) }

// severally is the case of some vendors, each with an asset of their own.
func severally(vendors []string, events ...disclosure.Event) *disclosure.Case {
	c := &disclosure.Case{ID: "DL-2020-0001", Work: disclosure.WorkActive}
	countries := []string{"FR", "DE", "GB"}
	for i, name := range vendors {
		c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name, Country: countries[i%3]})
		c.Assets = append(c.Assets, disclosure.Asset{ID: "A" + name, Owner: name})
	}
	for i := range events {
		events[i].Seq = i + 1
	}
	c.ClockEvents = disclosure.ClockEventsOf(events)
	return c
}

func clocksOf(t testing.TB, c *disclosure.Case, now time.Time) []clock.Deadline {
	t.Helper()
	clocks, err := clock.Deadlines(c, clock.Env{Now: now, Zone: time.UTC, Rules: clock.Rules{Default: "ladder", Policies: map[string]clock.Policy{"ladder": ladder()}}})
	if err != nil {
		t.Fatal(err)
	}
	return clock.CurrentClocks(clocks)
}

func named(t testing.TB, clocks []clock.Deadline, key string) clock.Deadline {
	t.Helper()
	d, err := clock.Resolve(clocks, key)
	if err != nil || d == nil {
		t.Fatalf("%s: %v", key, err)
	}
	return *d
}

func TestAnAnswerOfOneVendorLeavesTheOther(t *testing.T) {
	t.Parallel()
	contacted, answered := disclosure.KindContacted, disclosure.KindAcknowledged
	clocks := clocksOf(t, severally([]string{"A", "B"}, happened(0, contacted, of("A")), happened(3, contacted, of("B")), happened(4, answered, of("A"))), noon(4))
	for key, want := range map[string]string{
		"second@vendor/A": "2020-02-16", // the answer of 31 January, 14 days, and 2
		"second@vendor/B": "2020-02-01", // 30 January and 2
		"fix":             "2020-02-03", // from the first one told
		"publication":     "2020-02-26",
	} {
		if d := named(t, clocks, key); d.Due.String() != want {
			t.Errorf("%s is due on %s, want %s: %s", key, d.Due, want, d.Because)
		}
	}
	if a := named(t, clocks, "second@vendor/a"); a.Role != disclosure.Vendor || a.Name != "A" || a.Country != "FR" {
		t.Errorf("whose clock: %+v", a)
	}
	if f := named(t, clocks, "fix"); f.Role != "" || f.Name != "" {
		t.Errorf("a date of the case is nobody's: %+v", f)
	}
}

func TestAClauseAloneNamesNoClockOfSeveral(t *testing.T) {
	t.Parallel()
	clocks := clocksOf(t, severally([]string{"A", "B"}, happened(0, disclosure.KindContacted, of("A"))), noon(1))
	if d, err := clock.Resolve(clocks, "second"); d != nil || fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "second@vendor/A") || !strings.Contains(err.Error(), "second@vendor/B") {
		t.Errorf("%+v, %v", d, err)
	}
	if d, err := clock.Resolve(clocks, "second@vendor/C"); d != nil || err != nil {
		t.Errorf("a party without a clock: %+v, %v", d, err)
	}
	one := clocksOf(t, severally([]string{"A"}, happened(0, disclosure.KindContacted)), noon(1))
	if d, err := clock.Resolve(one, "second"); err != nil || d == nil || d.Key() != "second@vendor/A" {
		t.Errorf("with one vendor the clause is enough: %+v, %v", d, err)
	}
	for key, want := range map[string]disclosure.ClockSet{
		"fix":               {Clause: "fix"},
		"call@noon":         {Clause: "call@noon"},
		"call@noon/x":       {Clause: "call@noon/x"},
		"p@vendor/A/B":      {Clause: "p", Role: disclosure.Vendor, Name: "A/B"},
		"p@vendor/A@vendor": {Clause: "p@vendor/A@vendor"},
	} {
		if got := clock.SplitKey(key); got != want {
			t.Errorf("%s is %+v, want %+v", key, got, want)
		}
	}
}

func TestADecisionForOnePartyMovesNoOther(t *testing.T) {
	t.Parallel()
	set := func(k disclosure.ClockSet) func(*disclosure.Event) {
		return func(e *disclosure.Event) { e.Detail.Clock, e.Detail.CoApprover = &k, "bob" }
	}
	told := []disclosure.Event{happened(0, disclosure.KindContacted, of("A")), happened(0, disclosure.KindContacted, of("B"))}
	one := clocksOf(t, severally([]string{"A", "B"}, append(told[:2:2], happened(1, disclosure.KindExtensionGranted, set(disclosure.ClockSet{Clause: "provider", Role: disclosure.Vendor, Name: "A", Due: clockDay(9)})))...), noon(1))
	if a, b := named(t, one, "provider@vendor/A"), named(t, one, "provider@vendor/B"); a.Due != clockDay(9) || b.Due != clockDay(2) {
		t.Errorf("extended for A: A %s, B %s", a.Due, b.Due)
	}
	// Recorded before clocks belonged to parties: it is about every party.
	all := clocksOf(t, severally([]string{"A", "B"}, append(told[:2:2], happened(1, disclosure.KindExtensionGranted, set(disclosure.ClockSet{Clause: "provider", Due: clockDay(9)})))...), noon(1))
	if a, b := named(t, all, "provider@vendor/A"), named(t, all, "provider@vendor/B"); a.Due != clockDay(9) || b.Due != clockDay(9) {
		t.Errorf("extended for all: A %s, B %s", a.Due, b.Due)
	}
}

func TestHolidaysAreThoseOfEachPartysCountry(t *testing.T) {
	t.Parallel()
	off := func(set string) func(civil.Date) bool {
		return func(d civil.Date) bool {
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			return weekend || set == "DE" && d == monday.AddDays(2)
		}
	}
	c := severally([]string{"A", "B"}, happened(0, disclosure.KindContacted, of("A")), happened(0, disclosure.KindContacted, of("B")))
	clocks, err := clock.Deadlines(c, clock.Env{Now: noon(0), Zone: time.UTC, Rules: clock.Rules{Default: "ladder", Policies: map[string]clock.Policy{"ladder": ladder()}, DaysOff: off}})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := named(t, clocks, "csirt@vendor/A"), named(t, clocks, "csirt@vendor/B"); a.Due != clockDay(7) || b.Due != clockDay(8) {
		t.Errorf("five working days: in France %s, in Germany with a day off %s", a.Due, b.Due)
	}
}

func TestWhatEachScopeCountsFrom(t *testing.T) {
	t.Parallel()
	c := severally([]string{"A", "B"}, happened(0, disclosure.KindContacted, of("A")), happened(3, disclosure.KindContacted, of("B")), happened(4, disclosure.KindAcknowledged, of("B")))
	for scope, want := range map[clock.For][]string{
		clock.ForEach:  {"2020-02-01", "2020-02-19"}, // A from its attempt; B rests: 31 January, 14 days and 5
		clock.ForFirst: {"2020-02-01"},               // hears A alone
		clock.ForAny:   {"2020-02-19"},               // hears B
		clock.ForAll:   {"2020-02-04"},               // from B's attempt, and hears nobody before A answered
	} {
		p := clock.Policy{Name: "ladder", Clauses: []clock.Clause{{Name: "csirt", Due: disclosure.DueCSIRT, From: from(clock.AnchorAttempt), Days: 5, For: scope}}}
		var got []string
		for _, d := range clock.Evaluate(p, clock.InputOf(c), noon(4), nil, nil) {
			got = append(got, d.Due.String())
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v, want %v", scope, got, want)
		}
	}
}

// One party's events never move another party's clock.
func TestOnePartysEventsNeverMoveAnotherPartysClock(t *testing.T) {
	t.Parallel()
	kinds := []disclosure.Kind{
		disclosure.KindContacted, disclosure.KindBounced, disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindFixPromised,
		disclosure.KindFixClaimed, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindDeemedAware, disclosure.KindHeadsUpSent,
	}
	rapid.Check(t, func(t *rapid.T) {
		var theirs, all []disclosure.Event
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			e := happened(rapid.IntRange(0, 40).Draw(t, "day"), rapid.SampledFrom(kinds).Draw(t, "kind"), of(rapid.SampledFrom([]string{"A", "B"}).Draw(t, "party")))
			if e.Kind == disclosure.KindFixPromised {
				e.Until = clockDay(rapid.IntRange(0, 60).Draw(t, "until"))
			}
			all = append(all, e)
			if e.Name == "A" {
				theirs = append(theirs, e)
			}
		}
		now := noon(rapid.IntRange(0, 60).Draw(t, "now"))
		eval := func(events []disclosure.Event) map[string]clock.Deadline {
			c := severally([]string{"A", "B"})
			for i := range events {
				events[i].Seq = i + 1
			}
			c.ClockEvents = disclosure.ClockEventsOf(events)
			out := map[string]clock.Deadline{}
			for _, d := range clock.Evaluate(ladder(), clock.InputOf(c), now, nil, time.UTC) {
				if d.Name == "A" {
					d.Because, d.AnchorSeq = "", 0 // they name events by their number
					out[d.Key()] = d
				}
			}
			return out
		}
		with, without := eval(all), eval(theirs)
		for key, d := range with {
			if o := without[key]; d.Due != o.Due || d.State != o.State || d.Ends != o.Ends || d.AnchorAt != o.AnchorAt || d.Done != o.Done {
				t.Fatalf("%s: %s %s with the events of B, %s %s without", key, d.State, d.Due, o.State, o.Due)
			}
		}
	})
}
