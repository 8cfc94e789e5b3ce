package clock_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

func TestWhichPolicyACaseFollows(t *testing.T) {
	t.Parallel()
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7}
	rules := func() clock.Rules {
		return clock.Rules{Default: "p", Policies: map[string]clock.Policy{
			"p": {Name: "p", Version: "7", Clauses: []clock.Clause{fix}}, "q": {Name: "q", Version: "9", Clauses: []clock.Clause{fix, fix}},
		}}
	}
	edition := func(country string) string { return country + "@2026" }
	follows := func(ref disclosure.PolicyRef) []disclosure.Event {
		return []disclosure.Event{{Kind: disclosure.KindPolicyChanged, At: clockDay(0), Detail: disclosure.Detail{Policy: &ref}}}
	}
	for _, c := range []struct {
		rule   string
		events []disclosure.Event
		change func(*clock.Rules)
		want   disclosure.PolicyRef
		clocks int
		code   fault.Code
	}{
		{"the default, in the version that is here", nil, nil, disclosure.PolicyRef{Name: "p", Version: "7"}, 1, ""},
		{"its own, in the version that is here", follows(disclosure.PolicyRef{Name: "q"}), nil, disclosure.PolicyRef{Name: "q", Version: "9"}, 2, ""},
		{"its own, in the version that it keeps", follows(disclosure.PolicyRef{Name: "q", Version: "3"}), nil, disclosure.PolicyRef{Name: "q", Version: "3"}, 2, ""},
		{"none where the team has none", nil, func(k *clock.Rules) { k.Default = "" }, disclosure.PolicyRef{}, 0, ""},
		{"one that is not here", follows(disclosure.PolicyRef{Name: "gone"}), nil, disclosure.PolicyRef{Name: "gone"}, 0, fault.NotFound},
		{"the holidays of the owner's country, as they stand now", nil, func(k *clock.Rules) { k.Edition = edition }, disclosure.PolicyRef{Name: "p", Version: "7", Holidays: "FR@2026"}, 1, ""},
		{"the holidays that it keeps", follows(disclosure.PolicyRef{Name: "p", Holidays: "FR@2020"}), func(k *clock.Rules) { k.Edition = edition }, disclosure.PolicyRef{Name: "p", Version: "7", Holidays: "FR@2020"}, 1, ""},
	} {
		c0 := permitCase(c.events...)
		c0.Parties = []disclosure.Party{{Role: disclosure.Vendor, Country: "FR"}}
		env := clock.Env{Now: noon(1), Zone: time.UTC, Rules: rules()}
		if c.change != nil {
			c.change(&env.Rules)
		}
		s, err := clock.StatesOf(c0, env)
		if fault.CodeOf(err) != c.code || s.Ref != c.want || len(s.All) != c.clocks {
			t.Errorf("%s: %+v with %d clocks, %v; want %+v with %d", c.rule, s.Ref, len(s.All), err, c.want, c.clocks)
		}
		if ds, err2 := clock.Deadlines(c0, env); len(ds) != len(s.All) || fault.CodeOf(err2) != c.code {
			t.Errorf("%s: %d clocks, %v", c.rule, len(ds), err2)
		}
	}
}

func TestACaseCountsWithTheHolidaysThatItKeeps(t *testing.T) {
	t.Parallel()
	asked := func(keeps string, edition func(string) string) string {
		clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7, Unit: civil.WorkingDays, Holidays: clock.OwnerHolidays}
		env := envAt(noon(1), clause)
		env.Rules.Edition = edition
		sets := ""
		env.Rules.DaysOff = func(set string) func(civil.Date) bool { sets += set; return nil }
		ref := disclosure.PolicyRef{Name: "p", Holidays: keeps}
		c := permitCase(disclosure.Event{Kind: disclosure.KindPolicyChanged, At: clockDay(0), Detail: disclosure.Detail{Policy: &ref}})
		c.Parties = []disclosure.Party{{Role: disclosure.Vendor, Country: "FR"}}
		if _, err := clock.Deadlines(c, env); err != nil {
			t.Fatal(err)
		}
		return sets
	}
	edition := func(country string) string { return country + "@2026" }
	for keeps, want := range map[string]string{"": "FR@2026", "FR@2020": "FR@2020"} {
		if got := asked(keeps, edition); got != want {
			t.Errorf("keeps %q: counted with %q, want %q", keeps, got, want)
		}
	}
	if got := asked("", nil); got != "FR" {
		t.Errorf("without editions: %q", got)
	}
}

