package form

import (
	"strings"
	"testing"

	"daylight/disclosure"
)

func TestARequestForTimeIsShownAndFilledInForWhoDecides(t *testing.T) {
	t.Parallel()
	var answer *Action
	for _, a := range Actions() {
		if a.Name == "clock_answer" {
			answer = &a
		}
	}
	s := full(t)
	s.Case.Clocks = disclosure.Clocks{
		"publication": {State: disclosure.ClockRunning, Due: day(t, "2020-04-26")},
		"fix":         {State: disclosure.ClockRunning, Due: day(t, "2020-03-01"), What: disclosure.DueFix},
	}
	initial := func() map[string]string {
		out := map[string]string{}
		for _, f := range answer.Fields(s) {
			out[f.Name] = f.Initial
		}
		return out
	}
	asked := &s.Case.ClockEvents[0]
	// Nothing is filled in that nobody said.
	if got := initial(); got[fieldUntil] != "" || got[fieldWhy] != "" || got[fieldClause] != "" || got[fieldWhat] != "refuse" {
		t.Errorf("they named no number of days: %v", got)
	}
	asked.Wants = &disclosure.MoreTime{Days: 14, Why: "we need a maintenance window"}
	got := initial()
	if got[fieldUntil] != "2020-03-15" || got[fieldClause] != "fix" || got[fieldWhy] != "They ask for 14 more days: we need a maintenance window" || got[fieldWhat] != "refuse" {
		t.Errorf("filled in %v", got)
	}
	says := strings.Join(answer.Says(s), "\n")
	for _, want := range []string{
		"14 more days were asked for on 2020-02-01 by the vendor NextMotion. Their reason: we need a maintenance window",
		"fix: 2020-03-01, running; with what they ask for 2020-03-15", "publication: 2020-04-26, running; with what they ask for 2020-05-10",
	} {
		if !strings.Contains(says, want) {
			t.Errorf("%q does not say %q", says, want)
		}
	}
	// Of two requests nobody knows which one is answered, so neither is filled in; both are shown.
	s.Case.Parties = append(s.Case.Parties, disclosure.Party{Role: disclosure.Vendor, Name: "Second"})
	second := *asked
	second.Seq, second.Name, second.Wants = asked.Seq+1, "Second", &disclosure.MoreTime{Days: 1, Why: "a holiday"}
	s.Case.ClockEvents = append(s.Case.ClockEvents, second)
	if got := initial(); got[fieldUntil] != "" || got[fieldWhy] != "" {
		t.Errorf("two asked: %v", got)
	}
	if says := strings.Join(answer.Says(s), "\n"); !strings.Contains(says, "14 more days were") || !strings.Contains(says, "1 more day was asked for on 2020-02-01 by the vendor Second. Their reason: a holiday") {
		t.Error(says)
	}
}
