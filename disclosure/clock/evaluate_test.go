package clock_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/task"
)

// clockDay is a date some days after 2020-01-27, a Monday.
func clockDay(n int) civil.When { return monday.AddDays(n).When() }

var monday = civil.Date{Year: 2020, Month: time.January, Day: 27}

func noon(n int) time.Time {
	d := monday.AddDays(n)
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
}

func berlin(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func from(a ...clock.Anchor) clock.AnchorRule { return clock.AnchorRule{Of: a} }

// oneEpisode is a history in which the vendor was written to on day 0 and it arrived.
func oneEpisode(change ...func(*vendorTold)) clock.Input {
	ep := vendorTold{Number: 1, Attempts: []attempt{{Moment: clock.Moment{At: clockDay(0), Seq: 3}, Role: disclosure.Vendor, Channel: disclosure.Email}}}
	for _, c := range change {
		c(&ep)
	}
	return clock.Input{PersonalData: true, Holidays: "DE", Episodes: []clock.Episode{ep.episode()}}
}

// vendorTold is what happened with one vendor in an episode, as these tests write it down.
type vendorTold struct {
	Number                                                       int
	Discovered, Reopened, Acknowledged, Aware, Promised, HeadsUp clock.Moment
	PromisedFor                                                  civil.When
	Fixed, Exploited, Stub, Limited, Full                        clock.Moment
	Attempts                                                     []attempt
	Answers                                                      []milestone.Answer
	Pauses                                                       []clock.Pause
	Moves, Waived                                                []clock.DateChange
}

// attempt is a try to reach somebody; without a name, of the vendor.
type attempt struct {
	clock.Moment
	Role    disclosure.Role
	Name    string
	Channel disclosure.Channel
	Contact string
	Bounced clock.Moment
}

func mile(m clock.Moment) milestone.Moment {
	return milestone.Moment{At: m.At, Seq: m.Seq, Bounds: m.At.Range()}
}

func (e *vendorTold) episode() clock.Episode {
	closed := milestone.Closure{Moment: mile(e.Fixed)}
	out := clock.Episode{
		Episode: milestone.Episode{
			Number: e.Number, Discovered: mile(e.Discovered), Reopened: mile(e.Reopened), Exploited: mile(e.Exploited),
			Stub: mile(e.Stub), Limited: mile(e.Limited), Full: mile(e.Full), Closure: closed,
		},
		Pauses: e.Pauses, Moves: e.Moves, Waived: e.Waived,
	}
	party := func(role disclosure.Role, name string) *milestone.Party {
		for i := range out.Parties {
			if p := &out.Parties[i]; p.Role == role && p.Name == name {
				return p
			}
		}
		out.Parties = append(out.Parties, milestone.Party{Role: role, Name: name, Closure: closed})
		return &out.Parties[len(out.Parties)-1]
	}
	vendor := party(disclosure.Vendor, "")
	vendor.Aware, vendor.HeadsUp, vendor.Answers = mile(e.Aware), mile(e.HeadsUp), e.Answers
	if !e.Acknowledged.IsZero() {
		vendor.Answers = append(vendor.Answers, milestone.Answer{Moment: mile(e.Acknowledged), Kind: disclosure.KindAcknowledged})
	}
	if !e.Promised.IsZero() {
		vendor.Answers = append(vendor.Answers, milestone.Answer{Moment: mile(e.Promised), Kind: disclosure.KindFixPromised, Until: e.PromisedFor})
	}
	for _, a := range e.Attempts {
		p := party(a.Role, a.Name)
		p.Attempts = append(p.Attempts, milestone.Attempt{
			Moment: mile(a.Moment), Kind: disclosure.KindContacted, Channel: a.Channel, Contact: a.Contact, Bounced: mile(a.Bounced),
		})
	}
	return out
}

// alsoTried adds an attempt to reach the vendor.
func alsoTried(h *clock.Input, a attempt) {
	vendor := &h.Episodes[0].Parties[0]
	vendor.Attempts = append(vendor.Attempts, milestone.Attempt{
		Moment: mile(a.Moment), Kind: disclosure.KindContacted, Channel: a.Channel, Bounced: mile(a.Bounced),
	})
}

func evaluateOne(t testing.TB, c clock.Clause, h clock.Input, now time.Time, off func(civil.Date) bool) clock.Deadline {
	t.Helper()
	p := clock.Policy{Name: "p", Title: "p", Source: "p", Version: "1", Clauses: []clock.Clause{c}}
	if flaws := p.Check(nil); len(flaws) > 0 {
		t.Fatalf("the policy has flaws: %v", flaws)
	}
	ds := clock.Evaluate(p, h, now, func(string) func(civil.Date) bool { return off }, time.UTC)
	return ds[len(ds)-1]
}

func TestAClockTellsItsStateAndWhy(t *testing.T) {
	t.Parallel()
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 7, MaxExtension: 14}
	provider := clock.Clause{Name: "provider", Due: disclosure.DueProvider, From: from(clock.AnchorAttempt), Days: 2}
	limited := clock.Clause{Name: "publication", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 30, When: []clock.Condition{{Fact: clock.NotFixed}}}
	at := func(n int) clock.Moment { return clock.Moment{At: clockDay(n), Seq: 9} }
	for _, c := range []struct {
		rule    string
		clause  clock.Clause
		history clock.Input
		now     int
		state   disclosure.ClockState
		due     string
		because string
	}{
		{"it runs until its day", fix, oneEpisode(), 6, disclosure.ClockRunning, "2020-02-03", "7 days after the first message that the vendor's side accepted on 2020-01-27 (event 3)"},
		{"the day itself is inside", fix, oneEpisode(), 7, disclosure.ClockDue, "2020-02-03", ""},
		{"the day after is outside", fix, oneEpisode(), 8, disclosure.ClockOverdue, "2020-02-03", ""},
		{"nobody was reached", fix, oneEpisode(func(e *vendorTold) { e.Attempts = nil }), 6, disclosure.ClockNotStarted, "", "waits for the first message that the vendor's side accepted"},
		{"a bounce is no acceptance", fix, oneEpisode(func(e *vendorTold) { e.Attempts[0].Bounced = at(0) }), 6, disclosure.ClockNotStarted, "", "waits for"},
		{"a bounce is an attempt", provider, oneEpisode(func(e *vendorTold) { e.Attempts[0].Bounced = at(0) }), 1, disclosure.ClockRunning, "2020-01-29", ""},
		{"a fix is done", fix, oneEpisode(func(e *vendorTold) { e.Fixed = at(5) }), 6, disclosure.ClockTerminated, "2020-02-03", "done on 2020-02-01 (event 9)"},
		{"a late fix says so", fix, oneEpisode(func(e *vendorTold) { e.Fixed = at(9) }), 10, disclosure.ClockTerminated, "2020-02-03", "2 days after the deadline"},
		{"a step ends with the closure", provider, oneEpisode(func(e *vendorTold) { e.Fixed = at(1) }), 10, disclosure.ClockTerminated, "2020-01-29", "closed on 2020-01-28"},
		{"a step rests after a person's answer", provider, oneEpisode(func(e *vendorTold) { e.Acknowledged = at(1) }), 10, disclosure.ClockRunning, "2020-02-13", "rests until 2020-02-13: the vendor answered on 2020-01-28"},
		{"a step is done when somebody was told", provider, oneEpisode(func(e *vendorTold) {
			e.Attempts = append(e.Attempts, attempt{Moment: at(3), Role: disclosure.Provider})
		}), 10, disclosure.ClockTerminated, "2020-01-29", "done on 2020-01-30 (event 9), 1 day after the deadline"},
		{"what a deadline permitted stays permitted", limited, oneEpisode(func(e *vendorTold) { e.Fixed = at(40) }), 50, disclosure.ClockOverdue, "2020-02-26", ""},
		{"what was closed before is not permitted", limited, oneEpisode(func(e *vendorTold) { e.Fixed = at(20) }), 50, disclosure.ClockTerminated, "2020-02-26", "closed on 2020-02-16"},
		{"a leak on the last day ends it at once, too", limited, oneEpisode(func(e *vendorTold) { e.Exploited = at(30) }), 30, disclosure.ClockOverdue, "2020-02-26", "the embargo ended at once"},
		{"a leak ends the embargo at once", limited, oneEpisode(func(e *vendorTold) { e.Exploited = at(4) }), 4, disclosure.ClockOverdue, "2020-01-31", "the embargo ended at once"},
		{"an extension moves it", fix, oneEpisode(func(e *vendorTold) {
			e.Moves = []clock.DateChange{{Moment: clock.Moment{At: clockDay(3), Text: "asked for"}, Clause: "fix", Due: clockDay(12), Actor: "Ada"}}
		}), 8, disclosure.ClockExtended, "2020-02-08", "extended to 2020-02-08 by Ada: asked for"},
		{"one person's extension is cut to what the policy allows", fix, oneEpisode(func(e *vendorTold) {
			e.Moves = []clock.DateChange{{Moment: at(3), Clause: "fix", Due: clockDay(60), Actor: "Ada"}}
		}), 8, disclosure.ClockExtended, "2020-02-17", "beyond the 14 days that one person may grant"},
		{"two people may go beyond", fix, oneEpisode(func(e *vendorTold) {
			e.Moves = []clock.DateChange{{Moment: at(3), Clause: "fix", Due: clockDay(60), Actor: "Ada", CoApprover: "Grace"}}
		}), 8, disclosure.ClockExtended, "2020-03-27", "by Ada and Grace"},
		{"an earlier date is no extension", fix, oneEpisode(func(e *vendorTold) {
			e.Moves = []clock.DateChange{{Moment: at(3), Clause: "fix", Due: clockDay(4)}}
		}), 3, disclosure.ClockRunning, "2020-02-03", ""},
		{"a pause that lasts", fix, oneEpisode(func(e *vendorTold) { e.Pauses = []clock.Pause{{From: at(2), WaitingOn: disclosure.WaitingOnUs}} }), 5, disclosure.ClockPaused, "2020-02-06", "they waited for us"},
		{"an agreed pause does not stop what only ours stop", fix, oneEpisode(func(e *vendorTold) { e.Pauses = []clock.Pause{{From: at(2), WaitingOn: disclosure.WaitingAgreed}} }), 5, disclosure.ClockRunning, "2020-02-03", ""},
		{"waived by a person", fix, oneEpisode(func(e *vendorTold) { e.Waived = []clock.DateChange{{Moment: at(2), Clause: "fix", Actor: "Ada"}} }), 5, disclosure.ClockWaived, "2020-02-03", "waived on 2020-01-29 by Ada"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := evaluateOne(t, c.clause, c.history, noon(c.now), nil)
			if d.State != c.state || d.Due.String() != c.due || !strings.Contains(d.Because, c.because) {
				t.Errorf("%s, due %q, because %q;\nwant %s, %q, %q", d.State, d.Due, d.Because, c.state, c.due, c.because)
			}
		})
	}
}