func TestTheClockOfAClause(t *testing.T) {
	t.Parallel()
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorReopened, clock.AnchorAttempt), Days: 7, Grace: 3}
	talk := disclosure.ClockSet{Clause: "talk", Due: clockDay(20)}
	c := permitCase(
		disclosure.Event{Kind: disclosure.KindClosed, At: clockDay(2), Detail: disclosure.Detail{Closure: &disclosure.Closure{Verified: true}}},
		disclosure.Event{Kind: disclosure.KindReopened, At: clockDay(50)},
		disclosure.Event{Kind: disclosure.KindDeadlineSet, At: clockDay(51), Source: disclosure.SourcePerson, Detail: disclosure.Detail{Clock: &talk}},
	)
	env := envAt(noon(52), fix)
	d, k, err := clock.Current(c, env, "fix")
	if err != nil || d.Episode != 2 || d.Due != clockDay(57) || k.Grace != 3 {
		t.Errorf("fix: %+v, %+v, %v", d, k, err)
	}
	d, k, err = clock.Current(c, env, "talk")
	if err != nil || d.What != disclosure.DueOwn || !k.Own {
		t.Errorf("talk: %+v, %+v, %v", d, k, err)
	}
	if d, k, err = clock.Current(c, env, "x"); err != nil || d.Clause != "" || k.Name != "" {
		t.Errorf("none: %+v, %+v, %v", d, k, err)
	}
	env.Rules.Default = "gone"
	if d, _, err = clock.Current(c, env, "fix"); fault.CodeOf(err) != fault.NotFound || d.Clause != "" {
		t.Errorf("without its policy: %+v, %v", d, err)
	}
}

func TestWhatACaseKeepsOfAClock(t *testing.T) {
	t.Parallel()
	ends := time.Date(2020, 2, 3, 0, 0, 0, 1234, berlin(t))
	d := clock.Deadline{Clause: "fix", What: disclosure.DueFix, Episode: 2, Due: clockDay(7), Ends: ends, Zone: "Europe/Berlin"}
	for state, want := range map[disclosure.ClockState]disclosure.ClockState{
		disclosure.ClockRunning: disclosure.ClockRunning, disclosure.ClockExtended: disclosure.ClockRunning, disclosure.ClockDue: disclosure.ClockRunning,
		disclosure.ClockOverdue: disclosure.ClockRunning, disclosure.ClockPaused: disclosure.ClockPaused, disclosure.ClockWaived: disclosure.ClockWaived,
		disclosure.ClockTerminated: disclosure.ClockTerminated, disclosure.ClockNotStarted: disclosure.ClockNotStarted,
	} {
		d.State, d.Extended = state, 0
		k := clock.Recorded(&d)
		if k.State != want || k.What != d.What || k.Episode != 2 || k.Due != d.Due || k.Zone != d.Zone || !k.Ends.Equal(ends.Truncate(time.Microsecond)) || k.Ends.Location() != time.UTC {
			t.Errorf("%s: %+v", state, k)
		}
		if runs := want == disclosure.ClockRunning; d.Runs() != runs {
			t.Errorf("%s runs: %v", state, d.Runs())
		}
		d.Extended = 1
		if k := clock.Recorded(&d); k.Extended != 1 || want == disclosure.ClockRunning && k.State != disclosure.ClockExtended || want != disclosure.ClockRunning && k.State != want {
			t.Errorf("%s, extended: %+v", state, k)
		}
	}
	d.State = "asleep"
	if d.Runs() {
		t.Error("a state that nobody knows runs")
	}
}

func TestWhoIsNotRemindedNow(t *testing.T) {
	t.Parallel()
	quiet := func(clause string, q disclosure.Snooze) *disclosure.Case {
		return &disclosure.Case{Snoozed: map[string]disclosure.Snooze{clause: q}}
	}
	until := disclosure.Snooze{Until: clockDay(7)}
	for _, c := range []struct {
		rule string
		c    *disclosure.Case
		now  int
		want bool
	}{
		{"nobody said anything", &disclosure.Case{}, 1, false},
		{"until a day, before it", quiet("fix", until), 1, true},
		{"until a day, on it", quiet("fix", until), 7, true},
		{"until a day, after it", quiet("fix", until), 8, false},
		{"for good", quiet("fix", disclosure.Snooze{Stop: true}), 9, true},
		{"taken back", quiet("fix", disclosure.Snooze{}), 1, false},
		{"of every clause", quiet("", until), 1, true},
		{"of another clause", quiet("other", until), 1, false},
		{"of every clause, though this one comes again", &disclosure.Case{Snoozed: map[string]disclosure.Snooze{"fix": {}, "": until}}, 1, true},
	} {
		if got := clock.Snoozed(c.c, "fix", noon(c.now), time.UTC); got != c.want {
			t.Errorf("%s: %v", c.rule, got)
		}
	}
}

