package deadline_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/task"
)

const publication = disclosure.PublicationClause

func TestAnExtensionNeedsAReasonAndALaterDay(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.Refused(commandtest.Ada, deadline.Extend{Clause: "x", Due: commandtest.Day20(3, 1), Reason: "r"}, fault.Refused, "set the deadline first")
	p.Refused(commandtest.Ada, deadline.Extend{Clause: publication, Due: commandtest.Day20(3, 1), Reason: " "}, fault.Invalid, "needs a reason")
	p.Refused(commandtest.Ada, deadline.Extend{Clause: publication, Due: commandtest.Day20(2, 23), Reason: "r"}, fault.Refused, "is not later")
	d := p.Do(commandtest.Ada, deadline.Extend{At: commandtest.Day20(1, 23), Clause: publication, Due: commandtest.Day20(3, 1), Reason: "they ask", Party: disclosure.Vendor})
	e := d.Events[0]
	if e.Kind != disclosure.KindExtensionGranted || e.At != commandtest.Day20(1, 23) || e.Until != commandtest.Day20(3, 1) || e.Party != disclosure.Vendor || e.Text != "they ask" ||
		e.Ref != publication || e.Detail.CoApprover != "" || p.C.Clocks[publication].Due != commandtest.Day20(3, 1) {
		t.Errorf("%+v, clock %+v", e, p.C.Clocks[publication])
	}
	p.Rules.Clocks.Policies = nil
	p.Refused(commandtest.Ada, deadline.Extend{Clause: publication, Due: commandtest.Day20(3, 9), Reason: "r"}, fault.NotFound, "not configured")
}

func TestAnExtensionBeyondThePolicyTakesTwoPeople(t *testing.T) {
	t.Parallel()
	p := reached(t) // by 60 days, to 23 April, one person may
	p.Do(commandtest.Ada, deadline.Extend{Clause: publication, Due: commandtest.Day20(4, 23), Reason: "r"})
	if due := p.C.Clocks[publication].Due; due != commandtest.Day20(4, 23) {
		t.Fatalf("as far as one person may: %s", due)
	}
	far := deadline.Extend{Clause: publication, Due: commandtest.Day20(4, 24), Reason: "r"}
	if d := p.Do(commandtest.Ada, far); commandtest.KindsOf(d) != "proposed" || p.C.Clocks[publication].Due != commandtest.Day20(4, 23) {
		t.Fatalf("a day more: %s", commandtest.KindsOf(d))
	}
	p.Refused(commandtest.Ada, far, fault.Refused, "already proposed this")
	d := p.Do(commandtest.Bob, far)
	if d.Events[0].Detail.CoApprover != "ada" || p.C.Clocks[publication].Due != commandtest.Day20(4, 24) {
		t.Errorf("%+v, clock %+v", d.Events[0], p.C.Clocks[publication])
	}
}