func TestABounceMakesTheNextStepDueAtOnce(t *testing.T) {
	t.Parallel()
	step := clock.Clause{Name: "second", Due: disclosure.DueSecondChannel, From: from(clock.AnchorAttempt), Days: 5, Bounce: &clock.Bounce{Role: disclosure.Vendor, Times: 1}}
	back := civil.At(time.Date(2020, time.January, 27, 9, 30, 0, 0, time.UTC))
	h := oneEpisode(func(e *vendorTold) { e.Attempts[0].Bounced = clock.Moment{At: back} })
	d := evaluateOne(t, step, h, noon(0), nil)
	if d.State != disclosure.ClockOverdue || d.Due != back || !d.Ends.Equal(back.Time()) {
		t.Errorf("%s, due %s, ends %s: want it due when the message came back", d.State, d.Due, d.Ends)
	}
	alsoTried(&h, attempt{Moment: clock.Moment{At: clockDay(1)}, Role: disclosure.Vendor, Channel: disclosure.Form})
	if d := evaluateOne(t, step, h, noon(2), nil); d.State != disclosure.ClockTerminated || !d.Done {
		t.Errorf("%s: the other channel was used, so the step is done (%s)", d.State, d.Because)
	}
}

func TestAReminderIsDoneByTheNextMessage(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "again", Due: disclosure.DueReminder, From: from(clock.AnchorReopened, clock.AnchorAttempt), Days: 1}
	h := oneEpisode()
	if d := evaluateOne(t, c, h, noon(2), nil); d.State != disclosure.ClockOverdue {
		t.Errorf("the message that it counts from was taken for the reminder: %s", d.Because)
	}
	alsoTried(&h, attempt{Moment: clock.Moment{At: clockDay(1), Seq: 8}, Role: disclosure.Vendor, Channel: disclosure.Email})
	if d := evaluateOne(t, c, h, noon(2), nil); !d.Done {
		t.Errorf("a reminder was written: %s", d.Because)
	}
	h.Episodes[0].Reopened, h.Episodes[0].Number = mile(clock.Moment{At: clockDay(1), Seq: 7}), 2
	if d := evaluateOne(t, c, h, noon(2), nil); !d.Done {
		t.Errorf("the owner was told of the re-opening: %s", d.Because)
	}
}

