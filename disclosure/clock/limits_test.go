package clock_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// lastOf evaluates clauses that may refer to those before them, and returns the clock of the last one.
func lastOf(t testing.TB, h clock.Input, now time.Time, off func(civil.Date) bool, clauses ...clock.Clause) clock.Deadline {
	t.Helper()
	p := clock.Policy{Name: "p", Title: "p", Source: "p", Version: "1", Clauses: clauses}
	if flaws := p.Check(nil); len(flaws) > 0 {
		t.Fatalf("the policy has flaws: %v", flaws)
	}
	ds := clock.Evaluate(p, h, now, func(string) func(civil.Date) bool { return off }, time.UTC)
	return ds[len(ds)-1]
}

// offWith are weekends and the given days after the Monday of the first message.
func offWith(days ...int) func(civil.Date) bool {
	return func(d civil.Date) bool {
		for _, n := range days {
			if d == monday.AddDays(n) {
				return true
			}
		}
		return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	}
}

func TestCapAndFloorMoveADateAndSaySo(t *testing.T) {
	t.Parallel()
	limit := func(days int, a ...clock.Anchor) *clock.Relation {
		return &clock.Relation{From: from(a...), Days: days}
	}
	working := func(days int) *clock.Relation {
		return &clock.Relation{From: from(clock.AnchorAttempt), Days: days, Unit: civil.WorkingDays}
	}
	for _, c := range []struct {
		rule       string
		days       int
		cap, floor *clock.Relation
		due        int
		says       string // "" is nothing about a limit
	}{
		{"a cap before the date moves it", 30, limit(20, clock.AnchorAttempt), nil, 20, "; not later than 2020-02-16, 20 days after the first attempt to reach the vendor on 2020-01-27"},
		{"a cap on the date says nothing", 30, limit(30, clock.AnchorAttempt), nil, 30, ""},
		{"a cap after the date says nothing", 30, limit(40, clock.AnchorAttempt), nil, 30, ""},
		{"a cap whose anchor has not happened is none", 30, limit(20, clock.AnchorFixed), nil, 30, ""},
		{"a cap counts working days with the holidays of the clause", 30, working(5), nil, 8, "not later than 2020-02-04, 5 working days after"},
		{"a cap may lie on the day of its anchor", 30, limit(0, clock.AnchorAttempt), nil, 0, "not later than 2020-01-27, on the day of the first attempt"},
		{"a cap of several anchors names the day alone", 30, limit(20, clock.AnchorFixed, clock.AnchorAttempt), nil, 20, "20 days after 2020-01-27"},
		{"a floor after the date moves it", 5, nil, limit(10, clock.AnchorAttempt), 10, "; not earlier than 2020-02-06, 10 days after the first attempt to reach the vendor on 2020-01-27"},
		{"a floor on the date says nothing", 10, nil, limit(10, clock.AnchorAttempt), 10, ""},
		{"a floor before the date says nothing", 10, nil, limit(5, clock.AnchorAttempt), 10, ""},
		{"a floor whose anchor has not happened is none", 5, nil, limit(10, clock.AnchorFixed), 5, ""},
		{"a floor counts working days with the holidays of the clause", 1, nil, working(5), 8, "not earlier than 2020-02-04, 5 working days after"},
		{"where both apply the floor holds", 30, limit(10, clock.AnchorAttempt), limit(12, clock.AnchorAttempt), 12, "not earlier than 2020-02-08"},
	} {
		clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: c.days, Cap: c.cap, Floor: c.floor}
		if strings.Contains(c.says, "working") {
			clause.Holidays = "DE"
		}
		d := evaluateOne(t, clause, oneEpisode(), noon(0), offWith(7))
		if d.Due != clockDay(c.due) || d.Original != d.Due || d.Extended != 0 {
			t.Errorf("%s: due %s, originally %s, want %s", c.rule, d.Due, d.Original, clockDay(c.due))
		}
		if !strings.Contains(d.Because, c.says) || c.says == "" && strings.Contains(d.Because, "; ") {
			t.Errorf("%s: because %q, want %q", c.rule, d.Because, c.says)
		}
	}
}

