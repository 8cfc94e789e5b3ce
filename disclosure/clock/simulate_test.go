package clock_test

import (
	"encoding/json"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

func TestASimulationHasAStableForm(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Name: "p", Clauses: []clock.Clause{
		{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAcceptance), Days: 90},
		{Name: "publish", Due: disclosure.DuePublishFull, From: clock.AnchorRule{Clause: "fix"}, When: []clock.Condition{{Fact: clock.NotFixedWithin, Clause: "fix"}}},
		{Name: "after_fix", Due: disclosure.DuePublishLimited, From: from(clock.AnchorFixed), Days: 3},
	}}
	s, err := clock.Simulate(p, clock.SimulationInput{Contacted: clockDay(0)}, noon(1), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"policy":"p","clauses":[` +
		`{"clause":"fix","due":"2020-04-26","state":"running","because":"90 days after the first message that the vendor's side accepted on 2020-01-27"},` +
		`{"clause":"publish","due":"2020-04-26","state":"running","because":"on the day of fix (2020-04-26)"},` +
		`{"clause":"after_fix","due":null,"state":"not_started","because":"waits for the closure"}],` +
		`"publish_limited":null,"publish_full":"2020-04-26"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !strings.Contains(s.Permits.LimitedBecause, "waits for the closure") || s.Permits.StubBecause != "the policy has no clause for it" {
		t.Errorf("permits %+v", s.Permits)
	}
}

func TestASimulationRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, want string
		hint       fault.HintCode
		in         clock.SimulationInput
	}{
		{"without a contact", "date of the first contact", hint.AssumeContact, clock.SimulationInput{}},
		{"opened again without a fix", "date of the fix", hint.AssumeFix, clock.SimulationInput{Contacted: clockDay(0), Reopened: clockDay(9)}},
		{"opened again before the fix", "before the fix", "", clock.SimulationInput{Contacted: clockDay(0), Fixed: clockDay(9), Reopened: clockDay(8)}},
		{"acknowledged before the contact", "before the contact", "", clock.SimulationInput{Contacted: clockDay(5), Acknowledged: clockDay(1)}},
		{"accepted before the contact", "before the contact", "", clock.SimulationInput{Contacted: clockDay(5), Accepted: clockDay(1)}},
	} {
		_, err := clock.Simulate(clock.Policy{}, c.in, noon(0), nil, nil)
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) || fault.HintOf(err).Code != c.hint {
			t.Errorf("%s: %v with the hint %q, want …%s… with %q", c.rule, err, fault.HintOf(err).Code, c.want, c.hint)
		}
	}
}

func TestAnUnknownHolidaySetIsSaid(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 5, Unit: civil.WorkingDays, Holidays: clock.OwnerHolidays}
	h := oneEpisode()
	h.Holidays = "XX"
	if d := evaluateOne(t, c, h, noon(0), nil); d.Due != clockDay(7) || !strings.Contains(d.Because, "no holidays of XX are known") {
		t.Errorf("%s because %q", d.Due, d.Because)
	}
}

func TestAPausedClockPermitsNothing(t *testing.T) {
	t.Parallel()
	p := clock.Policy{Clauses: []clock.Clause{{Name: "publication", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 30}}}
	h := oneEpisode(func(e *vendorTold) {
		e.Pauses = []clock.Pause{{From: clock.Moment{At: clockDay(2)}, WaitingOn: disclosure.WaitingOnUs}}
	})
	got := clock.PublishDates(clock.Evaluate(p, h, noon(50), nil, nil))
	if !got.Limited.IsZero() || !strings.Contains(got.LimitedBecause, "paused since 2020-01-29") {
		t.Errorf("permits %+v", got)
	}
}
