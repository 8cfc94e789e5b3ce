package clock_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

func TestADeadlineOnADayOffMovesToTheNextWorkingDay(t *testing.T) {
	t.Parallel()
	holiday := func(d civil.Date) bool {
		return d == monday.AddDays(7) || d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	}
	for _, c := range []struct {
		rule  string
		days  int
		shift clock.Shift
		off   func(civil.Date) bool
		due   int // days after the Monday of the first message
		moved string
	}{
		{"a Friday stays", 4, clock.ShiftNextWorking, nil, 4, ""},
		{"a Saturday becomes Monday", 5, clock.ShiftNextWorking, nil, 7, "moved from Saturday 2020-02-01, a day off, to Monday 2020-02-03"},
		{"a Sunday becomes Monday", 6, clock.ShiftNextWorking, nil, 7, "moved from Sunday 2020-02-02, a day off, to Monday 2020-02-03"},
		{"a holiday behind the weekend is off too", 5, clock.ShiftNextWorking, holiday, 8, "moved from Saturday 2020-02-01, a day off, to Tuesday 2020-02-04"},
		{"a clause without the rule keeps its Saturday", 5, clock.ShiftNone, nil, 5, ""},
	} {
		clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: c.days, Shift: c.shift}
		if c.off != nil {
			clause.Holidays = "DE"
		}
		d := evaluateOne(t, clause, oneEpisode(), noon(0), c.off)
		if d.Due != clockDay(c.due) || d.Original != clockDay(c.due) || d.Extended != 0 {
			t.Errorf("%s: due %s, originally %s, %d days extended; want both %s", c.rule, d.Due, d.Original, d.Extended, clockDay(c.due))
		}
		if want := noon(c.due + 1).Add(-12 * time.Hour); !d.Ends.Equal(want) {
			t.Errorf("%s: ends %s, want %s", c.rule, d.Ends, want)
		}
		if !strings.Contains(d.Because, c.moved) || c.moved == "" && strings.Contains(d.Because, "moved") {
			t.Errorf("%s: because %q, want %q", c.rule, d.Because, c.moved)
		}
	}
}

func TestTheEmbargoEndsWithTheDayOrTheInstantOfTheLeak(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	clause := clock.Clause{Name: "publication", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 30, Zone: zone}
	for _, c := range []struct {
		rule string
		leak civil.When
		due  int
		ends time.Time
	}{
		{"a civil date ends it as the day begins in the zone of the clause", clockDay(4), 4, time.Date(2020, 1, 31, 0, 0, 0, 0, zone)},
		{"an instant ends it then", civil.At(time.Date(2020, 1, 31, 8, 30, 0, 0, time.UTC)), 4, time.Date(2020, 1, 31, 8, 30, 0, 0, time.UTC)},
		{"a leak from before the first message ends it as the count begins", clockDay(-3), 0, time.Date(2020, 1, 27, 0, 0, 0, 0, zone)},
	} {
		d := evaluateOne(t, clause, oneEpisode(func(e *vendorTold) { e.Exploited = clock.Moment{At: c.leak, Seq: 9} }), noon(5), nil)
		if d.Due != clockDay(c.due) || !d.Ends.Equal(c.ends) || d.State != disclosure.ClockOverdue {
			t.Errorf("%s: %s, due %s, ends %s; want due %s, ends %s", c.rule, d.State, d.Due, d.Ends, clockDay(c.due), c.ends)
		}
	}
}

func TestOnlyTheGivenNumberOfBouncesAdvancesAStep(t *testing.T) {
	t.Parallel()
	step := clock.Clause{Name: "csirt", Due: disclosure.DueCSIRT, From: from(clock.AnchorAttempt), Days: 5, Bounce: &clock.Bounce{Role: disclosure.Vendor, Times: 2}}
	// Each message was written on the day before it came back.
	back := func(days ...int) func(*vendorTold) {
		return func(e *vendorTold) {
			e.Attempts = nil
			for _, n := range days {
				e.Attempts = append(e.Attempts, attempt{
					Moment: clock.Moment{At: clockDay(n - 1)}, Role: disclosure.Vendor, Channel: disclosure.Email, Bounced: clock.Moment{At: clockDay(n)},
				})
			}
		}
	}
	for _, c := range []struct {
		rule   string
		change func(*vendorTold)
		due    int
		atOnce bool
	}{
		{"one is not enough", back(1), 5, false},
		{"the second advances it", back(1, 3), 3, true},
		{"on the day that it is due anyway the second still counts", back(1, 5), 5, true},
		{"a third changes nothing more", back(1, 3, 4), 3, true},
		{"a second that comes too late does not move it later", back(1, 9), 5, false},
		{"none counts once another message got through", func(e *vendorTold) {
			back(1, 3)(e)
			e.Attempts = append(e.Attempts, attempt{Moment: clock.Moment{At: clockDay(3)}, Role: disclosure.Vendor, Channel: disclosure.Form})
		}, 5, false},
		{"messages to others do not count", func(e *vendorTold) {
			back(1, 3)(e)
			e.Attempts[1].Role = disclosure.Provider
		}, 5, false},
	} {
		d := evaluateOne(t, step, oneEpisode(c.change), noon(4), nil)
		if d.Due != clockDay(c.due) || strings.Contains(d.Because, "due at once") != c.atOnce {
			t.Errorf("%s: due %s because %q; want %s, at once %v", c.rule, d.Due, d.Because, clockDay(c.due), c.atOnce)
		}
	}
}
