package clock_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// stood is a pause from a day to another one; to -1 is one that lasts.
func stood(from, to int, change ...func(*clock.Pause)) clock.Pause {
	p := clock.Pause{From: clock.Moment{At: clockDay(from), Seq: 100 + from}, WaitingOn: disclosure.WaitingOnUs}
	if to >= 0 {
		p.To = clock.Moment{At: clockDay(to), Seq: 100 + to}
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func agreed(p *clock.Pause) { p.WaitingOn = disclosure.WaitingAgreed }

func forClause(name string) func(*clock.Pause) { return func(p *clock.Pause) { p.Clause = name } }

func moved(at, seq, due int, change ...func(*clock.DateChange)) clock.DateChange {
	m := clock.DateChange{Moment: clock.Moment{At: clockDay(at), Seq: seq}, Clause: "fix", Due: clockDay(due)}
	for _, c := range change {
		c(&m)
	}
	return m
}

func laidDown(m *clock.DateChange) { m.Set = true }

func TestPausesMoveADate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule      string
		unit      civil.Unit
		pause     clock.PauseRule
		pauses    []clock.Pause
		moves     []clock.DateChange
		due       int
		original  int
		paused    int
		state     disclosure.ClockState // on day 6
		contains  string
		contains2 string
	}{
		{"by as many days as the clock stood", "", "", []clock.Pause{stood(1, 4)}, nil, 13, 13, 3, disclosure.ClockRunning, "3 days more: the clock stood still from 2020-01-28 to 2020-01-31, as they waited for us", ""},
		{"by working days where those are counted", civil.WorkingDays, "", []clock.Pause{stood(3, 7)}, nil, 16, 16, 2, disclosure.ClockRunning, "2 working days more", ""},
		{"not where the clause never stands still", "", clock.PauseNever, []clock.Pause{stood(1, 4)}, nil, 10, 10, 0, disclosure.ClockRunning, "", ""},
		{"not where an agreed pause does not count", "", clock.PauseOurs, []clock.Pause{stood(1, 4, agreed)}, nil, 10, 10, 0, disclosure.ClockRunning, "", ""},
		{"where any pause counts, by an agreed one", "", clock.PauseAny, []clock.Pause{stood(1, 4, agreed)}, nil, 13, 13, 3, disclosure.ClockRunning, "as agreed", ""},
		{"where any pause counts, by ours", "", clock.PauseAny, []clock.Pause{stood(1, 4)}, nil, 13, 13, 3, disclosure.ClockRunning, "as they waited for us", ""},
		{"of the clause that the pause names", "", "", []clock.Pause{stood(1, 4, forClause("fix"))}, nil, 13, 13, 3, disclosure.ClockRunning, "", ""},
		{"not of another clause", "", "", []clock.Pause{stood(1, 4, forClause("other"))}, nil, 10, 10, 0, disclosure.ClockRunning, "", ""},
		{"twice for two pauses", "", "", []clock.Pause{stood(1, 3), stood(5, 6)}, nil, 13, 13, 3, disclosure.ClockRunning, "2 days more", "1 day more"},
		{"in the order of the days", "", "", []clock.Pause{stood(5, 6), stood(1, 3)}, nil, 13, 13, 3, disclosure.ClockRunning, "2 days more", "1 day more"},
		{"once for a day in two pauses", "", "", []clock.Pause{stood(1, 4), stood(2, 6)}, nil, 15, 15, 5, disclosure.ClockRunning, "from 2020-01-28 to 2020-02-02", ""},
		{"once for a pause within another", "", "", []clock.Pause{stood(1, 6), stood(2, 4)}, nil, 15, 15, 5, disclosure.ClockRunning, "from 2020-01-28 to 2020-02-02", ""},
		{"as one where the next begins as the first ends", "", "", []clock.Pause{stood(1, 3), stood(3, 5)}, nil, 14, 14, 4, disclosure.ClockRunning, "from 2020-01-28 to 2020-02-01", ""},
		{"not by a pause of no day", "", "", []clock.Pause{stood(3, 3)}, nil, 10, 10, 0, disclosure.ClockRunning, "", ""},
		{"not by one that ended before it began", "", "", []clock.Pause{stood(4, 3)}, nil, 10, 10, 0, disclosure.ClockRunning, "", ""},
		{"not by one that began when all was over", "", "", []clock.Pause{stood(11, 14)}, nil, 10, 10, 0, disclosure.ClockRunning, "", ""},
		{"by one that began on the last day", "", "", []clock.Pause{stood(10, 14)}, nil, 14, 14, 4, disclosure.ClockRunning, "", ""},
		{"by one that lasts, with each day", "", "", []clock.Pause{stood(2, -1)}, nil, 14, 14, 4, disclosure.ClockPaused, "paused since 2020-01-29, as they waited for us: each day of the pause moves the deadline by one day", "4 days more"},
		{"by one that lasts and began today", "", "", []clock.Pause{stood(6, -1)}, nil, 10, 10, 0, disclosure.ClockPaused, "paused since 2020-02-02", ""},
		{"by one that lasts within another one that lasts", "", "", []clock.Pause{stood(1, -1), stood(2, -1)}, nil, 15, 15, 5, disclosure.ClockPaused, "", ""},
		{"by one that lasts and began within another", "", "", []clock.Pause{stood(1, 5), stood(2, -1)}, nil, 15, 15, 5, disclosure.ClockPaused, "paused since 2020-01-29", ""},
		{"by one that lasts over another that ended", "", "", []clock.Pause{stood(1, -1), stood(2, 3)}, nil, 15, 15, 5, disclosure.ClockPaused, "paused since 2020-01-28", ""},

		{"an extension that was granted before the pause", "", "", []clock.Pause{stood(3, 5)}, []clock.DateChange{moved(1, 1, 20)}, 22, 12, 2, disclosure.ClockExtended, "extended to 2020-02-16", "2 days more"},
		{"an extension that was granted after the pause stands as it was granted", "", "", []clock.Pause{stood(1, 3)}, []clock.DateChange{moved(4, 1, 20)}, 20, 12, 2, disclosure.ClockExtended, "extended to 2020-02-16", "2 days more"},
		{"of one day the extension that was recorded first", "", "", []clock.Pause{stood(3, 5)}, []clock.DateChange{moved(3, 1, 20)}, 22, 12, 2, disclosure.ClockExtended, "", ""},
		{"of one day the pause that was recorded first", "", "", []clock.Pause{stood(3, 5)}, []clock.DateChange{moved(3, 300, 20)}, 20, 12, 2, disclosure.ClockExtended, "", ""},
		{"a date that was laid down before the pause", "", "", []clock.Pause{stood(3, 5)}, []clock.DateChange{moved(1, 1, 8, laidDown)}, 10, 10, 2, disclosure.ClockRunning, "set to 2020-02-04", ""},
		{"a pause after a date of the past that was laid down", "", "", []clock.Pause{stood(9, 11)}, []clock.DateChange{moved(1, 1, 8, laidDown)}, 8, 8, 0, disclosure.ClockRunning, "", ""},
		{"an extension in working days counts on from its new date", civil.WorkingDays, "", []clock.Pause{stood(2, 4)}, []clock.DateChange{moved(1, 1, 19)}, 22, 16, 2, disclosure.ClockExtended, "", ""},
		{"a laid down day off counts on from that day", civil.WorkingDays, "", []clock.Pause{stood(2, 4)}, []clock.DateChange{moved(1, 1, 19, laidDown)}, 22, 22, 2, disclosure.ClockRunning, "", ""},
	} {
		days := 10
		if c.unit == civil.WorkingDays {
			days = 10 // two weeks: day 14
		}
		clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: days, Unit: c.unit, Pause: c.pause, MaxExtension: 40}
		d := evaluateOne(t, clause, oneEpisode(func(e *vendorTold) { e.Pauses, e.Moves = c.pauses, c.moves }), noon(6), nil)
		if d.Due != clockDay(c.due) || d.Original != clockDay(c.original) || d.PausedDays != c.paused || d.State != c.state || d.Extended != c.due-c.original {
			t.Errorf("%s: %s, due %s, originally %s, %d days paused and %d extended; want %s, %s, %s, %d", c.rule, d.State, d.Due, d.Original, d.PausedDays, d.Extended,
				c.state, clockDay(c.due), clockDay(c.original), c.paused)
		}
		if !strings.Contains(d.Because, c.contains) || !strings.Contains(d.Because, c.contains2) || c.paused == 0 && strings.Contains(d.Because, " more: ") {
			t.Errorf("%s: because %q", c.rule, d.Because)
		}
	}
}

