package closure_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/observed"
)

// answer is one generated observation of an asset with two facets.
func answerOf(t *rapid.T, at time.Time) observed.Observation {
	results := map[string]observed.FacetResult{
		"open":    {Verdict: observed.Open, Reason: observed.ReasonOpen},
		"strong":  {Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied},
		"weak":    {Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonConnRefused},
		"nothing": {Reason: observed.ReasonTimeoutRead},
	}
	draw := func(facet string) observed.FacetResult {
		return results[rapid.SampledFrom([]string{"open", "strong", "strong", "strong", "strong", "weak", "nothing"}).Draw(t, facet)]
	}
	o := observed.Observation{
		Kind: "s3", Version: 1, Started: at, Vantage: rapid.SampledFrom([]string{"oslo", "paris"}).Draw(t, "vantage"),
		Facets: map[string]observed.FacetResult{"list": draw("list"), "read": draw("read")},
	}
	o.Summarise()
	o.Local = o.Verdict == observed.Inconclusive && rapid.Bool().Draw(t, "local")
	return o
}

func answersOf(t *rapid.T) []observed.Observation {
	at := time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)
	var out []observed.Observation
	for range rapid.IntRange(1, 30).Draw(t, "answers") {
		at = at.Add(time.Duration(rapid.IntRange(0, 60*60).Draw(t, "minutes")) * time.Minute)
		out = append(out, answerOf(t, at))
	}
	return out
}

func end(seen []observed.Observation) time.Time { return seen[len(seen)-1].Started }

func facetsOf(rules command.Rules, seen []observed.Observation) map[string]closure.FacetState {
	out := map[string]closure.FacetState{}
	for _, f := range rules.Probing.Facets(closure.Observed{Probes: seen}, end(seen)) {
		out[f.Facet] = f
	}
	return out
}

// confirmed reads the rule back from the end of what counts for one facet: enough strong closed answers, over long
// enough, from enough places, with no open one and no long gap between them.
func confirmed(r closure.Rule, seen []observed.Observation, facet string) bool {
	var strong []observed.Observation
	var newest time.Time
	for _, o := range seen {
		f := o.Facets[facet]
		switch {
		case o.Local || f.Verdict == observed.Inconclusive:
			continue
		case f.Verdict == observed.Open:
			strong, newest = nil, time.Time{}
			continue
		case !newest.IsZero() && o.Started.Sub(newest) > r.MaxGap:
			strong = nil
		}
		newest = o.Started
		if f.Strength != observed.Strong {
			continue
		}
		if n := len(strong); n > 0 && o.Started.Sub(strong[n-1].Started) > r.MaxGap {
			strong = nil
		}
		strong = append(strong, o)
		vantages := map[string]bool{}
		for _, s := range strong {
			vantages[s.Vantage] = true
		}
		if len(strong) >= r.Strong && o.Started.Sub(strong[0].Started) >= r.Over && len(vantages) >= r.Vantages {
			return true
		}
	}
	return false
}

// lastOpen cuts a sequence behind the newest open answer of a facet.
func sinceOpen(seen []observed.Observation, facet string) []observed.Observation {
	for i := len(seen) - 1; i >= 0; i-- {
		if !seen[i].Local && seen[i].Facets[facet].Verdict == observed.Open {
			return seen[i+1:]
		}
	}
	return seen
}

// distinct leaves out what was asked at the same moment as its predecessor, where the order is a convention.
func distinct(seen []observed.Observation) []observed.Observation {
	return slices.CompactFunc(slices.Clone(seen), func(a, b observed.Observation) bool { return a.Started.Equal(b.Started) })
}

func TestNoFacetIsClosedWithoutEnoughStrongAnswersOverADay(t *testing.T) {
	rules := command.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		rules.Probing.Rule.Vantages = rapid.IntRange(1, 2).Draw(t, "vantages")
		seen := distinct(answersOf(t))
		for name, f := range facetsOf(rules, seen) {
			if got, want := f.State == disclosure.ExposureClosed, confirmed(rules.Probing.Rule, sinceOpen(seen, name), name); got != want {
				t.Fatalf("%s is %s, closed should be %v: %+v", name, f.State, want, seen)
			}
		}
	})
}

