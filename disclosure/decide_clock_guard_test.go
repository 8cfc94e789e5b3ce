package disclosure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

// reached is a case whose vendor accepted a message on 24 January; its clock ends on 23 February.
func reached(t *testing.T) *play {
	t.Helper()
	p := newPlay(t)
	p.sent(disclosure.FirstContact, "C1")
	if due := p.c.Clocks[disclosure.PublicationClause].Due; due != day20(2, 23) {
		t.Fatalf("the clock ends on %s", due)
	}
	return p
}

// last is the number of the newest event of a kind that Daylight did not compute itself.
func (p *play) last(kind disclosure.Kind) int {
	p.t.Helper()
	for i := len(p.events) - 1; i >= 0; i-- {
		if e := &p.events[i]; e.Kind == kind && (e.Source != disclosure.SourceSystem || kind != disclosure.KindDeadlineSet) {
			return p.events[i].Seq
		}
	}
	p.t.Fatalf("nothing of kind %s", kind)
	return 0
}

func TestADeadlineNamesItsDay(t *testing.T) {
	t.Parallel()
	p := reached(t)
	year, err := disclosure.ParseWhen("2020")
	if err != nil {
		t.Fatal(err)
	}
	p.refused(ada, disclosure.SetDeadline{Due: year}, disclosure.Invalid, "to the day")
	p.refused(ada, disclosure.Extend{Clause: disclosure.PublicationClause, Due: year, Reason: "r"}, disclosure.Invalid, "to the day")
}

func TestTheDateOfAPolicyIsLaidDownByALead(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.refused(rita, disclosure.SetDeadline{Due: day20(1, 25)}, disclosure.Forbidden, "lead")
	p.refused(rita, disclosure.SetDeadline{Clause: "of_our_own", Due: day20(1, 1)}, disclosure.Forbidden, "passed already")
	p.do(ada, disclosure.SetDeadline{Due: day20(2, 1), Reason: "agreed on the phone"})
	if due := p.c.Clocks[disclosure.PublicationClause].Due; due != day20(2, 1) {
		t.Errorf("a lead's date: %s", due)
	}
}

func TestWhatIsOverIsMovedByTwoPeople(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.now = time.Date(2020, 2, 25, 9, 0, 0, 0, time.UTC)
	p.do(robot, disclosure.PassDeadline{Clause: disclosure.PublicationClause})
	again := disclosure.SetDeadline{Due: day20(3, 20), Reason: "they ask for it"}
	p.do(ada, again)
	if k := p.c.Clocks[disclosure.PublicationClause]; k.State != disclosure.ClockOverdue {
		t.Fatalf("one person moved it: %+v", k)
	}
	p.do(bob, again)
	if k := p.c.Clocks[disclosure.PublicationClause]; k.Due != day20(3, 20) {
		t.Errorf("two people: %+v", k)
	}
}

func TestACorrectionTakesBackNoDecision(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.do(ada, disclosure.SetDeadline{Due: day20(2, 1), Reason: "agreed"})
	set := p.last(disclosure.KindDeadlineSet)
	note := func(seq int) disclosure.AddEvent {
		return disclosure.AddEvent{Kind: disclosure.KindNote, At: day20(1, 24), Text: "not so", Corrects: seq}
	}
	p.refused(rita, note(set), disclosure.Forbidden, "moved a deadline")
	p.do(ada, disclosure.AddEvent{Kind: disclosure.KindExploited, At: day20(1, 24)})
	p.refused(rita, note(p.last(disclosure.KindExploited)), disclosure.Forbidden, "lead")

	p = reached(t)
	p.now = time.Date(2020, 2, 25, 9, 0, 0, 0, time.UTC)
	again := disclosure.SetDeadline{Due: day20(3, 20), Reason: "they ask for it"}
	p.do(robot, disclosure.PassDeadline{Clause: disclosure.PublicationClause})
	p.do(ada, again)
	p.do(bob, again)
	p.refused(ada, note(p.last(disclosure.KindDeadlineSet)), disclosure.Refused, "two people")

	p = newPlay(t)
	p.closeA1()
	p.refused(ada, note(p.last(disclosure.KindClosed)), disclosure.Refused, "our own probes")
}

