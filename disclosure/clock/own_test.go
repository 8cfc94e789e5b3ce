package clock_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
)

func TestADateOfTheTeamIsAClauseOfItsOwn(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Clauses: []clock.Clause{{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7}}}
	own := func(clause string, due int, set bool) clock.DateChange {
		return clock.DateChange{Moment: clock.Moment{At: clockDay(1), Seq: 4}, Clause: clause, Due: clockDay(due), Set: set}
	}
	noDate := own("talk", 0, true)
	noDate.Due = civil.When{}
	for _, c := range []struct {
		rule  string
		moves []clock.DateChange
		names string // of the clauses besides fix
	}{
		{"a date that no clause gives", []clock.DateChange{own("talk", 20, true)}, "talk"},
		{"an extension that somebody tells of", []clock.DateChange{own("talk", 20, false)}, "talk"},
		{"once, however often it is moved", []clock.DateChange{own("talk", 20, true), own("talk", 25, true)}, "talk"},
		{"two dates", []clock.DateChange{own("talk", 20, true), own("call", 5, true)}, "talk,call"},
		{"a date of the policy is no other clause", []clock.DateChange{own("fix", 20, true)}, ""},
		{"a date of no clause is none", []clock.DateChange{own("", 20, true)}, ""},
		{"a decision without a date is none", []clock.DateChange{noDate}, ""},
	} {
		before := len(p.Clauses)
		got := ""
		for _, d := range clock.Evaluate(p, oneEpisode(func(e *vendorTold) { e.Moves = c.moves }), noon(2), nil, nil)[1:] {
			if got != "" {
				got += ","
			}
			got += d.Clause
			if d.What != disclosure.DueOwn || d.State != disclosure.ClockRunning || d.Anchor != "" || d.AnchorAt != clockDay(1) || d.AnchorSeq != 4 {
				t.Errorf("%s: %+v", c.rule, d)
			}
		}
		if got != c.names || len(p.Clauses) != before {
			t.Errorf("%s: %q, want %q; the policy has %d clauses", c.rule, got, c.names, len(p.Clauses))
		}
	}
}

func TestAPolicyIsNotChangedByTheDatesOfACase(t *testing.T) {
	t.Parallel()
	shared := make([]clock.Clause, 1, 4)
	shared[0] = clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7}
	h := oneEpisode(func(e *vendorTold) {
		e.Moves = []clock.DateChange{
			{Moment: clock.Moment{At: clockDay(1)}, Clause: "talk", Due: clockDay(20), Set: true},
			{Moment: clock.Moment{At: clockDay(1)}, Clause: "call", Due: clockDay(20), Set: true},
		}
	})
	clock.Evaluate(clock.Policy{Clauses: shared}, h, noon(2), nil, nil)
	if spare := shared[:4]; spare[1].Name != "" || spare[2].Name != "" {
		t.Errorf("the policy's own memory holds %q and %q", spare[1].Name, spare[2].Name)
	}
}

func TestWhatADateOfTheTeamIsLike(t *testing.T) {
	t.Parallel()
	laid := func(clause string, moves ...clock.DateChange) func(*vendorTold) {
		return func(e *vendorTold) {
			e.Moves = append([]clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: clause, Due: clockDay(20), Set: true}}, moves...)
		}
	}
	one := func(now int, change ...func(*vendorTold)) clock.Deadline {
		return clock.Evaluate(clock.Policy{}, oneEpisode(change...), noon(now), nil, nil)[0]
	}
	const publication = disclosure.PublicationClause
	fixed := func(n int) func(*vendorTold) {
		return func(e *vendorTold) { e.Fixed = clock.Moment{At: clockDay(n)} }
	}
	if d := one(2, laid("talk")); d.What != disclosure.DueOwn || d.Due != clockDay(20) {
		t.Errorf("a talk: %s on %s", d.What, d.Due)
	}
	if d := one(5, laid("talk"), fixed(4)); d.State != disclosure.ClockTerminated {
		t.Errorf("a talk after the closure: %s", d.State)
	}
	if d := one(25, laid("talk"), fixed(24)); d.State != disclosure.ClockTerminated {
		t.Errorf("a talk that was over as it was closed: %s", d.State)
	}
	if d := one(2, laid(publication)); d.What != disclosure.DuePublishLimited {
		t.Errorf("a publication permits %s", d.What)
	}
	if d := one(5, laid(publication), fixed(4)); d.State != disclosure.ClockTerminated {
		t.Errorf("what is closed is not published in limited form: %s", d.State)
	}
	if d := one(25, laid(publication), fixed(24)); d.State != disclosure.ClockOverdue {
		t.Errorf("what a publication permitted stays permitted: %s", d.State)
	}
	if d := one(2, laid(publication), func(e *vendorTold) { e.Acknowledged = clock.Moment{At: clockDay(1)} }); d.State != disclosure.ClockRunning {
		t.Errorf("an answer ends no date of the team: %s", d.State)
	}
	if d := one(5, laid("talk"), func(e *vendorTold) { e.Pauses = []clock.Pause{stood(2, 4, agreed)} }); d.Due != clockDay(22) {
		t.Errorf("any pause moves it: %s", d.Due)
	}
	later := clock.DateChange{Moment: clock.Moment{At: clockDay(2)}, Clause: "talk", Due: clockDay(400)}
	if d := one(5, laid("talk", later)); d.Due != clockDay(400) || d.Original != clockDay(20) {
		t.Errorf("one person moves it as far as it likes: %s", d.Due)
	}
	told := laid("talk")
	if d := one(5, func(e *vendorTold) { told(e); e.Moves[0].Set = false }); d.Due != clockDay(20) {
		t.Errorf("an extension that a history tells of is its date: %s", d.Due)
	}
}