func TestAPromiseLetsTheLadderRestUntilItHasPassed(t *testing.T) {
	t.Parallel()
	step := clock.Clause{Name: "csirt", Due: disclosure.DueCSIRT, From: from(clock.AnchorAttempt), Days: 5, Stops: []clock.Stop{clock.StopPromise, clock.StopClosed}}
	h := oneEpisode(func(e *vendorTold) {
		e.Promised, e.PromisedFor = clock.Moment{At: clockDay(2), Seq: 5}, clockDay(10)
	})
	if d := evaluateOne(t, step, h, noon(9), nil); d.State != disclosure.ClockRunning || d.Due != clockDay(10) {
		t.Errorf("%s on %s: want it to rest until the promised day (%s)", d.State, d.Due, d.Because)
	}
	if d := evaluateOne(t, step, h, noon(11), nil); d.State != disclosure.ClockOverdue {
		t.Errorf("%s: the promised day passed without a closure", d.State)
	}
}

func TestADeadlineHasAnHourAndAZone(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 2, Hour: 12 * 60, Zone: zone}
	start := time.Date(2020, time.March, 28, 12, 0, 0, 0, zone)
	h := oneEpisode(func(e *vendorTold) { e.Attempts[0].At = civil.At(start) })
	d := evaluateOne(t, c, h, start, nil)
	if want := time.Date(2020, time.March, 30, 12, 0, 0, 0, zone); !d.Ends.Equal(want) || d.Ends.Sub(start) != 47*time.Hour {
		t.Errorf("two days after noon of 28 March end at %s, %s later; want noon of 30 March", d.Ends, d.Ends.Sub(start))
	}
	if got := d.Text(); got != "2020-03-30T12:00 Europe/Berlin" {
		t.Errorf("shown as %q", got)
	}
	span, _ := civil.SpanBetween(civil.At(start), d.Due)
	if span.Days != 2 {
		t.Errorf("noon to noon over the change of clocks is %d days, want 2", span.Days)
	}
	c.Hour = 0
	d = evaluateOne(t, c, h, start, nil)
	if want := time.Date(2020, time.March, 30, 22, 0, 0, 0, time.UTC); !d.Ends.Equal(want) {
		t.Errorf("the end of the day is %s, want %s", d.Ends, want)
	}
	if got := d.Text(); got != "2020-03-30, end of day Europe/Berlin" {
		t.Errorf("shown as %q", got)
	}
}

