package closure_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/observed"
)

// seen is one observation of a generated sequence.
type seen struct {
	wait time.Duration
	what string
}

// sequence draws observations in the order of time.
func sequence(t *rapid.T, what ...string) []seen {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) seen {
		return seen{
			wait: time.Duration(rapid.IntRange(1, 60*60).Draw(t, "minutes")) * time.Minute,
			what: rapid.SampledFrom(what).Draw(t, "what"),
		}
	}), 1, 40).Draw(t, "sequence")
}

// proven computes from scratch whether the newest observations prove a closure: the rule of closure, read back
// from the end.
func proven(r closure.Rule, at []time.Time, what []string) bool {
	var strong, any []time.Time
	for i, w := range what {
		switch w {
		case "open":
			strong, any = nil, nil
		case "strong", "weak":
			if n := len(any); n > 0 && at[i].Sub(any[n-1]) > r.MaxGap {
				strong, any = nil, nil
			}
			any = append(any, at[i])
			if w == "weak" {
				continue
			}
			if n := len(strong); n > 0 && at[i].Sub(strong[n-1]) > r.MaxGap {
				strong = nil
			}
			strong = append(strong, at[i])
		}
	}
	return len(strong) >= r.Strong && strong[len(strong)-1].Sub(strong[0]) >= r.Over
}

func TestClosureNeedsStrongVerdictsOverADay(t *testing.T) {
	rule := command.DefaultRules().Probing.Rule
	rapid.Check(t, func(t *rapid.T) {
		var s disclosure.Streak
		var at []time.Time
		var what []string
		now := time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)
		for _, step := range sequence(t, "open", "strong", "strong", "strong", "weak", "nothing", "local") {
			now = now.Add(step.wait)
			at, what = append(at, now), append(what, step.what)
			o := commandtest.See(step.what, now)
			before := s
			s = rule.Next(s, &o)
			if (step.what == "nothing" || step.what == "local") && !sameStreak(before, s) {
				t.Fatalf("%s moved the streak from %+v to %+v", step.what, before, s)
			}
			closure, ok := rule.Confirmed(s)
			if want := proven(rule, at, what); ok != want {
				t.Fatalf("confirmed %v, want %v, after %v at %v", ok, want, what, at)
			}
			if ok && (!closure.Verified || !closure.LastOpen.Before(closure.At.Time()) && !closure.LastOpen.IsZero()) {
				t.Fatalf("the interval is empty: %+v", closure)
			}
			if step.what == "open" && (s.Strong != 0 || s.Weak != 0 || !s.LastOpen.Equal(now)) {
				t.Fatalf("open leaves %+v", s)
			}
		}
	})
}

func sameStreak(a, b disclosure.Streak) bool {
	return a.Strong == b.Strong && a.Weak == b.Weak && a.Newest.Equal(b.Newest) && a.LastOpen.Equal(b.LastOpen)
}

func TestWeakVerdictsNeverClose(t *testing.T) {
	rule := command.DefaultRules().Probing.Rule
	rapid.Check(t, func(t *rapid.T) {
		var s disclosure.Streak
		now := time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)
		strong := 0
		for _, step := range sequence(t, "weak", "weak", "weak", "strong", "nothing") {
			if step.what == "strong" {
				if strong++; strong >= rule.Strong {
					continue
				}
			}
			now = now.Add(step.wait)
			o := commandtest.See(step.what, now)
			s = rule.Next(s, &o)
			if _, ok := rule.Confirmed(s); ok {
				t.Fatalf("closed by %+v", s)
			}
			if rule.Unreachable(s) && s.Newest.Sub(s.FirstWeak) < rule.WeakOver {
				t.Fatalf("unreachable too early: %+v", s)
			}
		}
	})
}