func TestRemindersLieBetweenNowAndTheDeadline(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	c := &disclosure.Case{ID: "DL-2020-0001"}
	d := clock.Deadline{Clause: "fix", Episode: 2, Due: clockDay(7), Ends: noon(8).Add(-13 * time.Hour), Zone: "Europe/Berlin", State: disclosure.ClockRunning}
	at := func(day int) time.Time {
		d := monday.AddDays(day)
		return time.Date(d.Year, d.Month, d.Day, 9, 30, 0, 0, zone)
	}
	env := clock.Env{Zone: time.UTC, Rules: clock.Rules{Remind: []int{7, 3, 1, 0, -1}, RemindHour: 9*60 + 30}}
	for _, k := range []struct {
		rule string
		now  time.Time
		days string
	}{
		{"all of them", at(-1), "7 3 1 0 "},
		{"one that is due now is past", at(0), "3 1 0 "},
		{"one that is due in a moment is not", at(4).Add(-time.Second), "3 1 0 "},
		{"the last one", at(6), "0 "},
		{"none after it", at(7), ""},
	} {
		env.Now = k.now
		got := ""
		for _, j := range clock.ReminderJobs(c, &d, env) {
			p, err := ledger.PayloadOf[task.Remind](j)
			if err != nil || p.Clause != "fix" || p.Episode != 2 || p.Due != d.Due || !j.Due.Equal(at(7-p.Days)) || j.Queue != ledger.QueueTimer {
				t.Errorf("%s: %+v, %+v, %v", k.rule, j, p, err)
			}
			if want := fmt.Sprintf("DL-2020-0001/remind/2/fix/2020-02-03/%d", p.Days); j.Key != want || clock.ReminderKey(c.ID, &d, p.Days) != want {
				t.Errorf("%s: key %q, want %q", k.rule, j.Key, want)
			}
			got += fmt.Sprintf("%d ", p.Days)
		}
		if got != k.days {
			t.Errorf("%s: %q days before, want %q", k.rule, got, k.days)
		}
	}
	d.Ends, env.Now = at(7), at(6)
	if jobs := clock.ReminderJobs(c, &d, env); len(jobs) != 0 {
		t.Errorf("as the deadline itself rings: %+v", jobs)
	}
}

