package deadline_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// reached is a case whose vendor accepted a message on 24 January; its clock ends on 23 February.
func reached(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	if due := p.C.Clocks[disclosure.PublicationClause].Due; due != commandtest.Day20(2, 23) {
		t.Fatalf("the clock ends on %s", due)
	}
	return p
}

func TestADeadlineNamesItsDay(t *testing.T) {
	t.Parallel()
	p := reached(t)
	year, err := civil.ParseWhen("2020")
	if err != nil {
		t.Fatal(err)
	}
	p.Refused(commandtest.Ada, deadline.SetDeadline{Due: year}, fault.Invalid, "to the day")
	p.Refused(commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: year, Reason: "r"}, fault.Invalid, "to the day")
}

func TestTheDateOfAPolicyIsLaidDownByALead(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.Refused(commandtest.Rita, deadline.SetDeadline{Due: commandtest.Day20(1, 25)}, fault.Forbidden, "lead")
	p.Refused(commandtest.Rita, deadline.SetDeadline{Clause: "of_our_own", Due: commandtest.Day20(1, 1)}, fault.Forbidden, "already passed")
	set := deadline.SetDeadline{Due: commandtest.Day20(2, 1), Reason: "agreed on the phone"}
	p.Do(commandtest.Ada, set)
	if due := p.C.Clocks[disclosure.PublicationClause].Due; due != commandtest.Day20(2, 23) {
		t.Errorf("one lead's earlier date: %s", due)
	}
	p.Do(commandtest.Bob, set)
	if due := p.C.Clocks[disclosure.PublicationClause].Due; due != commandtest.Day20(2, 1) {
		t.Errorf("two leads' date: %s", due)
	}
}

func TestWhatIsOverIsMovedByTwoPeople(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.Now = time.Date(2020, 2, 25, 9, 0, 0, 0, time.UTC)
	p.Do(commandtest.Robot, deadline.TimerFired{Clause: disclosure.PublicationClause})
	again := deadline.SetDeadline{Due: commandtest.Day20(3, 20), Reason: "they ask for it"}
	p.Do(commandtest.Ada, again)
	if k := p.C.Clocks[disclosure.PublicationClause]; k.State != disclosure.ClockOverdue {
		t.Fatalf("one person moved it: %+v", k)
	}
	p.Do(commandtest.Bob, again)
	if k := p.C.Clocks[disclosure.PublicationClause]; k.Due != commandtest.Day20(3, 20) {
		t.Errorf("two people: %+v", k)
	}
}

func TestATimerRingsAgainWhenItsPolicyIsMissing(t *testing.T) {
	t.Parallel()
	p := reached(t)
	k := p.C.Clocks[disclosure.PublicationClause]
	p.Rules.Clocks.Policies = nil
	p.Now = time.Date(2020, 2, 25, 9, 0, 0, 0, time.UTC)
	p.Refused(commandtest.Robot, deadline.TimerFired{Clause: disclosure.PublicationClause}, fault.Unavailable, "")
	p.Refused(commandtest.Robot, deadline.Remind{Clause: disclosure.PublicationClause, Episode: k.Episode, Due: k.Due, Days: 7}, fault.Unavailable, "")
	p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(2, 25), Text: "people still work"})
}

func TestAPauseTakesWhatThePolicyAllows(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.Refused(commandtest.Ada, deadline.PauseClock{Clause: disclosure.PublicationClause, WaitingOn: disclosure.WaitingAgreed, Reason: "agreed"},
		fault.Refused, "does not allow a pause of the clock")
	p.Do(commandtest.Ada, deadline.PauseClock{Clause: disclosure.PublicationClause, WaitingOn: disclosure.WaitingOnUs, Reason: "they asked us"})
}

func TestQuietDaysEndWithOneReminder(t *testing.T) {
	t.Parallel()
	after := func(change func(*commandtest.Play), cmd deadline.SnoozeReminders) int {
		p := reached(t)
		p.Rules.Clocks.Remind, p.Rules.Clocks.RemindHour = []int{7}, 9
		change(p)
		n := 0
		for _, j := range p.Do(commandtest.Ada, cmd).Jobs {
			if j.Task() == ledger.TaskRemind && strings.Contains(j.Key, "/after/") {
				n++
			}
		}
		return n
	}
	same := func(*commandtest.Play) {}
	for rule, c := range map[string]struct{ got, want int }{
		"a reminder that comes anyway is enough":   {after(same, deadline.SnoozeReminders{Clause: disclosure.PublicationClause, Until: commandtest.Day20(2, 1)}), 0},
		"where none comes, one is added":           {after(same, deadline.SnoozeReminders{Clause: disclosure.PublicationClause, Until: commandtest.Day20(2, 18)}), 1},
		"all clocks are quiet, and each is heard":  {after(same, deadline.SnoozeReminders{Until: commandtest.Day20(2, 18)}), 1},
		"what ends in the quiet days says nothing": {after(same, deadline.SnoozeReminders{Until: commandtest.Day20(3, 1)}), 0},
		"another clock is another matter": {after(func(p *commandtest.Play) {
			p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "of_our_own", Due: commandtest.Day20(3, 20)})
		}, deadline.SnoozeReminders{Until: commandtest.Day20(3, 15)}), 1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d", rule, c.got)
		}
	}
}

func TestADeadlineIsBroughtForwardByTwoLeads(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	sooner := record.AddEvent{Kind: disclosure.KindDeadlineSet, At: civil.OnDay(2020, 1, 24), Until: civil.OnDay(2020, 1, 25)}
	p.Refused(commandtest.Rita, sooner, fault.Forbidden, "bringing it forward")
	p.ByTwo(sooner)
	if k := p.C.Clocks[disclosure.PublicationClause]; k.Due.String() != "2020-01-25" {
		t.Fatalf("%+v", k)
	}
}
