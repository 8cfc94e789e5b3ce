package closure_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/observed"
)

// TestWhatDecisionsRecordFollowsFromTheRest lets any sequence of answers, late and strange ones too, be recorded and checks
// the record.
func TestWhatDecisionsRecordFollowsFromTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := commandtest.NewPlay(t)
		begin := p.Now
		for range rapid.IntRange(1, 25).Draw(t, "answers") {
			p.Now = p.Now.Add(time.Duration(rapid.IntRange(1, 3600).Draw(t, "minutes")) * time.Minute)
			o := answerOf(t, p.Now)
			if rapid.IntRange(0, 5).Draw(t, "late") == 0 {
				o.Started = begin.Add(time.Duration(rapid.Int64Range(0, int64(p.Now.Sub(begin))).Draw(t, "started")))
			}
			if rapid.IntRange(0, 3).Draw(t, "gone") == 0 {
				gone := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonResourceGone}
				o.Facets = map[string]observed.FacetResult{"list": gone, "read": gone}
				o.Summarise()
				o.Local = false
			} else {
				o.Identity = map[string]string{"region": rapid.SampledFrom([]string{"paris", "oslo"}).Draw(t, "region")}
			}
			p.Probe(o, disclosure.ProbeForPerson)
		}
		if problems := closure.CheckRecord(p.C.ID, p.Events, p.Rules.Probing.Rule); len(problems) > 0 {
			t.Fatalf("%v", problems)
		}
		commandtest.WantSameCase(t, p)
	})
}

func TestARecordThatWasChangedIsFound(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	p.Now = p.Now.Add(12 * time.Hour)
	p.CloseA1()
	closed := func(e *disclosure.Event) bool { return e.Kind == disclosure.KindClosed }
	probed := func(e *disclosure.Event) bool {
		return e.Kind == disclosure.KindProbed && e.Detail.Probe.Verdict == observed.Closed
	}
	for _, tc := range []struct {
		name   string
		which  func(*disclosure.Event) bool
		change func(*disclosure.Event)
		says   string
	}{
		{"a verdict", probed, func(e *disclosure.Event) { e.Detail.Probe.Verdict = observed.Open }, "not that of its facets"},
		{"a longer run", probed, func(e *disclosure.Event) { e.Detail.Streak.Strong++ }, "not what the rule gives"},
		{"no run", probed, func(e *disclosure.Event) { e.Detail.Streak = nil }, "no run"},
		{"a stranger", probed, func(e *disclosure.Event) { e.Detail.Reason = "recreated" }, "identity mismatch"},
		{"a closure of another day", closed, func(e *disclosure.Event) { e.Detail.Closure.At = commandtest.Day20(1, 25) }, "its dates"},
		{"a closure that came too early", closed, func(e *disclosure.Event) { e.Detail.Closure.Rule.Strong = 9 }, "do not confirm"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var events []disclosure.Event
			if err := json.Unmarshal([]byte(asJSON(t, p.Events)), &events); err != nil {
				t.Fatal(err)
			}
			for i := range events {
				if tc.which(&events[i]) {
					tc.change(&events[i])
					break
				}
			}
			problems := closure.CheckRecord(p.C.ID, events, p.Rules.Probing.Rule)
			if len(problems) == 0 || !strings.Contains(problems[0].String(), tc.says) {
				t.Errorf("%v", problems)
			}
		})
	}
	t.Run("a rule that changed since is no mistake", func(t *testing.T) {
		stricter := p.Rules.Probing.Rule
		stricter.Strong, stricter.MaxGap = 9, time.Hour
		if problems := closure.CheckRecord(p.C.ID, p.Events, stricter); len(problems) > 0 {
			t.Errorf("%v", problems)
		}
	})
}
