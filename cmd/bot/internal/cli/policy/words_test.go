package policy

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/holiday"
)

func TestWhatEveryClauseSaysIsInWords(t *testing.T) {
	t.Parallel()
	for _, w := range disclosure.DueKinds() {
		if text := whatText(w); text == string(w) || text == "" {
			t.Errorf("%s has no words", w)
		}
	}
	for _, f := range clock.ConditionFacts() {
		c := clock.Condition{Fact: f}
		if f.Relative() {
			c.Clause = "fix"
		}
		if text := conditionText(c); text == c.String() && f != clock.IsFixed || text == "" || strings.Contains(text, "_") {
			t.Errorf("%s is said as %q", f, text)
		}
	}
	all, err := policyfile.Shipped(holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		for j := range all[i].Clauses {
			if c := &all[i].Clauses[j]; whenText(c) == "" || strings.Contains(sentenceOf(c), "  ") {
				t.Errorf("%s %s: %q", all[i].Name, c.Name, sentenceOf(c))
			}
		}
	}
}

func TestHowADateComesAboutInWords(t *testing.T) {
	t.Parallel()
	attempt, fixed := clock.AnchorAttempt, clock.AnchorFixed
	for _, c := range []struct {
		want string
		c    clock.Clause
	}{
		{"1 day after the closure", clock.Clause{Days: 1, From: clock.AnchorRule{Of: []clock.Anchor{fixed}}}},
		{
			"on the day of the latest of the first attempt to reach the vendor and the closure",
			clock.Clause{From: clock.AnchorRule{Take: clock.TakeLatest, Of: []clock.Anchor{attempt, fixed}}},
		},
		{
			"5 working days after the earliest of the first attempt to reach the vendor and the closure; with the holidays of the owner's country",
			clock.Clause{
				Days: 5, Unit: civil.WorkingDays, Holidays: clock.OwnerHolidays,
				From: clock.AnchorRule{Take: clock.TakeEarliest, Of: []clock.Anchor{attempt, fixed}},
			},
		},
		{
			"on the day of clause fix, at 09:05; not earlier than 2 days after the closure",
			clock.Clause{
				Hour: 545, From: clock.AnchorRule{Clause: "fix"},
				Floor: &clock.Relation{Days: 2, From: clock.AnchorRule{Of: []clock.Anchor{fixed}}},
			},
		},
	} {
		if got := whenText(&c.c); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	both := clock.Clause{Grace: 3, MaxExtension: 10}
	if got := extensionText(&both); got != "3 days of grace on request, 10 days in all; beyond that two people" {
		t.Error(got)
	}
	if got := stopsText([]clock.Stop{clock.StopReply, clock.StopPromise, clock.StopClosed, clock.StopNothing}); !strings.HasSuffix(got, "the closure, or nothing") {
		t.Error(got)
	}
	if pauseText(clock.PauseNever) != "never" || pauseText(clock.PauseAny) == "" || pauseText(clock.PauseOurs) != "" {
		t.Error("pauses")
	}
}

func TestADateThatComesOrGoesIsAChange(t *testing.T) {
	t.Parallel()
	day := civil.OnDay(2020, time.March, 1)
	for _, c := range []struct {
		old, renewed civil.When
		want         string
	}{
		{day, day, "–"},
		{civil.When{}, civil.When{}, "–"},
		{day, civil.OnDay(2020, time.March, 15), "+14"},
		{day, civil.When{}, "changed"},
		{civil.When{}, day, "changed"},
	} {
		if got := sideBySide("x", c.old, c.renewed, "")[3]; got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.old, c.renewed, got, c.want)
		}
	}
}

func TestTheStatesOfASimulationAreThoseOfToday(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := &session.Session{Dir: t.TempDir(), Getenv: func(string) string { return "" }, Streams: session.Streams{Out: &out, Err: &out}, Clock: func() time.Time { return time.Date(2020, 1, 5, 23, 0, 0, 0, time.UTC) }}
	if err := simulate(s, &simulation{policy: "cert-cc", contacted: "2020-01-01"}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.HasPrefix(got, "cert-cc, as of 2020-01-05\n") || !strings.Contains(got, "running") {
		t.Error(got)
	}
}