func TestAnyOpenAnswerLeavesClosed(t *testing.T) {
	rules := command.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		seen := answersOf(t)
		o := answerOf(t, end(seen).Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours"))*time.Hour))
		o.Facets["list"] = observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
		o.Summarise()
		o.Local = false
		before := facetsOf(rules, seen)["list"]
		f := facetsOf(rules, append(seen, o))["list"]
		want := disclosure.ExposureOpen
		if before.State == disclosure.ExposureClosed || before.State == disclosure.ExposureUnreachable || len(before.Episodes) > 1 {
			want = disclosure.ExposureReopened
		}
		if f.State != want || f.Streak.Strong != 0 || f.Streak.Weak != 0 || !f.Streak.LastOpen.Equal(o.Started) {
			t.Fatalf("%s after %s: %+v", f.State, before.State, f)
		}
	})
}

func TestLocalTroubleNeverCountsAndInconclusiveNeitherCountsNorResets(t *testing.T) {
	rules := command.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		seen := answersOf(t)
		o := answerOf(t, end(seen).Add(time.Hour))
		if o.Local = rapid.Bool().Draw(t, "ours"); !o.Local {
			o.Facets["list"] = observed.FacetResult{Reason: observed.ReasonTimeoutRead}
		}
		before, after := facetsOf(rules, seen)["list"], facetsOf(rules, append(seen, o))["list"]
		before.Last, before.LastSeen, before.Probed, before.Watch = after.Last, after.LastSeen, after.Probed, after.Watch
		if got, want := asJSON(t, after), asJSON(t, before); got != want {
			t.Fatalf("it moved the facet\nfrom %s\nto   %s", want, got)
		}
	})
}

func asJSON(t commandtest.Failer, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(b)
}

func TestAGapThatIsTooLongStartsANewRun(t *testing.T) {
	rules := command.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		seen := answersOf(t)
		o := answerOf(t, end(seen).Add(rules.Probing.Rule.MaxGap+time.Duration(rapid.IntRange(1, 1000).Draw(t, "minutes"))*time.Minute))
		o.Facets["list"] = observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
		o.Local = false
		if s := facetsOf(rules, append(seen, o))["list"].Streak; s.Strong != 1 || !s.FirstStrong.Equal(o.Started) {
			t.Fatalf("the run goes on over the gap: %+v", s)
		}
	})
}

func TestTheOrderOfArrivalMakesNoDifference(t *testing.T) {
	rules := command.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		seen := answersOf(t)
		mixed := rapid.Permutation(seen).Draw(t, "arrived")
		now := end(seen)
		got := asJSON(t, rules.Probing.Facets(closure.Observed{Probes: mixed}, now))
		if want := asJSON(t, rules.Probing.Facets(closure.Observed{Probes: seen}, now)); got != want {
			t.Fatalf("arrived in order %s\nmixed %s", want, got)
		}
	})
}

// TestAnAssetIsNeverClosedBeforeItsFacets compares the run of the asset, which every event carries, with those of its facets.
// Answers may come late: then the asset forgets more than the facets do, never less.
func TestAnAssetIsNeverClosedBeforeItsFacets(t *testing.T) {
	rules := command.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		seen := distinct(answersOf(t))
		arrived := seen
		if rapid.Bool().Draw(t, "late") {
			arrived = rapid.Permutation(seen).Draw(t, "arrived")
		}
		var s disclosure.Streak
		for i := range arrived {
			s = rules.Probing.Rule.Next(s, &arrived[i])
			if _, ok := rules.Probing.Rule.Confirmed(s); !ok {
				continue
			}
			known := slices.Clone(arrived[:i+1])
			for _, f := range rules.Probing.Facets(closure.Observed{Probes: known}, end(seen)) {
				if f.State != disclosure.ExposureClosed {
					t.Fatalf("the asset is closed by %+v and %s is %s: %+v", s, f.Facet, f.State, known)
				}
			}
		}
	})
}

