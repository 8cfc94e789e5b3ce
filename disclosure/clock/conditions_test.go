package clock_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

func TestAConditionDecidesWhetherAClauseApplies(t *testing.T) {
	t.Parallel()
	const running, waits, ended, never = disclosure.ClockRunning, disclosure.ClockNotStarted, disclosure.ClockTerminated, disclosure.ClockWaived
	at := func(n int) clock.Moment { return clock.Moment{At: clockDay(n), Seq: 9} }
	none := func(*vendorTold) {}
	exploited := func(n int) func(*vendorTold) { return func(e *vendorTold) { e.Exploited = at(n) } }
	answered := func(n int) func(*vendorTold) { return func(e *vendorTold) { e.Acknowledged = at(n) } }
	second := func(e *vendorTold) { e.Number = 2 }
	for _, c := range []struct {
		rule     string
		fact     clock.Fact
		change   func(*vendorTold)
		personal bool
		state    disclosure.ClockState
		because  string
	}{
		{"personal data is exposed", clock.HasPersonalData, none, true, running, ""},
		{"none is known", clock.HasPersonalData, none, false, never, "no personal data is known"},
		{"no personal data", clock.NoPersonalData, none, false, running, ""},
		{"there is some", clock.NoPersonalData, none, true, never, "personal data is exposed"},
		{"the first episode", clock.IsFirstEpisode, none, true, running, ""},
		{"a later one is not the first", clock.IsFirstEpisode, second, true, never, "after a re-opening"},
		{"opened again", clock.IsReopened, second, true, running, ""},
		{"the first is not opened again", clock.IsReopened, none, true, never, "not opened again"},
		{"exploited", clock.IsExploited, exploited(1), true, running, ""},
		{"not exploited yet", clock.IsExploited, none, true, waits, "no exploitation or leak is known"},
		{"nobody exploits it", clock.NotExploited, none, true, running, ""},
		{"exploited on the due day", clock.NotExploited, exploited(7), true, ended, "exploited or leaked on 2020-02-03 (event 9)"},
		{"exploited after the due day", clock.NotExploited, exploited(8), true, running, ""},
		{"answered", clock.IsAcknowledged, answered(1), true, running, ""},
		{"not answered yet", clock.IsAcknowledged, none, true, waits, "waits for an answer"},
		{"nobody answers", clock.NotAcknowledged, none, true, running, ""},
		{"answered on the due day", clock.NotAcknowledged, answered(7), true, ended, "the vendor answered on 2020-02-03 (event 9)"},
		{"answered after the due day", clock.NotAcknowledged, answered(8), true, running, ""},
	} {
		clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7, When: []clock.Condition{{Fact: c.fact}}}
		h := oneEpisode(c.change)
		h.PersonalData = c.personal
		d := evaluateOne(t, clause, h, noon(0), nil)
		if d.State != c.state || !strings.Contains(d.Because, c.because) || d.Due != clockDay(7) {
			t.Errorf("%s: %s, due %s because %q; want %s, %q", c.rule, d.State, d.Due, d.Because, c.state, c.because)
		}
	}
}

func TestAConditionBeforeThereIsADate(t *testing.T) {
	t.Parallel()
	at := clock.Moment{At: clockDay(3), Seq: 9}
	for _, c := range []struct {
		rule   string
		fact   clock.Fact
		change func(*vendorTold)
		state  disclosure.ClockState
		says   string
	}{
		{"what is over for good has ended", clock.NotFixed, func(e *vendorTold) { e.Fixed = at }, disclosure.ClockTerminated, "ended: closed on 2020-01-30 (event 9)"},
		{"what is not over waits for the anchor", clock.NotFixed, func(*vendorTold) {}, disclosure.ClockNotStarted, "waits for the day from which the vendor is presumed to know"},
		{"what waits itself waits for the anchor first", clock.IsFixed, func(*vendorTold) {}, disclosure.ClockNotStarted, "waits for the day from which the vendor is presumed to know"},
		{"what does not apply does not apply", clock.IsReopened, func(*vendorTold) {}, disclosure.ClockWaived, "does not apply"},
	} {
		clause := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAware), Days: 7, When: []clock.Condition{{Fact: c.fact}}}
		if d := evaluateOne(t, clause, oneEpisode(c.change), noon(5), nil); d.State != c.state || !strings.HasPrefix(d.Because, c.says) {
			t.Errorf("%s: %s because %q", c.rule, d.State, d.Because)
		}
	}
}