// TestAnAssetIsClosedOnlyByTheRule drives whole decisions with answers in any order, late ones too.
func TestAnAssetIsClosedOnlyByTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := commandtest.NewPlay(t)
		begin := p.Now
		for _, step := range sequence(t, "open", "strong", "strong", "strong", "weak", "nothing", "local") {
			p.Now = p.Now.Add(step.wait)
			started := p.Now
			if rapid.IntRange(0, 5).Draw(t, "late") == 0 {
				started = begin.Add(time.Duration(rapid.Int64Range(0, int64(p.Now.Sub(begin))).Draw(t, "started")))
			}
			before, _ := p.C.Asset("A1")
			d := p.Probe(commandtest.See(step.what, started), disclosure.ProbeForPerson)
			a, _ := p.C.Asset("A1")
			late := started.Before(before.LastSeen)
			switch {
			case a.Exposure == disclosure.ExposureClosed && before.Exposure != disclosure.ExposureClosed:
				if a.Closure.LastOpen.IsZero() {
					t.Fatalf("closed, and never seen open: %+v", a)
				}
				if step.what != "strong" || a.Streak.Strong < 3 || a.Streak.NewestStrong.Sub(a.Streak.FirstStrong) < 24*time.Hour {
					t.Fatalf("%s closed it: %+v", step.what, a.Streak)
				}
			case step.what == "open" && !late && a.Exposure != disclosure.ExposureOpen && a.Exposure != disclosure.ExposureReopened:
				t.Fatalf("it was seen open and is %s", a.Exposure)
			case step.what == "nothing" && before.Exposure == disclosure.ExposureUnconfirmed && a.Exposure == disclosure.ExposureNotSeenOpen:
			case (step.what == "nothing" || step.what == "local") && a.Exposure != before.Exposure:
				t.Fatalf("%s moved it from %s to %s (%s)", step.what, before.Exposure, a.Exposure, commandtest.KindsOf(d))
			}
			if a.Closure.Verified != (a.Exposure == disclosure.ExposureClosed) {
				t.Fatalf("%s with closure %+v", a.Exposure, a.Closure)
			}
			if a.Closure.Verified && !a.Closure.LastOpen.IsZero() && a.Closure.LastOpen.After(a.Closure.At.Time().Add(time.Second)) {
				t.Fatalf("last open %s, closed %s", a.Closure.LastOpen, a.Closure.At)
			}
		}
		commandtest.WantSameCase(t, p)
	})
}