func TestFacetsThatAreClosedOneAtATimeDoNotCloseTheAsset(t *testing.T) {
	rules := command.DefaultRules()
	shut := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
	none := observed.FacetResult{Reason: observed.ReasonTimeoutRead}
	var seen []observed.Observation
	var s disclosure.Streak
	for i := range 8 {
		o := observed.Observation{Started: time.Date(2020, 2, 5, 6*i, 0, 0, 0, time.UTC), Facets: map[string]observed.FacetResult{"list": shut, "read": none}}
		if i%2 == 1 {
			o.Facets = map[string]observed.FacetResult{"list": none, "read": shut}
		}
		o.Summarise()
		seen, s = append(seen, o), rules.Probing.Rule.Next(s, &o)
	}
	for name, f := range facetsOf(rules, seen) {
		if f.State != disclosure.ExposureClosed {
			t.Errorf("%s is %s", name, f.State)
		}
	}
	if _, ok := rules.Probing.Rule.Confirmed(s); ok || s.Weak != 0 {
		t.Errorf("no answer was closed as a whole: %+v", s)
	}
}

func TestFacetsShowTheirOwnStates(t *testing.T) {
	rules := command.DefaultRules()
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	shut := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
	at := func(hour int) time.Time { return time.Date(2020, 2, 5, hour, 0, 0, 0, time.UTC) }
	var seen closure.Observed
	see := func(hour int, list, read observed.FacetResult) {
		seen.Probes = append(seen.Probes, observed.Observation{Started: at(hour), Facets: map[string]observed.FacetResult{"list": list, "read": read}})
	}
	state := func(hour, i int, want disclosure.ExposureState, since int) closure.FacetState {
		t.Helper()
		f := rules.Probing.Facets(seen, at(hour))[i]
		if f.State != want || !f.Since.Equal(at(since)) {
			t.Errorf("hour %d: %s is %s since %s, want %s since hour %d", hour, f.Facet, f.State, f.Since, want, since)
		}
		return f
	}
	see(0, open, open)
	see(12, shut, open)
	state(12, 0, disclosure.ExposureSuspected, 12)
	see(24, shut, open)
	see(36, shut, open)
	list := state(36, 0, disclosure.ExposureClosed, 12)
	state(36, 1, disclosure.ExposureOpen, 0)
	if e := list.Episodes; len(e) != 1 || !e[0].LastOpen.Equal(at(0)) || !e[0].Closed.Equal(at(12)) || !list.Watch.IsZero() {
		t.Errorf("episodes %+v, watch %s", e, list.Watch)
	}
	see(100, open, open)
	if f := state(100, 0, disclosure.ExposureReopened, 100); len(f.Episodes) != 2 || !f.Watch.IsZero() {
		t.Errorf("%+v", f)
	}
	see(112, shut, shut)
	state(112, 0, disclosure.ExposureSuspected, 112)
	state(24, 0, disclosure.ExposureSuspected, 12) // as it was known then
	t.Run("what a person saw open again ends every run", func(t *testing.T) {
		seen := seen
		seen.Reported = []time.Time{at(40)}
		if f := rules.Probing.Facets(seen, at(48))[0]; f.State != disclosure.ExposureReopened || f.Streak.Strong != 0 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("a facet that is not asked any more stays as it was", func(t *testing.T) {
		seen.Probes = append(seen.Probes, observed.Observation{Started: at(120), Facets: map[string]observed.FacetResult{"list": shut}})
		if f := rules.Probing.Facets(seen, at(120))[1]; f.Probed || f.State != disclosure.ExposureSuspected {
			t.Errorf("%+v", f)
		}
	})
}