func TestWhoMayLayDownWhichDate(t *testing.T) {
	t.Parallel()
	set := func(clause string, month time.Month, day int) deadline.SetDeadline {
		return deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(month, day), Reason: "r"}
	}
	own := func(p *commandtest.Play) { p.Do(commandtest.Ada, set("talk", 2, 10)) }
	late := func(p *commandtest.Play) { own(p); p.At(24+35, 9) } // 28 February: both are over
	paused := func(p *commandtest.Play) {
		p.Do(commandtest.Ada, deadline.PauseClock{Clause: publication, Reason: "r"})
	}
	ended := func(p *commandtest.Play) {
		p.ByTwo(deadline.WaiveClock{Clause: publication, Reason: "r"})
	}
	const no, forbidden, refused = fault.Code(""), fault.Forbidden, fault.Refused
	for _, c := range []struct {
		rule       string
		prep       func(*commandtest.Play)
		cmd        deadline.SetDeadline
		researcher fault.Code
		lead       fault.Code
		two        bool // a lead alone only proposes it
	}{
		{"a date of the team's own", nil, set("talk", 3, 1), no, no, false},
		{"a date that has passed", nil, set("talk", 1, 23), forbidden, no, true},
		{"today has not passed", nil, set("talk", 1, 24), no, no, false},
		{"an earlier date of a clock that runs", nil, set(publication, 2, 1), forbidden, no, true},
		{"the same date of a clock that runs", nil, set(publication, 2, 23), forbidden, no, false},
		{"a later date of a clock that runs", nil, set(publication, 2, 24), refused, refused, false},
		{"an earlier date of the team's own", own, set("talk", 2, 1), forbidden, no, true},
		{"a later date of the team's own", own, set("talk", 2, 11), refused, refused, false},
		{"an earlier date of a clock that stands", paused, set(publication, 2, 1), forbidden, no, true},
		{"a later date of a clock that stands", paused, set(publication, 3, 1), refused, refused, false},
		{"a date of the policy's that was given up", ended, set(publication, 3, 1), forbidden, no, false},
		{"a date of the team's own that is over", late, set("talk", 3, 20), no, no, false},
		{"the date of a clause that is over, by two", late, set(publication, 3, 20), no, no, true},
		{"an earlier date of a clause that is over", late, set(publication, 2, 1), forbidden, no, true},
	} {
		for who, want := range map[disclosure.Actor]fault.Code{commandtest.Rita: c.researcher, commandtest.Ada: c.lead} {
			p := reached(t)
			if c.prep != nil {
				c.prep(p)
			}
			d, err := p.Try(who, c.cmd)
			if fault.CodeOf(err) != want {
				t.Errorf("%s by %s: %v, want %q", c.rule, who.Name, err, want)
			}
			if proposed := commandtest.KindsOf(d) == "proposed"; err == nil && who == commandtest.Ada && proposed != c.two {
				t.Errorf("%s by %s led to %s", c.rule, who.Name, commandtest.KindsOf(d))
			}
		}
	}
	p := reached(t)
	late(p)
	if d := p.Do(commandtest.Ada, set(publication, 3, 20)); commandtest.KindsOf(d) != "proposed deadline_set deadline_passed deadline_passed" && !strings.HasPrefix(commandtest.KindsOf(d), "proposed") {
		t.Errorf("what the policy gave and is over moves by two: %s", commandtest.KindsOf(d))
	}
	p.Refused(commandtest.Ada, set(publication, 3, 20), fault.Refused, "the clock ended on 2020-02-23")
	if e := p.Do(commandtest.Bob, set(publication, 3, 20)).Events[0]; e.Kind != disclosure.KindDeadlineSet || e.Detail.CoApprover != "ada" || e.Until != commandtest.Day20(3, 20) {
		t.Errorf("%+v", e)
	}
	p = reached(t)
	if e := p.ByTwo(deadline.SetDeadline{At: commandtest.Day20(1, 23), Due: commandtest.Day20(2, 1), Reason: "r"}).Events[0]; e.Ref != publication || e.At != commandtest.Day20(1, 23) || e.Detail.CoApprover != "ada" {
		t.Errorf("no clause is that of the publication: %+v", e)
	}
	p.Refused(commandtest.Ada, deadline.SetDeadline{Clause: "talk", Reason: "r"}, fault.Invalid, "to the day")
	p.Rules.Clocks.Policies = nil
	p.Refused(commandtest.Ada, set("talk", 3, 1), fault.NotFound, "not configured")
}