func TestACorrectedExploitationEndsNoEmbargo(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.do(ada, disclosure.AddEvent{Kind: disclosure.KindExploited, At: day20(1, 24)})
	if !p.c.Exploited || p.c.Clocks[disclosure.PublicationClause].State != disclosure.ClockOverdue {
		t.Fatalf("the embargo stands: %+v", p.c.Clocks)
	}
	p.do(ada, disclosure.AddEvent{Kind: disclosure.KindNote, At: day20(1, 24), Text: "it was another bucket", Corrects: p.last(disclosure.KindExploited)})
	if p.c.Exploited || p.c.Clocks[disclosure.PublicationClause].State != disclosure.ClockRunning {
		t.Errorf("what was taken back still counts: exploited %t, %+v", p.c.Exploited, p.c.Clocks)
	}
}

func TestATimerRingsAgainWhenItsPolicyIsMissing(t *testing.T) {
	t.Parallel()
	p := reached(t)
	k := p.c.Clocks[disclosure.PublicationClause]
	p.rules.Clocks.Policies = nil
	p.now = time.Date(2020, 2, 25, 9, 0, 0, 0, time.UTC)
	p.refused(robot, disclosure.PassDeadline{Clause: disclosure.PublicationClause}, disclosure.Unavailable, "")
	p.refused(robot, disclosure.Remind{Clause: disclosure.PublicationClause, Episode: k.Episode, Due: k.Due, Days: 7}, disclosure.Unavailable, "")
	p.do(ada, disclosure.AddEvent{Kind: disclosure.KindNote, At: day20(2, 25), Text: "people still work"})
}

func TestAPauseTakesWhatThePolicyAllows(t *testing.T) {
	t.Parallel()
	p := reached(t)
	p.refused(ada, disclosure.PauseClock{Clause: disclosure.PublicationClause, Ball: disclosure.BallAgreed, Reason: "agreed"},
		disclosure.Refused, "does not let the clock")
	p.do(ada, disclosure.PauseClock{Clause: disclosure.PublicationClause, Ball: disclosure.BallOurs, Reason: "they asked us"})
}

func TestQuietDaysEndWithOneReminder(t *testing.T) {
	t.Parallel()
	after := func(change func(*play), cmd disclosure.QuietClock) int {
		p := reached(t)
		p.rules.Clocks.Remind, p.rules.Clocks.RemindHour = []int{7}, 9
		change(p)
		n := 0
		for _, j := range p.do(ada, cmd).Jobs {
			if j.Task == disclosure.TaskRemind && strings.Contains(j.Key, "/after/") {
				n++
			}
		}
		return n
	}
	same := func(*play) {}
	for rule, c := range map[string]struct{ got, want int }{
		"a reminder that comes anyway is enough":   {after(same, disclosure.QuietClock{Clause: disclosure.PublicationClause, Until: day20(2, 1)}), 0},
		"where none comes, one is added":           {after(same, disclosure.QuietClock{Clause: disclosure.PublicationClause, Until: day20(2, 18)}), 1},
		"all clocks are quiet, and each is heard":  {after(same, disclosure.QuietClock{Until: day20(2, 18)}), 1},
		"what ends in the quiet days says nothing": {after(same, disclosure.QuietClock{Until: day20(3, 1)}), 0},
		"another clock is another matter": {after(func(p *play) {
			p.do(ada, disclosure.SetDeadline{Clause: "of_our_own", Due: day20(3, 20)})
		}, disclosure.QuietClock{Until: day20(3, 15)}), 1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d", rule, c.got)
		}
	}
}
