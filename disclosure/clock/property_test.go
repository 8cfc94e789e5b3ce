package clock_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// someHolidays is a set whose days off are spread without a pattern.
func someHolidays(d civil.Date) bool {
	wd := d.Weekday()
	return wd == time.Saturday || wd == time.Sunday || (d.Day*7+int(d.Month)*3+d.Year)%17 == 0
}

func offFor(set string) func(civil.Date) bool {
	if set == "some" {
		return someHolidays
	}
	return nil
}

// drawClause draws a clause; above are the names that it may refer to.
func drawClause(t *rapid.T, i int, above []string) clock.Clause {
	c := clock.Clause{
		Name:         fmt.Sprintf("c%d", i),
		Due:          rapid.SampledFrom(disclosure.DueKinds()).Draw(t, "due"),
		Days:         rapid.IntRange(0, 120).Draw(t, "days"),
		Unit:         rapid.SampledFrom([]civil.Unit{civil.CalendarDays, civil.WorkingDays}).Draw(t, "unit"),
		Grace:        rapid.SampledFrom([]int{0, 0, 3, 14}).Draw(t, "grace"),
		MaxExtension: rapid.SampledFrom([]int{0, 0, 30, 90}).Draw(t, "max"),
		Shift:        rapid.SampledFrom([]clock.Shift{clock.ShiftNone, clock.ShiftNextWorking}).Draw(t, "shift"),
		Pause:        rapid.SampledFrom([]clock.PauseRule{clock.PauseNever, clock.PauseOurs, clock.PauseAny}).Draw(t, "pause"),
		Holidays:     "some",
		Hour:         rapid.SampledFrom([]int{0, 0, 12 * 60}).Draw(t, "hour"),
	}
	anchor := func(name string) clock.AnchorRule {
		if len(above) > 0 && rapid.IntRange(0, 2).Draw(t, name+"?") == 0 {
			return clock.AnchorRule{Clause: rapid.SampledFrom(above).Draw(t, name+" clause"), Original: rapid.Bool().Draw(t, name+" original")}
		}
		return clock.AnchorRule{
			Take: rapid.SampledFrom([]clock.Take{clock.TakeFirst, clock.TakeEarliest, clock.TakeLatest}).Draw(t, name+" take"),
			Of:   rapid.SliceOfN(rapid.SampledFrom(clock.Anchors()), 1, 3).Draw(t, name+" of"),
		}
	}
	c.From = anchor("from")
	limit := func(name string) *clock.Relation {
		if rapid.IntRange(0, 4).Draw(t, name) > 0 {
			return nil
		}
		return &clock.Relation{From: anchor(name), Days: rapid.IntRange(0, 60).Draw(t, name+" days")}
	}
	c.Cap, c.Floor = limit("cap"), limit("floor")
	return c
}

func drawPolicy(t *rapid.T) clock.Policy {
	p := clock.Policy{Name: "drawn", Title: "drawn", Source: "drawn", Version: "1"}
	var above []string
	for i := range rapid.IntRange(1, 5).Draw(t, "clauses") {
		c := drawClause(t, i, above)
		p.Clauses = append(p.Clauses, c)
		above = append(above, c.Name)
	}
	return p
}

func drawHistory(t *rapid.T, p clock.Policy) clock.Input {
	moment := func(name string) clock.Moment {
		if rapid.Bool().Draw(t, name+"?") {
			return clock.Moment{}
		}
		return clock.Moment{At: clockDay(rapid.IntRange(0, 150).Draw(t, name))}
	}
	h := oneEpisode(func(e *vendorTold) {
		e.Discovered, e.Acknowledged, e.Exploited = clock.Moment{At: clockDay(-3)}, moment("acknowledged"), moment("exploited")
		e.Fixed, e.HeadsUp, e.Aware = moment("fixed"), moment("heads up"), moment("aware")
		if m := moment("promised"); !m.IsZero() {
			e.Promised, e.PromisedFor = m, m.At.First().AddDays(9).When()
		}
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			start := rapid.IntRange(0, 100).Draw(t, "pause from")
			e.Pauses = append(e.Pauses, clock.Pause{
				From: clock.Moment{At: clockDay(start)}, To: clock.Moment{At: clockDay(start + rapid.IntRange(0, 20).Draw(t, "pause for"))},
				WaitingOn: rapid.SampledFrom([]disclosure.WaitingOn{disclosure.WaitingOnUs, disclosure.WaitingAgreed}).Draw(t, "ball"),
			})
		}
		for range rapid.IntRange(0, 2).Draw(t, "moves") {
			e.Moves = append(e.Moves, drawMove(t, p))
		}
	})
	h.Holidays = "some"
	return h
}

