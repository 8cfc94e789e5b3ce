package closure_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// TestWhatHoldsWhereATeamSaysNothingElse is the promise of the manual: whoever changes a default changes it here as well.
func TestWhatHoldsWhereATeamSaysNothingElse(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	want := closure.Rules{
		Rule: closure.Rule{
			ClosureRule: disclosure.ClosureRule{Strong: 3, Over: day, MaxGap: 2 * day, Vantages: 1, Weak: 5, WeakOver: 7 * day},
			Undecided:   3 * day, RetestSoon: day / 2,
		},
		Budget:    closure.Budget{PerDay: 4, Total: 120},
		Cadence:   []closure.Cadence{{Until: 7 * day, Every: day / 4}, {Until: 30 * day, Every: day}, {Every: 7 * day}},
		WatchDays: []int{1, 3, 7, 30, 90},
	}
	if diff := cmp.Diff(want, closure.DefaultRules()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestABudgetOfOneProbeIsABudget(t *testing.T) {
	t.Parallel()
	rules := closure.Rules{Budget: closure.Budget{PerDay: 0, Total: 1}}
	for probes, want := range map[int]fault.Code{0: "", 1: fault.Refused} {
		if err := rules.MayProbe(&disclosure.Asset{ID: "A1", Probes: probes}, disclosure.ProbeForPerson, hour(9)); fault.CodeOf(err) != want {
			t.Errorf("after %d probes: %v", probes, err)
		}
	}
}

func TestOfOneMomentTheOpenAnswerHoldsHoweverItArrived(t *testing.T) {
	t.Parallel()
	for _, probes := range [][]observed.Observation{
		{answered(0, "open"), answered(0, "strong")},
		{answered(0, "strong"), answered(0, "open")},
		{answered(0, "open"), answered(0, "weak"), answered(0, "strong")},
	} {
		f := closure.DefaultRules().Facets(closure.Observed{Probes: probes}, hour(1))[0]
		if f.State != disclosure.ExposureOpen || f.Last.Verdict != observed.Open || f.Streak.Running() {
			t.Errorf("%s, last %+v, run %+v", f.State, f.Last, f.Streak)
		}
	}
}
