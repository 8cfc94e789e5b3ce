package gate_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/gate"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
	"daylight/disclosure/timeline/timelinetest"
)

func TestWhatPeopleWroteMayNotContradictTheCase(t *testing.T) {
	t.Parallel()
	events := timelinetest.History(t, "discovered|2020-01-24", "contacted|2020-01-27|party=vendor", "closed|2020-02-05|source=press")
	tl := timeline.Build(milestone.Rebuild("DL-2020-0001", events), events, timelinetest.Day(t, "2020-03-01"))
	facts := cite.Of(tl, civil.Date{})
	wrote := func(text string) *gate.Prose {
		return &gate.Prose{Facts: facts, Passages: []cite.Passage{{Section: "summary", Line: 11, Text: text}}}
	}
	for _, c := range []struct {
		rule  string
		prose *gate.Prose
		mode  disclosure.Mode
		want  gate.CheckState
		says  string
	}{
		{"nobody wrote", nil, disclosure.Full, gate.CheckNotApplicable, "nobody wrote"},
		{"a text that was erased", &gate.Prose{Unread: "it was erased"}, disclosure.Full, gate.CheckFail, "it was erased"},
		{"12 days beside a milestone of 9", wrote("x\nFrom our first message to the closure: 12 days."), disclosure.Full, gate.CheckFail, "line 12 (summary): “12 days” contradicts"},
		{"a fact that is not known", wrote("{{acknowledged}}"), disclosure.Full, gate.CheckFail, "line 11 (summary): the case does not know yet"},
		{"a right number that is typed", wrote("From our first message to the closure: 9 days."), disclosure.Full, gate.CheckPass, "1 worth a look"},
		{"a placeholder", wrote("{{days.contact_to_closure}}"), disclosure.Full, gate.CheckPass, "one of the case"},
		{"a limited page", wrote("{{acknowledged}}"), disclosure.Limited, gate.CheckFail, "does not know yet"},
		{"a stub shows none", wrote("{{acknowledged}}"), disclosure.Stub, gate.CheckNotApplicable, "shows nothing"},
		{"a page without a marked part", &gate.Prose{Facts: facts}, disclosure.Limited, gate.CheckNotApplicable, "shows nothing"},
	} {
		found := false
		for _, got := range gate.Run(gate.Input{Case: &disclosure.Case{ID: "DL-2020-0001"}, Timeline: tl, Mode: c.mode, Lang: "en", Prose: c.prose}) {
			if got.Name != gate.CheckProse {
				continue
			}
			found = true
			if got.State != c.want || !strings.Contains(got.Reason, c.says) {
				t.Errorf("%s: %s %s", c.rule, got.State, got.Reason)
			}
		}
		if !found {
			t.Errorf("%s: the check was not run", c.rule)
		}
	}
}