func drawMove(t *rapid.T, p clock.Policy) clock.DateChange {
	return clock.DateChange{
		Moment:     clock.Moment{At: clockDay(rapid.IntRange(0, 100).Draw(t, "move at"))},
		Clause:     rapid.SampledFrom(p.Clauses).Draw(t, "moved").Name,
		Due:        clockDay(rapid.IntRange(0, 200).Draw(t, "move to")),
		CoApprover: rapid.SampledFrom([]string{"", "Grace"}).Draw(t, "second"),
	}
}

// Whatever is extended: no date of any clause comes earlier than it would have.
func TestExtendingNeverMovesADateEarlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		h := drawHistory(t, p)
		now := noon(rapid.IntRange(0, 200).Draw(t, "now"))
		before := clock.Evaluate(p, h, now, offFor, time.UTC)
		move := drawMove(t, p)
		h.Episodes[0].Moves = append(h.Episodes[0].Moves, move)
		after := clock.Evaluate(p, h, now, offFor, time.UTC)
		for i := range before {
			if before[i].Due.IsZero() != after[i].Due.IsZero() || after[i].Ends.Before(before[i].Ends) {
				t.Fatalf("extending %s to %s moved %s from %s to %s", move.Clause, move.Due, before[i].Clause, before[i].Due, after[i].Due)
			}
		}
	})
}

// A pause adds exactly its length, counted in the unit of the clause.
func TestPausingThenResumingAddsExactlyThePausedTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := clock.Clause{
			Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: rapid.IntRange(0, 120).Draw(t, "days"), Holidays: "some",
			Unit: rapid.SampledFrom([]civil.Unit{civil.CalendarDays, civil.WorkingDays}).Draw(t, "unit"),
		}
		h := oneEpisode()
		h.Episodes[0].Parties[0].Attempts[0].At = clockDay(rapid.IntRange(0, 6).Draw(t, "weekday"))
		eval := func(now time.Time) clock.Deadline {
			return clock.Evaluate(clock.Policy{Clauses: []clock.Clause{c}}, h, now, offFor, time.UTC)[0]
		}
		before := eval(noon(0))
		start := rapid.IntRange(0, civil.DaysBetween(monday, before.Due.First())).Draw(t, "from")
		length := rapid.IntRange(0, 90).Draw(t, "for")
		h.Episodes[0].Pauses = []clock.Pause{{From: clock.Moment{At: clockDay(start)}, WaitingOn: disclosure.WaitingOnUs}}
		lasting := eval(noon(start + length))
		h.Episodes[0].Pauses[0].To = clock.Moment{At: clockDay(start + length)}
		after := eval(noon(start + length))

		count := func(a, b civil.Date) int {
			if c.Unit == civil.WorkingDays {
				return civil.CountDays(a, b, civil.WorkingDays, someHolidays)
			}
			return civil.DaysBetween(a, b)
		}
		want := count(monday.AddDays(start), monday.AddDays(start+length))
		if got := count(before.Due.First(), after.Due.First()); got != want || after.PausedDays != want {
			t.Fatalf("a pause of %d days of %s moved %s to %s, by %d, and says %d", want, c.Unit, before.Due, after.Due, got, after.PausedDays)
		}
		if lasting.State != disclosure.ClockPaused || lasting.Due != after.Due {
			t.Fatalf("while it lasts: %s on %s; resumed at once: %s", lasting.State, lasting.Due, after.Due)
		}
	})
}