func TestTheDayEndsWhenTheCalendarTurns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, day, ends string }{
		{"America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z"}, // midnight was skipped
		{"America/Sao_Paulo", "2018-02-17", "2018-02-18T03:00:00Z"}, // the last hour came twice
		{"America/Havana", "2020-10-31", "2020-11-01T04:00:00Z"},    // the first hour came twice
		{"Asia/Beirut", "2020-03-28", "2020-03-28T22:00:00Z"},       // midnight was skipped
		{"Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00Z"},      // the next day was skipped
		{"UTC", "2020-02-28", "2020-02-29T00:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		d, err := civil.ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Zone: zone}
		h := oneEpisode(func(e *vendorTold) { e.Attempts[0].At = d.When() })
		got := evaluateOne(t, clause, h, noon(0), nil)
		if got.Ends.Format(time.RFC3339) != c.ends {
			t.Errorf("%s: %s ends at %s, want %s", c.zone, c.day, got.Ends.Format(time.RFC3339), c.ends)
		}
		if before := got.Ends.Add(-time.Second).In(zone); civil.DateOf(before) != d {
			t.Errorf("%s: a second earlier it is %s, want still %s", c.zone, before, d)
		}
	}
}

func TestACoarseAnchorNeverMakesADeadlineTooEarly(t *testing.T) {
	t.Parallel()
	month, err := civil.ParseWhen("2013-10")
	if err != nil {
		t.Fatal(err)
	}
	c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 7}
	d := evaluateOne(t, c, oneEpisode(func(e *vendorTold) { e.Attempts[0].At = month }), noon(0), nil)
	if d.Due.String() != "2013-11-07" || !strings.Contains(d.Because, "the last day of 2013-10") {
		t.Errorf("due %s because %q", d.Due, d.Because)
	}
}