func TestAllConditionsOfAClauseHaveToHold(t *testing.T) {
	t.Parallel()
	clause := clock.Clause{
		Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 7,
		When: []clock.Condition{{Fact: clock.IsAcknowledged}, {Fact: clock.IsFixed}},
	}
	moment := clock.Moment{At: clockDay(1)}
	for rule, c := range map[string]struct {
		change func(*vendorTold)
		state  disclosure.ClockState
		says   string
	}{
		"neither": {func(*vendorTold) {}, disclosure.ClockNotStarted, "waits for an answer"},
		"first":   {func(e *vendorTold) { e.Acknowledged = moment }, disclosure.ClockNotStarted, "waits for the closure"},
		"second":  {func(e *vendorTold) { e.Fixed = moment }, disclosure.ClockNotStarted, "waits for an answer"},
		"both":    {func(e *vendorTold) { e.Acknowledged, e.Fixed = moment, moment }, disclosure.ClockRunning, ""},
	} {
		if d := evaluateOne(t, clause, oneEpisode(c.change), noon(2), nil); d.State != c.state || !strings.Contains(d.Because, c.says) {
			t.Errorf("%s: %s because %q", rule, d.State, d.Because)
		}
	}
}

func TestAConditionAboutTheDateOfAnotherClause(t *testing.T) {
	t.Parallel()
	const running, waits, ended = disclosure.ClockRunning, disclosure.ClockNotStarted, disclosure.ClockTerminated
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 7, MaxExtension: 14}
	for _, c := range []struct {
		rule       string
		fact       clock.Fact
		fixed, now int // fixed -1: not
		state      disclosure.ClockState
		because    string
	}{
		{"not closed, and there is still time", clock.FixedWithin, -1, 12, waits, "waits for a closure by fix on 2020-02-08"},
		{"not closed, and it is too late", clock.FixedWithin, -1, 13, ended, "not closed by fix on 2020-02-08"},
		{"closed on the last day", clock.FixedWithin, 12, 13, running, ""},
		{"closed a day late", clock.FixedWithin, 13, 13, ended, "not closed by fix on 2020-02-08"},
		{"missed: not closed", clock.NotFixedWithin, -1, 5, running, ""},
		{"missed: not closed after it either", clock.NotFixedWithin, -1, 14, running, ""},
		{"missed: closed on the last day", clock.NotFixedWithin, 12, 13, ended, "closed on 2020-02-08, by fix on 2020-02-08"},
		{"missed: closed a day late", clock.NotFixedWithin, 13, 13, running, ""},
		{"grace: not closed by the original date", clock.FixedWithinGrace, -1, 8, running, ""},
		{"grace: the original date is no grace", clock.FixedWithinGrace, -1, 7, waits, "fix is not in its extension"},
		{"grace: the last day of the extension", clock.FixedWithinGrace, -1, 12, running, ""},
		{"grace: after the extension", clock.FixedWithinGrace, -1, 13, waits, "fix is not in its extension"},
		{"grace: closed by the original date", clock.FixedWithinGrace, 7, 9, waits, "fix is not in its extension"},
		{"grace: closed after it", clock.FixedWithinGrace, 8, 20, running, ""},
		{"grace: closed too late", clock.FixedWithinGrace, 13, 14, waits, "fix is not in its extension"},
	} {
		publish := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 90, When: []clock.Condition{{Fact: c.fact, Clause: "fix"}}}
		h := oneEpisode(func(e *vendorTold) {
			e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "fix", Due: clockDay(12)}}
			if c.fixed >= 0 {
				e.Fixed = clock.Moment{At: clockDay(c.fixed)}
			}
		})
		d := lastOf(t, h, noon(c.now), nil, fix, publish)
		if d.State != c.state || !strings.Contains(d.Because, c.because) {
			t.Errorf("%s: %s because %q; want %s, %q", c.rule, d.State, d.Because, c.state, c.because)
		}
		h.Episodes[0].Parties[0].Attempts[0].Bounced = mile(clock.Moment{At: clockDay(0)})
		if d := lastOf(t, h, noon(c.now), nil, fix, publish); d.State != waits || !strings.Contains(d.Because, "waits for a date of fix") {
			t.Errorf("%s, and fix has no date: %s because %q", c.rule, d.State, d.Because)
		}
	}
}