func TestWhatMayStandStill(t *testing.T) {
	t.Parallel()
	with := func(rule clock.PauseRule) *commandtest.Play {
		p := commandtest.NewPlay(t)
		policy := p.Rules.Clocks.Policies["plain"]
		policy.Clauses[0].Pause = rule
		p.Sent(disclosure.FirstContact, "C1")
		return p
	}
	ours := deadline.PauseClock{Clause: publication, Reason: "they asked us"}
	agreed := deadline.PauseClock{Clause: publication, Reason: "agreed", WaitingOn: disclosure.WaitingAgreed}
	for _, c := range []struct {
		rule clock.PauseRule
		cmd  deadline.PauseClock
		may  bool
	}{
		{clock.PauseNever, ours, false},
		{clock.PauseNever, agreed, false},
		{"", ours, true},
		{"", agreed, false},
		{clock.PauseOurs, ours, true},
		{clock.PauseOurs, agreed, false},
		{clock.PauseAny, ours, true},
		{clock.PauseAny, agreed, true},
	} {
		p := with(c.rule)
		d, err := p.Try(commandtest.Ada, c.cmd)
		if (err == nil) != c.may || err != nil && !strings.Contains(err.Error(), "does not allow a pause of the clock") {
			t.Errorf("pause %q for %q: %v", c.rule, c.cmd.WaitingOn, err)
		}
		if err == nil {
			if e := d.Events[0]; e.Kind != disclosure.KindClockPaused || e.Ref != publication || e.Text != c.cmd.Reason || e.Detail.WaitingOn != c.cmd.WaitingOn || e.Detail.Clock.Reason != c.cmd.Reason {
				t.Errorf("%+v", e)
			}
		}
	}
	p := reached(t)
	p.Refused(commandtest.Ada, deadline.PauseClock{Clause: "x", WaitingOn: disclosure.WaitingAgreed}, fault.Refused, "does not run")
	p.Refused(commandtest.Ada, deadline.ResumeClock{Clause: publication}, fault.Refused, "is not paused")
	p.Do(commandtest.Ada, ours)
	p.Refused(commandtest.Ada, ours, fault.Refused, "does not run")
	e := p.Do(commandtest.Ada, deadline.ResumeClock{Clause: publication, Reason: "answered"}).Events[0]
	if e.Kind != disclosure.KindClockResumed || e.Text != "answered" || p.C.Clocks[publication].State != disclosure.ClockRunning {
		t.Errorf("%+v, clock %+v", e, p.C.Clocks[publication])
	}
	p.At(24+40, 9)
	p.Refused(commandtest.Ada, ours, fault.Refused, "ended on 2020-02-23")
	p.Rules.Clocks.Policies = nil
	p.Refused(commandtest.Ada, ours, fault.NotFound, "not configured")
	p.Refused(commandtest.Ada, deadline.ResumeClock{Clause: publication}, fault.NotFound, "not configured")
}

func TestAClauseIsGivenUpOnceAndForAReason(t *testing.T) {
	t.Parallel()
	p := reached(t)
	give := deadline.WaiveClock{Clause: publication, Reason: "moot"}
	p.Refused(commandtest.Ada, deadline.WaiveClock{Clause: "x", Reason: "r"}, fault.NotFound, "no clock")
	p.Refused(commandtest.Ada, deadline.WaiveClock{Clause: publication, Reason: " "}, fault.Invalid, "needs a reason")
	e := p.ByTwo(give).Events[0]
	if e.Kind != disclosure.KindClauseWaived || e.Detail.CoApprover != "ada" || e.Ref != publication || e.Text != "given up: publication, moot" || p.C.Clocks[publication].State != disclosure.ClockWaived {
		t.Errorf("%+v, clock %+v", e, p.C.Clocks[publication])
	}
	p.Refused(commandtest.Ada, give, fault.Conflict, "already waived")
	p = reached(t)
	p.CloseA1()
	p.Refused(commandtest.Ada, give, fault.Conflict, "already terminated")
	p.Rules.Clocks.Policies = nil
	p.Refused(commandtest.Ada, give, fault.NotFound, "not configured")
}