func TestWordsForDaysToCome(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{-1: "today", 0: "today", 1: "tomorrow", 2: "in 2 days", 30: "in 30 days"} {
		if got := clock.InDays(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestTimersAreForClocksThatRun(t *testing.T) {
	t.Parallel()
	for state, want := range map[disclosure.ClockState]int{
		disclosure.ClockRunning: 1, disclosure.ClockExtended: 1, disclosure.ClockDue: 1, disclosure.ClockOverdue: 1, disclosure.ClockPaused: 0, disclosure.ClockTerminated: 0,
	} {
		d := clock.Deadline{Clause: "fix", Episode: 1, State: state, Due: clockDay(7), Ends: noon(8)}
		jobs := clock.TimerJobs("DL-2020-0001", []clock.Deadline{d})
		if len(jobs) != want || want == 1 && (jobs[0].Case != "DL-2020-0001" || !jobs[0].Due.Equal(noon(8)) || jobs[0].Queue != ledger.QueueTimer) {
			t.Errorf("%s: %+v", state, jobs)
		}
		d.Ends = time.Time{}
		if jobs := clock.TimerJobs("DL-2020-0001", []clock.Deadline{d}); len(jobs) != 0 {
			t.Errorf("%s without an end: %+v", state, jobs)
		}
	}
}

func TestTodayIsTheTeams(t *testing.T) {
	t.Parallel()
	env := clock.Env{Now: time.Date(2020, 1, 27, 23, 30, 0, 0, time.UTC), Zone: berlin(t)}
	if env.Today() != monday.AddDays(1) {
		t.Errorf("today is %s", env.Today())
	}
}

func TestATeamWithoutAPolicyPublishesInLimitedFormAfterThirtyDays(t *testing.T) {
	t.Parallel()
	env := clock.Env{Now: noon(1), Zone: time.UTC, Rules: clock.PlainRules()}
	ds, err := clock.Deadlines(permitCase(), env)
	if err != nil || len(ds) != 1 {
		t.Fatalf("%+v, %v", ds, err)
	}
	a, err := ds[0].Allowance(env.Rules.Policies[env.Rules.Default])
	if d := ds[0]; d.Clause != disclosure.PublicationClause || d.What != disclosure.DuePublishLimited || d.Due != clockDay(30) || err != nil || a.OneMay != monday.AddDays(90) {
		t.Errorf("%+v, %+v, %v", d, a, err)
	}
	if _, ok := (&clock.Policy{}).Clause("x"); ok {
		t.Error("a clause that is not there was found")
	}
	p := env.Rules.Policies["plain"]
	if k, ok := p.Clause(disclosure.PublicationClause); !ok || k.Days != 30 {
		t.Errorf("%+v, %v", k, ok)
	}
	closed := permitCase(disclosure.Event{Kind: disclosure.KindClosed, At: clockDay(2), Detail: disclosure.Detail{Closure: &disclosure.Closure{Verified: true}}})
	if ds, _ := clock.Deadlines(closed, env); ds[0].State != disclosure.ClockTerminated || !strings.Contains(ds[0].Because, "closed on") {
		t.Errorf("closed: %+v", ds[0])
	}
}

func TestAssumedDatesBecomeAHistory(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Name: "p", Version: "7", Clauses: []clock.Clause{
		{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorReopened, clock.AnchorAcceptance), Days: 90, Grace: 14},
		{Name: "ack", Due: disclosure.DueAcknowledge, From: from(clock.AnchorAttempt), Days: 7},
	}}
	in := clock.SimulationInput{
		Contacted: clockDay(0), Bounced: true, Accepted: clockDay(2), Acknowledged: clockDay(3), Aware: clockDay(4), Fixed: clockDay(50),
		Exploited: clockDay(6), HeadsUp: clockDay(7), PersonalData: true, Holidays: "DE", Extended: clockDay(95),
	}
	h := flatten(in.Input(p))
	e := h.Episodes[0]
	if len(h.Episodes) != 1 || e.Number != 1 || h.Holidays != "DE" || !h.PersonalData || h.Policy != (disclosure.PolicyRef{Name: "p", Version: "7"}) {
		t.Errorf("history %+v", h)
	}
	for name, m := range map[string]struct {
		got clock.Moment
		day int
	}{
		"discovered": {e.Discovered, 0}, "attempt": {e.Attempt(disclosure.Vendor), 0}, "acceptance": {e.Acceptance(disclosure.Vendor), 2}, "answer": {e.Acknowledged, 3},
		"aware": {e.Aware, 4}, "fixed": {e.Fixed, 50}, "exploited": {e.Exploited, 6}, "heads-up": {e.HeadsUp, 7},
	} {
		if m.got.At != clockDay(m.day) {
			t.Errorf("%s: %s, want %s", name, m.got.At, clockDay(m.day))
		}
	}
	if len(e.Attempts) != 2 || e.Attempts[0].Channel == e.Attempts[1].Channel || len(e.Moves) != 1 || e.Moves[0].Clause != "fix" || e.Moves[0].Due != clockDay(95) {
		t.Errorf("attempts %+v, moves %+v", e.Attempts, e.Moves)
	}
	in.Bounced, in.Accepted = false, civil.When{}
	if e := flatten(in.Input(p)).Episodes[0]; len(e.Attempts) != 1 || e.Acceptance(disclosure.Vendor).At != clockDay(0) {
		t.Errorf("one message that arrived: %+v", e.Attempts)
	}
	in.Reopened = clockDay(60)
	h = flatten(in.Input(p))
	if len(h.Episodes) != 2 || len(h.Episodes[0].Moves) != 0 || len(h.Episodes[1].Moves) != 1 {
		t.Fatalf("opened again: %+v", h.Episodes)
	}
	e = h.Episodes[1]
	if e.Number != 2 || e.Reopened.At != clockDay(60) || e.Discovered.At != clockDay(60) || e.Acceptance(disclosure.Vendor).At != clockDay(60) || e.Exploited.At != clockDay(6) || !e.Fixed.IsZero() {
		t.Errorf("the second episode: %+v", e)
	}
	in.Extended = civil.When{}
	if h := flatten(in.Input(p)); len(h.Episodes[1].Moves) != 0 {
		t.Errorf("not extended: %+v", h.Episodes[1].Moves)
	}
	s, err := clock.Simulate(p, in, noon(61), nil, nil)
	if err != nil || len(s.Deadlines) != 2 || s.Deadlines[0].Episode != 2 || s.Deadlines[0].Due != clockDay(150) || s.Limited != nil {
		t.Errorf("%+v, %v", s, err)
	}
	same := clock.SimulationInput{Contacted: clockDay(5), Acknowledged: clockDay(5), Accepted: clockDay(5), Fixed: clockDay(9), Reopened: clockDay(9)}
	if _, err := clock.Simulate(p, same, noon(61), nil, nil); err != nil {
		t.Errorf("all on one day: %v", err)
	}
}