func TestWhatStopsAClock(t *testing.T) {
	t.Parallel()
	answered := func(e *vendorTold) { e.Acknowledged = clock.Moment{At: clockDay(1), Seq: 4} }
	fixed := func(e *vendorTold) { e.Fixed = clock.Moment{At: clockDay(1), Seq: 4} }
	promised := func(e *vendorTold) {
		e.Promised, e.PromisedFor = clock.Moment{At: clockDay(1), Seq: 4}, clockDay(30)
	}
	steps := []disclosure.DueKind{disclosure.DueReminder, disclosure.DueSecondChannel, disclosure.DueProvider, disclosure.DuePlatform, disclosure.DueCSIRT, disclosure.DueRegulator}
	check := func(rule string, c clock.Clause, change func(*vendorTold), state disclosure.ClockState, due int, says string) {
		t.Helper()
		c.Name, c.From, c.Days = "x", from(clock.AnchorAttempt), 5
		d := evaluateOne(t, c, oneEpisode(change), noon(2), nil)
		if d.State != state || d.Due != clockDay(due) || !strings.Contains(d.Because, says) {
			t.Errorf("%s %s: %s, due %s because %q", c.Due, rule, d.State, d.Due, d.Because)
		}
	}
	const running, ended = disclosure.ClockRunning, disclosure.ClockTerminated
	for _, due := range steps {
		c := clock.Clause{Due: due}
		// An answer rests it: 14 days after it, silence is heard, and the step is due as long after that as it is after its anchor.
		check("rests after an answer", c, answered, running, 1+14+5, "rests until 2020-02-16: the vendor answered on 2020-01-28 (event 4)")
		check("ends with the closure", c, fixed, ended, 5, "ended: closed on 2020-01-28 (event 4)")
		check("rests while a promise lasts", c, promised, running, 30, "rests until 2020-02-26, for which the vendor promised a fix (event 4)")
		c.Stops = []clock.Stop{clock.StopNothing}
		check("ends with nothing where the policy says so", c, answered, running, 5, "")
		check("is not put off where the policy says so", c, promised, running, 5, "")
	}
	acknowledge := clock.Clause{Due: disclosure.DueAcknowledge}
	check("ends with the closure", acknowledge, fixed, ended, 5, "ended: closed on")
	check("is done by a promise, which is an answer", acknowledge, promised, ended, 5, "done on 2020-01-28 (event 4)")
	check("ends with an answer, which is what was due", acknowledge, answered, ended, 5, "done on 2020-01-28 (event 4)")
	check("does not end with an answer", clock.Clause{Due: disclosure.DueFix}, answered, running, 5, "")
	for _, due := range []disclosure.DueKind{disclosure.DuePublishStub, disclosure.DuePublishLimited, disclosure.DuePublishFull} {
		check("does not end with an answer", clock.Clause{Due: due}, answered, running, 5, "")
		check("does not end with the closure by itself", clock.Clause{Due: due}, fixed, running, 5, "")
		check("is not put off by a promise", clock.Clause{Due: due}, promised, running, 5, "")
	}
	check("whose promise is for the day that it is due anyway", clock.Clause{Due: disclosure.DueCSIRT}, func(e *vendorTold) { promised(e); e.PromisedFor = clockDay(5) }, running, 5, "")
	check("whose promise is for an earlier day", clock.Clause{Due: disclosure.DueCSIRT}, func(e *vendorTold) { promised(e); e.PromisedFor = clockDay(4) }, running, 5, "")
}

func TestAPromiseIsNoExtension(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "csirt", Due: disclosure.DueCSIRT, From: from(clock.AnchorAttempt), Days: 5, MaxExtension: 30}
	h := oneEpisode(func(e *vendorTold) {
		e.Promised, e.PromisedFor = clock.Moment{At: clockDay(1)}, clockDay(20)
	})
	if d := evaluateOne(t, c, h, noon(2), nil); d.Due != clockDay(20) || d.Original != clockDay(20) || d.Extended != 0 {
		t.Errorf("due %s, originally %s, %d days extended", d.Due, d.Original, d.Extended)
	}
	h.Episodes[0].Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "csirt", Due: clockDay(25)}}
	if d := evaluateOne(t, c, h, noon(2), nil); d.Due != clockDay(25) || d.Original != clockDay(20) || d.Extended != 5 || strings.Contains(d.Because, "rests") {
		t.Errorf("an extension beyond the promise: due %s, originally %s, %d days extended, %q", d.Due, d.Original, d.Extended, d.Because)
	}
}