func TestALimitMayReferToAnotherClause(t *testing.T) {
	t.Parallel()
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 10, MaxExtension: 14}
	h := oneEpisode(func(e *vendorTold) {
		e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "fix", Due: clockDay(20)}}
	})
	for _, c := range []struct {
		rule string
		at   clock.AnchorRule
		due  int
		says string
	}{
		{"as it stands", clock.AnchorRule{Clause: "fix"}, 23, "3 days after fix (2020-02-16)"},
		{"as it was before any extension", clock.AnchorRule{Clause: "fix", Original: true}, 13, "3 days after fix without extension (2020-02-06)"},
	} {
		publish := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 90, Cap: &clock.Relation{From: c.at, Days: 3}}
		d := lastOf(t, h, noon(0), nil, fix, publish)
		if d.Due != clockDay(c.due) || !strings.Contains(d.Because, c.says) || d.Anchor != clock.AnchorAttempt || d.AnchorAt != clockDay(0) {
			t.Errorf("%s: due %s from %s on %s because %q", c.rule, d.Due, d.Anchor, d.AnchorAt, d.Because)
		}
		counted := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: c.at, Days: 3}
		d = lastOf(t, h, noon(0), nil, fix, counted)
		if d.Due != clockDay(c.due) || d.Because != c.says || d.Anchor != "" || d.AnchorAt != clockDay(c.due-3) {
			t.Errorf("counted %s: due %s from %q on %s because %q", c.rule, d.Due, d.Anchor, d.AnchorAt, d.Because)
		}
	}
}

func TestWhatFollowsAClosureIsNotDueBeforeIt(t *testing.T) {
	t.Parallel()
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 20}
	for _, c := range []struct {
		rule  string
		when  clock.Condition
		fixed int
		due   int
		says  bool
	}{
		{"closed after the date", clock.Condition{Fact: clock.IsFixed}, 9, 9, true},
		{"closed on the date", clock.Condition{Fact: clock.IsFixed}, 5, 5, false},
		{"closed before the date", clock.Condition{Fact: clock.IsFixed}, 3, 5, false},
		{"closed after the date and in time", clock.Condition{Fact: clock.FixedWithin, Clause: "fix"}, 9, 9, true},
		{"of a clause that asks for no closure", clock.Condition{Fact: clock.NotAcknowledged}, 9, 5, false},
	} {
		publish := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 5, When: []clock.Condition{c.when}}
		h := oneEpisode(func(e *vendorTold) { e.Fixed = clock.Moment{At: clockDay(c.fixed)} })
		d := lastOf(t, h, noon(c.fixed), nil, fix, publish)
		if d.Due != clockDay(c.due) || strings.Contains(d.Because, "not before the closure on "+clockDay(c.fixed).String()) != c.says {
			t.Errorf("%s: due %s because %q, want %s", c.rule, d.Due, d.Because, clockDay(c.due))
		}
	}
	clause := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 5, When: []clock.Condition{{Fact: clock.IsFixed}}}
	if d := evaluateOne(t, clause, oneEpisode(), noon(9), nil); d.Due != clockDay(5) || d.State != disclosure.ClockNotStarted {
		t.Errorf("not closed at all: %s, due %s", d.State, d.Due)
	}
}