func TestAPauseSaysWhy(t *testing.T) {
	t.Parallel()
	clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 10}
	p := stood(1, 4)
	p.From.Text = "they asked for the file"
	d := evaluateOne(t, clause, oneEpisode(func(e *vendorTold) { e.Pauses = []clock.Pause{p} }), noon(6), nil)
	if !strings.HasSuffix(d.Because, "as they waited for us (they asked for the file)") {
		t.Errorf("because %q", d.Because)
	}
}

func TestAPauseEndsWithTheClosure(t *testing.T) {
	t.Parallel()
	clause := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 10}
	for fixed, due := range map[int]int{4: 12, 1: 10} {
		h := oneEpisode(func(e *vendorTold) {
			e.Pauses, e.Fixed = []clock.Pause{stood(2, -1)}, clock.Moment{At: clockDay(fixed)}
		})
		if d := evaluateOne(t, clause, h, noon(7), nil); d.State != disclosure.ClockRunning || d.Due != clockDay(due) {
			t.Errorf("closed on day %d: %s, due %s because %q", fixed, d.State, d.Due, d.Because)
		}
	}
}

func TestNoPauseKeepsBackWhatIsDueAtOnce(t *testing.T) {
	t.Parallel()
	pause := []clock.Pause{stood(1, -1)}
	publish := clock.Clause{Name: "publish", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 30}
	d := evaluateOne(t, publish, oneEpisode(func(e *vendorTold) { e.Pauses, e.Exploited = pause, clock.Moment{At: clockDay(3)} }), noon(5), nil)
	if d.State != disclosure.ClockOverdue || d.Due != clockDay(3) {
		t.Errorf("what others know: %s, due %s", d.State, d.Due)
	}
	step := clock.Clause{Name: "csirt", Due: disclosure.DueCSIRT, From: from(clock.AnchorAttempt), Days: 30, Bounce: &clock.Bounce{Role: disclosure.Vendor, Times: 1}}
	d = evaluateOne(t, step, oneEpisode(func(e *vendorTold) { e.Pauses, e.Attempts[0].Bounced = pause, clock.Moment{At: clockDay(3)} }), noon(5), nil)
	if d.State != disclosure.ClockOverdue || d.Due != clockDay(3) {
		t.Errorf("what came back: %s, due %s", d.State, d.Due)
	}
}