func TestAClauseOfThePolicyWaitsUntilItsDateIsLaidDown(t *testing.T) {
	t.Parallel()
	aware := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAware), Days: 7, MaxExtension: 14}
	one := func(set bool) clock.Deadline {
		return evaluateOne(t, aware, oneEpisode(func(e *vendorTold) {
			e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1), Seq: 4}, Clause: "fix", Due: clockDay(20), Set: set}}
		}), noon(2), nil)
	}
	if d := one(true); d.Due != clockDay(20) || d.State != disclosure.ClockRunning || d.AnchorSeq != 4 {
		t.Errorf("laid down: %s on %s", d.State, d.Due)
	}
	other := evaluateOne(t, aware, oneEpisode(func(e *vendorTold) {
		e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "fix", Set: true}, {Moment: clock.Moment{At: clockDay(1)}, Clause: "fix", Due: clockDay(9), Set: true}}
	}), noon(2), nil)
	if other.Due != clockDay(9) {
		t.Errorf("a decision without a date is none: %s", other.Due)
	}
	if d := one(false); !d.Due.IsZero() || d.State != disclosure.ClockNotStarted {
		t.Errorf("an extension of nothing: %s on %s", d.State, d.Due)
	}
}

func TestHowFarAClockMayBeExtended(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Name: "p", Clauses: []clock.Clause{
		{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7, MaxExtension: 14},
		{Name: "grace", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7, Grace: 3},
	}}
	at := func(n int, change ...func(*vendorTold)) []clock.Deadline {
		return clock.Evaluate(p, oneEpisode(change...), noon(n), nil, nil)
	}
	extended := func(e *vendorTold) {
		e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "fix", Due: clockDay(10)}}
	}
	for _, c := range []struct {
		rule   string
		d      clock.Deadline
		code   fault.Code
		oneMay int
		grace  int // 0: none
	}{
		{"running", at(1)[0], "", 21, 0},
		{"on its last day", at(7)[0], "", 21, 0},
		{"extended, from the original date", at(1, extended)[0], "", 21, 0},
		{"paused", at(2, func(e *vendorTold) { e.Pauses = []clock.Pause{stood(2, -1)} })[0], "", 21, 0},
		{"with grace", at(1)[1], "", 10, 10},
		{"over", at(8)[0], fault.Refused, 0, 0},
		{"done", at(2, func(e *vendorTold) { e.Fixed = clock.Moment{At: clockDay(1)} })[0], fault.Refused, 0, 0},
		{"given up", at(2, func(e *vendorTold) {
			e.Waived = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "fix"}}
		})[0], fault.Refused, 0, 0},
		{"not begun", at(2, func(e *vendorTold) { e.Attempts = nil })[0], fault.Refused, 0, 0},
		{"with a date and waiting for something else", clock.Deadline{Clause: "fix", Due: clockDay(7), State: disclosure.ClockNotStarted}, fault.Refused, 0, 0},
		{"in a state that nobody knows", clock.Deadline{Clause: "fix", Due: clockDay(7), State: "asleep"}, fault.Internal, 0, 0},
		{"of a clause that is not there", clock.Deadline{Clause: "x", What: disclosure.DueFix, Due: clockDay(7), State: disclosure.ClockRunning}, fault.NotFound, 0, 0},
	} {
		a, err := c.d.Allowance(p)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.rule, err, c.code)
			continue
		}
		if err != nil {
			continue
		}
		grace := civil.Date{}
		if c.grace > 0 {
			grace = monday.AddDays(c.grace)
		}
		if a.OneMay != monday.AddDays(c.oneMay) || a.Grace != grace || a.Current != c.d.Due || a.Original != clockDay(7) {
			t.Errorf("%s: %+v", c.rule, a)
		}
	}
	own := clock.Evaluate(p, oneEpisode(func(e *vendorTold) {
		e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "talk", Due: clockDay(20), Set: true}}
	}), noon(2), nil, nil)[2]
	if a, err := own.Allowance(p); err != nil || a.OneMay.Before(monday.AddDays(36_000)) {
		t.Errorf("a date of the team: %+v, %v", a, err)
	}
}