func TestHolidaysMatterToAClauseThatCountsWithThemOnly(t *testing.T) {
	t.Parallel()
	asked := func(c clock.Clause, owner string, known bool) (clock.Deadline, []string) {
		var sets []string
		c.Name, c.Due, c.From = "fix", disclosure.DueFix, from(clock.AnchorAttempt)
		h := oneEpisode()
		h.Holidays = owner
		ds := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{c}}, h, noon(0), func(set string) func(civil.Date) bool {
			sets = append(sets, set)
			if !known {
				return nil
			}
			return offWith(1)
		}, nil)
		return ds[0], sets
	}
	cap5 := &clock.Relation{From: from(clock.AnchorAttempt), Days: 5, Unit: civil.WorkingDays}
	plain := &clock.Relation{From: from(clock.AnchorAttempt), Days: 50}
	for _, c := range []struct {
		rule   string
		clause clock.Clause
		owner  string
		sets   string
	}{
		{"working days", clock.Clause{Days: 3, Unit: civil.WorkingDays, Holidays: "DE"}, "FR", "DE"},
		{"of the owner", clock.Clause{Days: 3, Unit: civil.WorkingDays, Holidays: clock.OwnerHolidays}, "FR", "FR"},
		{"of an owner whose country nobody knows", clock.Clause{Days: 3, Unit: civil.WorkingDays, Holidays: clock.OwnerHolidays}, "", ""},
		{"none is named", clock.Clause{Days: 3, Unit: civil.WorkingDays}, "FR", ""},
		{"calendar days", clock.Clause{Days: 3, Holidays: "DE"}, "FR", ""},
		{"calendar days that are shifted", clock.Clause{Days: 3, Holidays: "DE", Shift: clock.ShiftNextWorking}, "FR", "DE"},
		{"calendar days that are not shifted", clock.Clause{Days: 3, Holidays: "DE", Shift: clock.ShiftNone}, "FR", ""},
		{"a cap in working days", clock.Clause{Days: 3, Holidays: "DE", Cap: cap5}, "FR", "DE"},
		{"a floor in working days", clock.Clause{Days: 3, Holidays: "DE", Floor: cap5}, "FR", "DE"},
		{"limits in calendar days", clock.Clause{Days: 60, Holidays: "DE", Cap: plain, Floor: plain}, "FR", ""},
	} {
		for _, known := range []bool{true, false} {
			d, sets := asked(c.clause, c.owner, known)
			if got := strings.Join(sets, " "); got != c.sets {
				t.Errorf("%s: the sets %q were asked for, want %q", c.rule, got, c.sets)
			}
			if says := strings.Contains(d.Because, "no holidays of "+c.sets+" are known"); says != (c.sets != "" && !known) {
				t.Errorf("%s, known %v: because %q", c.rule, known, d.Because)
			}
		}
	}
	// Without any calendar weekends are off, and nothing is said.
	c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 5, Unit: civil.WorkingDays, Holidays: "DE"}
	d := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{c}}, oneEpisode(), noon(0), nil, nil)[0]
	if d.Due != clockDay(7) || strings.Contains(d.Because, "no holidays") {
		t.Errorf("without a calendar: %s because %q", d.Due, d.Because)
	}
}

func TestADateBeyondTheCalendarIsNone(t *testing.T) {
	t.Parallel()
	last := civil.Date{Year: 2200, Month: time.December, Day: 31}
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 5, MaxExtension: 100}
	at := func(d civil.Date) clock.Moment { return clock.Moment{At: d.When()} }
	h := oneEpisode(func(e *vendorTold) {
		e.Attempts[0].At = last.AddDays(-20).When()
		e.Moves = []clock.DateChange{{Moment: at(last.AddDays(-19)), Clause: "fix", Due: last.When()}}
		e.Pauses = []clock.Pause{{From: at(last.AddDays(-10)), To: at(last.AddDays(-5)), WaitingOn: disclosure.WaitingOnUs}}
	})
	if d := evaluateOne(t, fix, h, noon(0), nil); !d.Due.IsZero() || d.State != disclosure.ClockNotStarted || !strings.Contains(d.Because, "beyond the calendar") {
		t.Errorf("the extended date alone is beyond it: %s, %s, %q", d.Due, d.State, d.Because)
	}
	h.Episodes[0].Pauses = nil
	if d := evaluateOne(t, fix, h, noon(0), nil); d.Due != last.When() || strings.Contains(d.Because, "beyond") {
		t.Errorf("the last day is a day: %s because %q", d.Due, d.Because)
	}
	h = oneEpisode(func(e *vendorTold) { e.Attempts[0].At = last.AddDays(-4).When() })
	if d := evaluateOne(t, fix, h, noon(0), nil); !d.Due.IsZero() {
		t.Errorf("a day after the last one: %s", d.Due)
	}
}