func TestAnotherPolicyNeedsAReason(t *testing.T) {
	t.Parallel()
	p := reached(t)
	other := p.Rules.Clocks.Policies["plain"]
	other.Name, other.Version = "slow", "7"
	other.Clauses = append([]clock.Clause{}, other.Clauses...)
	other.Clauses[0].Days = 60
	p.Rules.Clocks.Policies["slow"] = other
	p.Refused(commandtest.Ada, deadline.UsePolicy{Name: "x", Reason: "r"}, fault.NotFound, "plain")
	p.Refused(commandtest.Ada, deadline.UsePolicy{Name: "slow", Reason: " "}, fault.Invalid, "needs a reason")
	e := p.Do(commandtest.Ada, deadline.UsePolicy{Name: "slow", Reason: "they are slow"}).Events[0]
	if e.Ref != "slow" || e.Text != "follows the policy slow: they are slow" || e.Detail.Policy.Version != "7" || p.C.Clocks[publication].Due != commandtest.Day20(3, 24) {
		t.Errorf("%+v, clock %+v", e, p.C.Clocks[publication])
	}
	p.Refused(commandtest.Ada, deadline.UsePolicy{Name: "slow", Reason: "r"}, fault.Conflict, "already")
	back := deadline.UsePolicy{Name: "plain", Reason: "they are not"}
	if d := p.Do(commandtest.Ada, back); commandtest.KindsOf(d) != "proposed" || p.C.Clocks[publication].Due != commandtest.Day20(3, 24) {
		t.Errorf("sooner by one person: %s", commandtest.KindsOf(d))
	}
	if e := p.Do(commandtest.Bob, back).Events[0]; e.Detail.CoApprover != "ada" || p.C.Clocks[publication].Due != commandtest.Day20(2, 23) {
		t.Errorf("sooner by two: %+v, clock %+v", e, p.C.Clocks[publication])
	}
}

func TestAReminderSpeaksOnceForTheDeadlineThatItKnew(t *testing.T) {
	t.Parallel()
	due := commandtest.Day20(2, 23)
	at := func(day, minute int) func(*commandtest.Play) { // of February, in Paris
		return func(p *commandtest.Play) { p.Now = time.Date(2020, 2, day, 8, minute, 0, 0, time.UTC) }
	}
	remind := deadline.Remind{Clause: publication, Episode: 1, Due: due, Days: 7}
	change := func(f func(*deadline.Remind)) deadline.Remind {
		r := remind
		f(&r)
		return r
	}
	for _, c := range []struct {
		rule  string
		prep  func(*commandtest.Play)
		cmd   deadline.Remind
		speak bool
		says  string
	}{
		{"a week before", at(16, 0), remind, true, "in 7 days, on 2020-02-23"},
		{"late, and nothing nearer has come", at(21, 59), remind, true, "in 2 days"},
		{"late, and a nearer one has come", at(22, 0), remind, false, ""},
		{"the nearer one itself", at(22, 0), change(func(r *deadline.Remind) { r.Days = 1 }), true, "tomorrow"},
		{"on the day itself", at(23, 0), change(func(r *deadline.Remind) { r.Days = 0 }), true, "today"},
		{"of a clause that is not there", at(16, 0), change(func(r *deadline.Remind) { r.Clause = "x"; r.Episode = 0; r.Due = civil.When{} }), false, ""},
		{"of an older exposure", at(16, 0), change(func(r *deadline.Remind) { r.Episode = 0 }), false, ""},
		{"of a date that was moved", at(16, 0), change(func(r *deadline.Remind) { r.Due = commandtest.Day20(2, 22) }), false, ""},
		{"of what is over", func(p *commandtest.Play) { p.At(24+40, 9) }, change(func(r *deadline.Remind) { r.Days = 0 }), false, ""},
		{"of a clock that was given up", func(p *commandtest.Play) {
			p.ByTwo(deadline.WaiveClock{Clause: publication, Reason: "r"})
			at(16, 0)(p)
		}, remind, false, ""},
		{"while it is put off", func(p *commandtest.Play) {
			p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: publication, Until: commandtest.Day20(2, 16)})
			at(16, 0)(p)
		}, remind, false, ""},
	} {
		p := reached(t)
		p.Rules.Clocks.Remind, p.Rules.Clocks.RemindHour = []int{7, 1}, 9*60
		c.prep(p)
		d := p.Do(commandtest.Robot, c.cmd)
		if (len(d.Events) == 1) != c.speak {
			t.Errorf("%s: %s", c.rule, commandtest.KindsOf(d))
			continue
		}
		if !c.speak {
			continue
		}
		if e := d.Events[0]; e.Kind != disclosure.KindReminded || e.Ref != publication || !strings.Contains(e.Text, c.says) || e.Source != disclosure.SourceSystem || e.Detail.Clock.Days != c.cmd.Days {
			t.Errorf("%s: %+v", c.rule, e)
		}
	}
}