func TestAnEpisodeHasClocksOfItsOwn(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorReopened, clock.AnchorAttempt), Days: 7}
	h := oneEpisode(func(e *vendorTold) { e.Fixed = clock.Moment{At: clockDay(5)} })
	h.Episodes = append(h.Episodes, (&vendorTold{Number: 2, Reopened: clock.Moment{At: clockDay(100)}}).episode())
	ds := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{c}}, h, noon(101), nil, nil)
	if len(ds) != 2 || ds[0].State != disclosure.ClockTerminated || ds[1].State != disclosure.ClockRunning || ds[1].Due != clockDay(107) || ds[1].Episode != 2 {
		t.Errorf("clocks %+v", ds)
	}
	if now := clock.CurrentClocks(ds); len(now) != 1 || now[0].Episode != 2 {
		t.Errorf("current clocks %+v", now)
	}
}

func TestWhatAnExtensionWouldChange(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Clauses: []clock.Clause{
		{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 90, Grace: 14},
		{Name: "publish", Due: disclosure.DuePublishFull, From: clock.AnchorRule{Clause: "fix"}, When: []clock.Condition{{Fact: clock.NotFixedWithin, Clause: "fix"}}},
	}}
	h := oneEpisode()
	changes := clock.WhatIfExtended(p, h, "", 14, noon(10), nil, nil)
	for _, c := range changes {
		if c.Old.Due != clockDay(90) || c.New.Due != clockDay(104) || c.Two {
			t.Errorf("%s: %s becomes %s (two people: %v)", c.Old.Clause, c.Old.Due, c.New.Due, c.Two)
		}
	}
	if c := clock.WhatIfExtended(p, h, "fix", 15, noon(10), nil, nil)[0]; !c.Two || c.New.Due != clockDay(105) {
		t.Errorf("15 days: %s, two people %v", c.New.Due, c.Two)
	}
	if len(h.Episodes[0].Moves) != 0 {
		t.Error("imagining changed the history")
	}
}

func TestAnExtensionBeyondTheMaximumTakesTwoPeople(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Name: "p", Clauses: []clock.Clause{{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 30, Grace: 7, MaxExtension: 60}}}
	d := clock.Evaluate(p, oneEpisode(), noon(10), nil, nil)[0]
	a, err := d.Allowance(p)
	if err != nil {
		t.Fatal(err)
	}
	if a.OneMay.When() != clockDay(90) || a.Grace.When() != clockDay(37) {
		t.Errorf("allowance %+v", a)
	}
	for _, c := range []struct {
		to               civil.When
		coApprover, want string
	}{
		{clockDay(90), "", ""},
		{clockDay(91), "", "second person"},
		{clockDay(91), "Ada", "second person"},
		{clockDay(91), "Grace", ""},
		{clockDay(30), "Grace", "not later"},
		{civil.When{}, "", "new date"},
	} {
		err := a.Check(c.to, "Ada", c.coApprover)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("to %s with %q: %v, want %q", c.to, c.coApprover, err, c.want)
		}
	}
	late := clock.Evaluate(p, oneEpisode(), noon(31), nil, nil)[0]
	if _, err := late.Allowance(p); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a clock that ran out was extended: %v", err)
	}
}

func TestTimersRingAtTheFirstInstantAfterADeadline(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Clauses: []clock.Clause{
		{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 7},
		{Name: "publication", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 30},
		{Name: "aware", Due: disclosure.DueFix, From: from(clock.AnchorAware), Days: 30},
	}}
	ds := clock.Evaluate(p, oneEpisode(), noon(1), nil, nil)
	jobs := clock.TimerJobs("DL-2020-0001", ds)
	if len(jobs) != 2 || jobs[0].Key != "DL-2020-0001/clock/1/fix/20200204T000000Z" {
		t.Fatalf("jobs %+v", jobs)
	}
	if p, err := ledger.PayloadOf[task.Deadline](jobs[0]); err != nil || p.Clause != "fix" {
		t.Fatalf("payload %+v, %v", p, err)
	}
	for i, j := range jobs {
		if d := clock.Evaluate(p, oneEpisode(), j.Due.Add(-time.Second), nil, nil)[i]; d.State == disclosure.ClockOverdue {
			t.Errorf("%s is overdue before its timer rings", d.Clause)
		}
		if d := clock.Evaluate(p, oneEpisode(), j.Due, nil, nil)[i]; d.State != disclosure.ClockOverdue {
			t.Errorf("%s is %s when its timer rings", d.Clause, d.State)
		}
	}
}
