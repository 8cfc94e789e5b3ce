package clock_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

func TestAWrongPolicyIsRefusedWithPathAndReason(t *testing.T) {
	t.Parallel()
	good := func() clock.Policy {
		return clock.Policy{Name: "p", Title: "P", Source: "https://example.org", Version: "1", Clauses: []clock.Clause{
			{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 90},
			{Name: "publish", Due: disclosure.DuePublishFull, From: clock.AnchorRule{Clause: "fix"}, When: []clock.Condition{{Fact: clock.NotFixedWithin, Clause: "fix"}}},
		}}
	}
	p := good()
	if flaws := p.Check(nil); len(flaws) > 0 {
		t.Fatalf("flaws of a good policy: %v", flaws)
	}
	for _, c := range []struct {
		path, reason string
		spoil        func(p *clock.Policy)
	}{
		{"policy", "is missing", func(p *clock.Policy) { p.Name = "" }},
		{"policy", "is not a name", func(p *clock.Policy) { p.Name = "../x" }},
		{"title", "is missing", func(p *clock.Policy) { p.Title = " " }},
		{"source", "is missing", func(p *clock.Policy) { p.Source = "" }},
		{"version", "is missing", func(p *clock.Policy) { p.Version = "" }},
		{"clauses", "is missing", func(p *clock.Policy) { p.Clauses = nil }},
		{"clauses", "at most", func(p *clock.Policy) { p.Clauses = make([]clock.Clause, clock.MaxPolicyClauses+1) }},
		{"clauses[1].name", "earlier clause", func(p *clock.Policy) { p.Clauses[1].Name = "fix" }},
		{"clauses[0].due", "unknown", func(p *clock.Policy) { p.Clauses[0].Due = "soon" }},
		{"clauses[0].due", "missing", func(p *clock.Policy) { p.Clauses[0].Due = "" }},
		{"clauses[0].anchor", "missing", func(p *clock.Policy) { p.Clauses[0].From = clock.AnchorRule{} }},
		{"clauses[0].anchor", "unknown", func(p *clock.Policy) { p.Clauses[0].From = from("sometime") }},
		{"clauses[0].anchor", "only one", func(p *clock.Policy) { p.Clauses[0].From.Clause = "publish" }},
		{"clauses[0].anchor.original", "needs a clause", func(p *clock.Policy) { p.Clauses[0].From.Original = true }},
		{"clauses[0].anchor.clause", "earlier ones", func(p *clock.Policy) { p.Clauses[0].From = clock.AnchorRule{Clause: "publish"} }},
		{"clauses[1].anchor.clause", "not a clause above", func(p *clock.Policy) { p.Clauses[1].From = clock.AnchorRule{Clause: "publish"} }},
		{"clauses[0].days", "out of bounds", func(p *clock.Policy) { p.Clauses[0].Days = -1 }},
		{"clauses[0].days", "out of bounds", func(p *clock.Policy) { p.Clauses[0].Days = 1 << 40 }},
		{"clauses[0].unit", "unknown", func(p *clock.Policy) { p.Clauses[0].Unit = "weeks" }},
		{"clauses[0].grace", "out of bounds", func(p *clock.Policy) { p.Clauses[0].Grace = -1 }},
		{"clauses[0].shift", "unknown", func(p *clock.Policy) { p.Clauses[0].Shift = "friday" }},
		{"clauses[0].pause", "unknown", func(p *clock.Policy) { p.Clauses[0].Pause = "lunch" }},
		{"clauses[0].hour", "time of day", func(p *clock.Policy) { p.Clauses[0].Hour = 1500 }},
		{"clauses[0].holidays", "not a set", func(p *clock.Policy) { p.Clauses[0].Holidays, p.Clauses[0].Unit = "XX", civil.WorkingDays }},
		{"clauses[0].holidays", "no effect", func(p *clock.Policy) { p.Clauses[0].Holidays = clock.OwnerHolidays }},
		{"clauses[0].not_after.anchor", "missing", func(p *clock.Policy) { p.Clauses[0].Cap = &clock.Relation{} }},
		{"clauses[1].when[0]", "unknown", func(p *clock.Policy) { p.Clauses[1].When[0] = clock.Condition{Fact: "sunny"} }},
		{"clauses[1].when[0]", "needs a clause", func(p *clock.Policy) { p.Clauses[1].When[0].Clause = "" }},
		{"clauses[1].when[0]", "not a clause above", func(p *clock.Policy) { p.Clauses[1].When[0].Clause = "other" }},
		{"clauses[0].when[1]", "never hold together", func(p *clock.Policy) {
			p.Clauses[0].When = []clock.Condition{{Fact: clock.IsFixed}, {Fact: clock.NotFixed}}
		}},
		{"clauses[0].when[1]", "twice", func(p *clock.Policy) {
			p.Clauses[0].When = []clock.Condition{{Fact: clock.IsFixed}, {Fact: clock.IsFixed}}
		}},
		{"clauses[0].when[0]", "leave out", func(p *clock.Policy) { p.Clauses[0].When = []clock.Condition{{Fact: clock.IsFixed, Clause: "x"}} }},
		{"clauses[0].stops[0]", "unknown", func(p *clock.Policy) { p.Clauses[0].Stops = []clock.Stop{"rain"} }},
		{"clauses[0].bounce.role", "missing", func(p *clock.Policy) { p.Clauses[0].Bounce = &clock.Bounce{Times: 1} }},
		{"clauses[0].bounce.times", "between", func(p *clock.Policy) { p.Clauses[0].Bounce = &clock.Bounce{Role: disclosure.Vendor} }},
		{"clauses[0].step.role", "missing", func(p *clock.Policy) { p.Clauses[0].Step = &clock.EscalationStep{Template: "x"} }},
		{"clauses[0].step.channel", "unknown", func(p *clock.Policy) {
			p.Clauses[0].Step = &clock.EscalationStep{Role: disclosure.Vendor, Template: "x", Channel: "owl"}
		}},
		{"clauses[0].step.template", "missing", func(p *clock.Policy) { p.Clauses[0].Step = &clock.EscalationStep{Role: disclosure.Vendor} }},
	} {
		t.Run(c.path+" "+c.reason, func(t *testing.T) {
			t.Parallel()
			p := good()
			c.spoil(&p)
			flaws := p.Check(func(set string) bool { return set == "DE" })
			for _, f := range flaws {
				if f.Path == c.path && strings.Contains(f.Reason, c.reason) {
					return
				}
			}
			t.Errorf("flaws %v, want %s: …%s…", flaws, c.path, c.reason)
		})
	}
}