func TestAPauseOfADateThatACapPutBeforeItsAnchor(t *testing.T) {
	t.Parallel()
	clause := clock.Clause{
		Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 30,
		Cap: &clock.Relation{From: from(clock.AnchorDiscovered), Days: 5},
	}
	h := oneEpisode(func(e *vendorTold) {
		e.Discovered = clock.Moment{At: clockDay(-20)}
		e.Pauses = []clock.Pause{{From: clock.Moment{At: clockDay(-16)}, To: clock.Moment{At: clockDay(-14)}, WaitingOn: disclosure.WaitingOnUs}}
	})
	if d := evaluateOne(t, clause, h, noon(0), nil); d.Due != clockDay(-13) || d.Original != clockDay(-13) {
		t.Errorf("due %s, originally %s because %q", d.Due, d.Original, d.Because)
	}
}

func TestWhichDecisionsMoveADate(t *testing.T) {
	t.Parallel()
	by := func(actor, second, why string) func(*clock.DateChange) {
		return func(m *clock.DateChange) { m.Actor, m.CoApprover, m.Text = actor, second, why }
	}
	clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 10, MaxExtension: 14}
	for _, c := range []struct {
		rule     string
		moves    []clock.DateChange
		imported bool
		due      int
		original int
		says     string
	}{
		{"an extension", []clock.DateChange{moved(1, 1, 12, by("Ada", "", "asked"))}, false, 12, 10, "; extended to 2020-02-08 by Ada: asked"},
		{"an extension by nobody who is known", []clock.DateChange{moved(1, 1, 12)}, false, 12, 10, "; extended to 2020-02-08"},
		{"an extension to the day that it is due anyway", []clock.DateChange{moved(1, 1, 10)}, false, 10, 10, ""},
		{"an extension as far as one person may", []clock.DateChange{moved(1, 1, 24)}, false, 24, 10, "; extended to 2020-02-20"},
		{"an extension a day too far", []clock.DateChange{moved(1, 1, 25)}, false, 24, 10, "; an extension to 2020-02-21 goes beyond the 14 days that one person may grant; extended to 2020-02-20"},
		{"an extension too far by two", []clock.DateChange{moved(1, 1, 25, by("Ada", "Bob", ""))}, false, 25, 10, "; extended to 2020-02-21 by Ada and Bob"},
		{"an extension too far that somebody else tells of", []clock.DateChange{moved(1, 1, 25)}, true, 25, 10, "; extended to 2020-02-21"},
		{"the later of two extensions", []clock.DateChange{moved(1, 1, 12), moved(2, 2, 15)}, false, 15, 10, "extended to 2020-02-11"},
		{"an earlier date later on changes nothing", []clock.DateChange{moved(1, 1, 15), moved(2, 2, 12)}, false, 15, 10, "; extended to 2020-02-11"},
		{"a date that was laid down, earlier", []clock.DateChange{moved(1, 1, 4, laidDown, by("Ada", "", ""))}, false, 4, 4, "; set to 2020-01-31 by Ada"},
		{"a date that was laid down takes an extension back", []clock.DateChange{moved(1, 1, 15), moved(2, 2, 12, laidDown)}, false, 12, 12, "; set to 2020-02-08"},
		{"of another clause", []clock.DateChange{moved(1, 1, 15, func(m *clock.DateChange) { m.Clause = "other" })}, false, 10, 10, ""},
		{"without a date", []clock.DateChange{moved(1, 1, 15, func(m *clock.DateChange) { m.Due = civil.When{} })}, false, 10, 10, ""},
	} {
		h := oneEpisode(func(e *vendorTold) { e.Moves = c.moves })
		h.Imported = c.imported
		d := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{clause}}, h, noon(3), nil, nil)[0]
		if d.Due != clockDay(c.due) || d.Original != clockDay(c.original) || !strings.HasSuffix(d.Because, c.says) || c.says == "" && strings.Contains(d.Because, "; ") {
			t.Errorf("%s: due %s, originally %s because %q", c.rule, d.Due, d.Original, d.Because)
		}
	}
}