func TestAClockOfAPastEpisodeHasEnded(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), Days: 7}
	h := oneEpisode()
	h.Episodes = append(h.Episodes, (&vendorTold{Number: 2}).episode(), h.Episodes[0])
	h.Episodes[2].Number = 3
	ds := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{c}}, h, noon(1), nil, nil)
	for i, want := range []disclosure.ClockState{disclosure.ClockTerminated, disclosure.ClockTerminated, disclosure.ClockRunning} {
		if ended := strings.Contains(ds[i].Because, "ended with its episode"); ds[i].State != want || ended != (i < 2) {
			t.Errorf("episode %d: %s because %q", i+1, ds[i].State, ds[i].Because)
		}
	}
}

func TestADayBeginsAndEndsInTheZoneOfItsClause(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7, Zone: zone, MaxExtension: 14}
	day := time.Date(2020, 2, 3, 0, 0, 0, 0, zone)
	for _, at := range []struct {
		now   time.Time
		state disclosure.ClockState
	}{
		{day.Add(-time.Nanosecond), disclosure.ClockRunning},
		{day, disclosure.ClockDue},
		{day.Add(24*time.Hour - time.Nanosecond), disclosure.ClockDue},
		{day.Add(24 * time.Hour), disclosure.ClockOverdue},
	} {
		if d := evaluateOne(t, c, oneEpisode(), at.now, nil); d.State != at.state || d.Zone != "Europe/Berlin" {
			t.Errorf("%s: %s in %s, want %s", at.now, d.State, d.Zone, at.state)
		}
	}
	h := oneEpisode(func(e *vendorTold) {
		e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "fix", Due: clockDay(8)}}
	})
	if d := evaluateOne(t, c, h, day, nil); d.State != disclosure.ClockExtended || d.Extended != 1 || d.Original != clockDay(7) {
		t.Errorf("extended: %s by %d days from %s", d.State, d.Extended, d.Original)
	}
	if d := evaluateOne(t, c, h, day.AddDate(0, 0, 1), nil); d.State != disclosure.ClockDue {
		t.Errorf("on its new day: %s", d.State)
	}
	// A case is asked in the zone of the team where the clause names none; without a team it is UTC.
	c.Zone = nil
	if d := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{c}}, oneEpisode(), day, nil, zone)[0]; d.Zone != "Europe/Berlin" || d.State != disclosure.ClockDue {
		t.Errorf("the team's zone: %s, %s", d.Zone, d.State)
	}
	if d := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{c}}, oneEpisode(), day, nil, nil)[0]; d.Zone != "UTC" || d.State != disclosure.ClockRunning {
		t.Errorf("no zone: %s, %s", d.Zone, d.State)
	}
}

func TestAnHourThatAPersonNamedHolds(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7, MaxExtension: 14}
	three := time.Date(2020, 2, 6, 15, 0, 0, 0, time.UTC)
	for _, set := range []bool{true, false} {
		h := oneEpisode(func(e *vendorTold) {
			e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "fix", Due: civil.At(three), Set: set}}
		})
		if d := evaluateOne(t, c, h, noon(2), nil); d.Due != civil.At(three) || !d.Ends.Equal(three) {
			t.Errorf("set %v: due %s, ends %s", set, d.Due, d.Ends)
		}
		h.Episodes[0].Pauses = []clock.Pause{{From: clock.Moment{At: clockDay(2)}, To: clock.Moment{At: clockDay(4)}, WaitingOn: disclosure.WaitingOnUs}}
		if d := evaluateOne(t, c, h, noon(5), nil); d.Due != clockDay(12) || !d.Ends.Equal(noon(13).Add(-12*time.Hour)) {
			t.Errorf("set %v and moved on by a pause: due %s, ends %s", set, d.Due, d.Ends)
		}
	}
}