// A reminder is due on the day of the first attempt, and that attempt has its date from somebody west of the team: it is the day
// of the team that counts, and the attempt is done on it.
func TestAnAttemptIsOnTheDayOfTheTeam(t *testing.T) {
	t.Parallel()
	west, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	p := clock.Policy{Clauses: []clock.Clause{
		{Name: "answer", Due: disclosure.DueAcknowledge, From: from(clock.AnchorAttempt), Holidays: "some"},
		{Name: "again", Due: disclosure.DueReminder, From: clock.AnchorRule{Clause: "answer"}, Holidays: "some"},
	}}
	stamp := time.Date(2020, time.March, 27, 0, 0, 0, 0, time.UTC)
	for _, zone := range []*time.Location{time.UTC, west} {
		h := oneEpisode(func(e *vendorTold) { e.Attempts[0].At = civil.At(stamp.In(zone)) })
		if d := clock.Evaluate(p, h, stamp.Add(time.Hour), offFor, time.UTC)[1]; d.State != disclosure.ClockTerminated || !d.Done {
			t.Errorf("stated in %s: %s on %s, %s", zone, d.State, d.Due, d.Because)
		}
	}
}

// The reader's zone, and the zone in which a fact was stated, change nothing: the same instants give the same clocks.
func TestEveryDateIsTheSameForEveryReader(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{time.UTC}
	for _, name := range []string{"Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Niue", "Australia/Lord_Howe"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, loc)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		team := rapid.SampledFrom(zones).Draw(t, "team")
		stamp := time.Date(2020, time.March, 27, 0, rapid.IntRange(0, 3*24*60).Draw(t, "minute"), 0, 0, time.UTC)
		now := stamp.Add(time.Duration(rapid.IntRange(0, 200*24).Draw(t, "hours")) * time.Hour)
		history := func(zone *time.Location) clock.Input {
			return oneEpisode(func(e *vendorTold) {
				e.Attempts[0].At = civil.At(stamp.In(zone))
				e.Discovered = clock.Moment{At: civil.At(stamp.Add(-100 * time.Hour).In(zone))}
				e.Acknowledged = clock.Moment{At: civil.At(stamp.Add(30 * time.Hour).In(zone))}
				e.Pauses = []clock.Pause{{From: clock.Moment{At: civil.At(stamp.Add(50 * time.Hour).In(zone))}, To: clock.Moment{At: civil.At(stamp.Add(99 * time.Hour).In(zone))}, WaitingOn: disclosure.WaitingOnUs}}
			})
		}
		reader, other := rapid.SampledFrom(zones).Draw(t, "reader"), rapid.SampledFrom(zones).Draw(t, "other")
		a := clock.Evaluate(p, history(reader), now.In(reader), offFor, team)
		b := clock.Evaluate(p, history(other), now.In(other), offFor, team)
		for i := range a {
			if a[i].Due != b[i].Due || !a[i].Ends.Equal(b[i].Ends) || a[i].State != b[i].State || a[i].PausedDays != b[i].PausedDays {
				t.Fatalf("%s read it as %s %s, %s as %s %s", reader, a[i].Due, a[i].State, other, b[i].Due, b[i].State)
			}
		}
	})
}

// A clock that was evaluated later never has an earlier date, unless something happened.
func TestTimeAloneMovesNoDate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		h := drawHistory(t, p)
		n := rapid.IntRange(0, 200).Draw(t, "now")
		a := clock.Evaluate(p, h, noon(n), offFor, time.UTC)
		b := clock.Evaluate(p, h, noon(n+rapid.IntRange(0, 300).Draw(t, "later")), offFor, time.UTC)
		for i := range a {
			if a[i].Due != b[i].Due || !a[i].Ends.Equal(b[i].Ends) {
				t.Fatalf("%s was %s and became %s", a[i].Clause, a[i].Due, b[i].Due)
			}
		}
	})
}