func TestWhichClocksAnImaginedExtensionMoves(t *testing.T) {
	t.Parallel()
	ack := clock.Clause{Name: "ack", Due: disclosure.DueAcknowledge, From: from(clock.AnchorAttempt), Days: 7}
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7}
	publish := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 7}
	aware := clock.Clause{Name: "aware", Due: disclosure.DueFix, From: from(clock.AnchorAware), Days: 7}
	grace := fix
	grace.Name, grace.Grace = "grace", 5
	oneDay := fix
	oneDay.Name, oneDay.Grace = "grace", 1
	for _, c := range []struct {
		rule   string
		clause string
		days   int
		all    []clock.Clause
		change func(*vendorTold)
		moves  string
	}{
		{"all that the policy lets be extended", "", 2, []clock.Clause{ack, fix, grace}, nil, "grace "},
		{"else what is due for a fix or a publication", "", 2, []clock.Clause{ack, fix, publish}, nil, "fix publish "},
		{"even by a single day", "", 1, []clock.Clause{ack, fix, oneDay}, nil, "grace "},
		{"the one that is named", "ack", 2, []clock.Clause{ack, fix, grace}, nil, "ack "},
		{"none by no day", "", 0, []clock.Clause{ack, fix}, nil, ""},
		{"none backwards", "", -1, []clock.Clause{ack, fix}, nil, ""},
		{"none without a date", "", 2, []clock.Clause{fix, aware}, nil, "fix "},
		{"none that is done", "", 2, []clock.Clause{ack, fix, publish}, func(e *vendorTold) { e.Fixed = clock.Moment{At: clockDay(1)} }, "publish "},
	} {
		got := ""
		for _, d := range clock.WhatIfExtended(clock.Policy{Clauses: c.all}, oneEpisode(func(e *vendorTold) {
			if c.change != nil {
				c.change(e)
			}
		}), c.clause, c.days, noon(1), nil, nil) {
			if d.Old.Clause != d.New.Clause {
				t.Errorf("%s: %s beside %s", c.rule, d.Old.Clause, d.New.Clause)
			}
			if d.Old.Due != d.New.Due {
				got += d.New.Clause + " "
			}
			if two := d.Old.Due != d.New.Due && d.New.Clause != "grace"; d.Two != two {
				t.Errorf("%s: %s takes two people: %v", c.rule, d.New.Clause, d.Two)
			}
		}
		if got != c.moves {
			t.Errorf("%s: moves %q, want %q", c.rule, got, c.moves)
		}
	}
	far := oneEpisode(func(e *vendorTold) {
		e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "grace", Due: clockDay(60), CoApprover: "Bob"}}
	})
	if c := clock.WhatIfExtended(clock.Policy{Clauses: []clock.Clause{grace}}, far, "", 0, noon(1), nil, nil); len(c) != 1 || c[0].Two {
		t.Errorf("nothing imagined takes nobody: %+v", c)
	}
	spare := oneEpisode(func(e *vendorTold) { e.Moves = make([]clock.DateChange, 0, 4) })
	clock.WhatIfExtended(clock.Policy{Clauses: []clock.Clause{grace}}, spare, "", 2, noon(1), nil, nil)
	if m := spare.Episodes[0].Moves[:1]; m[0].Clause != "" {
		t.Errorf("imagining wrote into the memory of the history: %+v", m[0])
	}
	if c := clock.WhatIfExtended(clock.Policy{Clauses: []clock.Clause{grace}}, clock.Input{}, "", 2, noon(1), nil, nil); c != nil {
		t.Errorf("a case without a history: %+v", c)
	}
}