func TestRemindersArePutOffStoppedAndTakenUp(t *testing.T) {
	t.Parallel()
	p := reached(t)
	text := func(cmd deadline.SnoozeReminders) string {
		e := p.Do(commandtest.Rita, cmd).Events[0]
		if e.Kind != disclosure.KindSnoozed || e.Ref != cmd.Clause || e.Until != cmd.Until || e.Detail.Snooze.Stop != cmd.Stop || e.Detail.Snooze.Until != cmd.Until {
			t.Errorf("%+v", e)
		}
		return e.Text
	}
	for want, cmd := range map[string]deadline.SnoozeReminders{
		"reminders of publication stopped":                  {Clause: publication, Stop: true},
		"reminders of publication come again":               {Clause: publication},
		"reminders of publication put off until 2020-02-01": {Clause: publication, Until: commandtest.Day20(2, 1)},
		"all reminders stopped":                             {Stop: true},
		"all reminders put off until 2020-01-24":            {Until: commandtest.Day20(1, 24)}, // today is not over
	} {
		if got := text(cmd); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	p.Refused(commandtest.Rita, deadline.SnoozeReminders{Until: commandtest.Day20(1, 23)}, fault.Invalid, "already passed")
	p.Refused(commandtest.Rita, deadline.SnoozeReminders{Clause: "x"}, fault.NotFound, "no clock")

	p.Rules.Clocks.Remind, p.Rules.Clocks.RemindHour = []int{30}, 9*60
	p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "talk", Due: commandtest.Day20(2, 23)})
	d := p.Do(commandtest.Rita, deadline.SnoozeReminders{Clause: publication, Until: commandtest.Day20(2, 20)})
	if len(d.Jobs) != 1 || !d.Jobs[0].Due.Equal(time.Date(2020, 2, 21, 8, 0, 0, 0, time.UTC)) || d.Jobs[0].Key != "DL-2020-0001/remind/1/publication/2020-02-23/0/after/2020-02-20" {
		t.Errorf("one of the clause that is put off, on the first day after: %+v", d.Jobs)
	}
	if r := commandtest.Payload[task.Remind](t, d.Jobs[0]); r.Clause != publication || r.Episode != 1 || r.Due != commandtest.Day20(2, 23) {
		t.Errorf("%+v", r)
	}
	p.Do(commandtest.Ada, deadline.PauseClock{Clause: publication, Reason: "r"})
	if d := p.Do(commandtest.Rita, deadline.SnoozeReminders{Clause: publication, Until: commandtest.Day20(2, 20)}); len(d.Jobs) != 0 {
		t.Errorf("what stands still reminds of nothing: %+v", d.Jobs)
	}
	p.Rules.Clocks.Policies = nil
	p.Refused(commandtest.Rita, deadline.SnoozeReminders{Until: commandtest.Day20(2, 20)}, fault.Unavailable, "cannot be put off")
	p.Refused(commandtest.Rita, deadline.SnoozeReminders{Clause: publication, Until: commandtest.Day20(2, 20)}, fault.NotFound, "not configured")
	p.Do(commandtest.Rita, deadline.SnoozeReminders{Stop: true})
	p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "people still work"})
}