func TestClosureRule(t *testing.T) {
	rule := command.DefaultRules().Probing.Rule
	base := time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)
	type answer struct {
		hour int
		what string
	}
	tests := []struct {
		rule        string
		answers     []answer
		closed      bool
		unreachable bool
	}{
		{"three strong over a day", []answer{{0, "strong"}, {12, "strong"}, {24, "strong"}}, true, false},
		{"two are not enough", []answer{{0, "strong"}, {24, "strong"}}, false, false},
		{"three within a day are not enough", []answer{{0, "strong"}, {1, "strong"}, {23, "strong"}}, false, false},
		{"a weak one does not make the day full", []answer{{0, "strong"}, {1, "strong"}, {2, "strong"}, {26, "weak"}}, false, false},
		{"a weak one does not bridge a gap", []answer{{0, "strong"}, {12, "strong"}, {40, "weak"}, {80, "strong"}}, false, false},
		{"a gap longer than 48 hours starts anew", []answer{{0, "strong"}, {12, "strong"}, {61, "strong"}}, false, false},
		{"a gap of 48 hours does not", []answer{{0, "strong"}, {12, "strong"}, {60, "strong"}}, true, false},
		{"inconclusive neither counts nor resets", []answer{{0, "strong"}, {6, "nothing"}, {12, "strong"}, {18, "local"}, {24, "strong"}}, true, false},
		{"open resets", []answer{{0, "strong"}, {12, "strong"}, {18, "open"}, {24, "strong"}}, false, false},
		{"five weak over a week make it unreachable", []answer{{0, "weak"}, {40, "weak"}, {80, "weak"}, {120, "weak"}, {168, "weak"}}, false, true},
		{"five weak in six days do not", []answer{{0, "weak"}, {40, "weak"}, {80, "weak"}, {120, "weak"}, {144, "weak"}}, false, false},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			var s disclosure.Streak
			for _, a := range tc.answers {
				o := commandtest.See(a.what, base.Add(time.Duration(a.hour)*time.Hour))
				s = rule.Next(s, &o)
			}
			if _, ok := rule.Confirmed(s); ok != tc.closed || rule.Unreachable(s) != tc.unreachable {
				t.Fatalf("closed %v, unreachable %v: %+v", ok, rule.Unreachable(s), s)
			}
		})
	}
	t.Run("as many places as configured", func(t *testing.T) {
		two := rule
		two.Vantages = 2
		var s disclosure.Streak
		for i, vantage := range []string{"paris", "paris", "paris", "oslo"} {
			o := commandtest.SeesClosed(base.Add(time.Duration(i) * 12 * time.Hour))
			o.Vantage = vantage
			s = two.Next(s, &o)
			if _, ok := two.Confirmed(s); ok != (vantage == "oslo") {
				t.Fatalf("after %d answers: %v, %+v", i+1, ok, s)
			}
		}
	})
	t.Run("a place that is renamed is still one place", func(t *testing.T) {
		two := rule
		two.Vantages, two.Own, two.Others = 2, "new", []string{"oslo"}
		var s disclosure.Streak
		for i, vantage := range []string{"old", "old", "new", "new", "removed", "oslo"} {
			o := commandtest.SeesClosed(base.Add(time.Duration(i) * 12 * time.Hour))
			o.Vantage = vantage
			s = two.Next(s, &o)
			if _, ok := two.Confirmed(s); ok != (vantage == "oslo") {
				t.Fatalf("after %d answers: %v, %+v", i+1, ok, s)
			}
		}
	})
	t.Run("a place answers once at one moment", func(t *testing.T) {
		var s disclosure.Streak
		for _, answer := range []struct {
			vantage      string
			o            observed.Observation
			strong, weak int
		}{
			{"here", commandtest.SeesClosed(base), 1, 1},
			{"here", commandtest.SeesClosed(base), 1, 1},
			{"here", commandtest.SeesWeak(base), 1, 1},
			{"oslo", commandtest.SeesClosed(base), 2, 2},
			{"here", commandtest.SeesClosed(base), 2, 2},
			{"oslo", commandtest.SeesClosed(base), 2, 2},
			{"here", commandtest.SeesWeak(base.Add(time.Hour)), 2, 3},
			{"here", commandtest.SeesWeak(base.Add(time.Hour)), 2, 3},
		} {
			answer.o.Vantage = answer.vantage
			if s = rule.Next(s, &answer.o); s.Strong != answer.strong || s.Weak != answer.weak {
				t.Fatalf("%s: %+v", answer.vantage, s)
			}
		}
	})
	t.Run("an empty rule closes nothing", func(t *testing.T) {
		var none closure.Rule
		if _, ok := none.Confirmed(disclosure.Streak{}); ok || none.Unreachable(disclosure.Streak{}) {
			t.Fatal("closed without an answer")
		}
	})
}

// TestAFacetThatIsOpenKeepsTheAssetOpen permutes verdicts: the summary does not depend on the order of facets, and
// the worst one decides.
func TestAFacetThatIsOpenKeepsTheAssetOpen(t *testing.T) {
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	strong := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
	weak := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonConnRefused}
	none := observed.FacetResult{Reason: observed.ReasonTimeoutRead}
	all := []observed.FacetResult{open, strong, weak, none}
	for _, a := range all {
		for _, b := range all {
			for _, c := range all {
				o := observed.Observation{Facets: map[string]observed.FacetResult{"admin": a, "list": b, "read": c}}
				o.Summarise()
				facets := []observed.FacetResult{a, b, c}
				want := strong
				for _, worse := range []observed.FacetResult{weak, none, open} {
					for _, f := range facets {
						if f == worse {
							want = worse
						}
					}
				}
				if got := (observed.FacetResult{Verdict: o.Verdict, Strength: o.Strength, Reason: o.Reason}); got != want {
					t.Errorf("%v: got %+v, want %+v", facets, got, want)
				}
			}
		}
	}
	empty := observed.Observation{Verdict: observed.Closed, Strength: observed.Strong}
	empty.Summarise()
	if empty.Verdict != observed.Inconclusive || empty.Strength != observed.NoStrength {
		t.Errorf("no facets: %+v", empty)
	}
}
