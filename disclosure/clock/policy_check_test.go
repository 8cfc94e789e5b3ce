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
		{"policy", "is no name", func(p *clock.Policy) { p.Name = "../x" }},
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
		{"clauses[0].anchor.original", "together with clause", func(p *clock.Policy) { p.Clauses[0].From.Original = true }},
		{"clauses[0].anchor.clause", "earlier ones only", func(p *clock.Policy) { p.Clauses[0].From = clock.AnchorRule{Clause: "publish"} }},
		{"clauses[1].anchor.clause", "no clause above", func(p *clock.Policy) { p.Clauses[1].From = clock.AnchorRule{Clause: "publish"} }},
		{"clauses[0].days", "out of bounds", func(p *clock.Policy) { p.Clauses[0].Days = -1 }},
		{"clauses[0].days", "out of bounds", func(p *clock.Policy) { p.Clauses[0].Days = 1 << 40 }},
		{"clauses[0].unit", "unknown", func(p *clock.Policy) { p.Clauses[0].Unit = "weeks" }},
		{"clauses[0].grace", "out of bounds", func(p *clock.Policy) { p.Clauses[0].Grace = -1 }},
		{"clauses[0].shift", "unknown", func(p *clock.Policy) { p.Clauses[0].Shift = "friday" }},
		{"clauses[0].pause", "unknown", func(p *clock.Policy) { p.Clauses[0].Pause = "lunch" }},
		{"clauses[0].hour", "time of the day", func(p *clock.Policy) { p.Clauses[0].Hour = 1500 }},
		{"clauses[0].holidays", "no set", func(p *clock.Policy) { p.Clauses[0].Holidays, p.Clauses[0].Unit = "XX", civil.WorkingDays }},
		{"clauses[0].holidays", "no effect", func(p *clock.Policy) { p.Clauses[0].Holidays = clock.OwnerHolidays }},
		{"clauses[0].not_after.anchor", "missing", func(p *clock.Policy) { p.Clauses[0].Cap = &clock.Relation{} }},
		{"clauses[1].when[0]", "unknown", func(p *clock.Policy) { p.Clauses[1].When[0] = clock.Condition{Fact: "sunny"} }},
		{"clauses[1].when[0]", "needs a clause", func(p *clock.Policy) { p.Clauses[1].When[0].Clause = "" }},
		{"clauses[1].when[0]", "no clause above", func(p *clock.Policy) { p.Clauses[1].When[0].Clause = "other" }},
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

func TestTheBoundsOfAPolicyAreInside(t *testing.T) {
	t.Parallel()
	clause := func(change func(*clock.Clause)) clock.Policy {
		c := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 90}
		change(&c)
		return clock.Policy{Name: "p", Title: "P", Source: "https://example.org", Version: "1", Clauses: []clock.Clause{{Name: "first", Due: disclosure.DueFix, From: from(clock.AnchorAttempt)}, c}}
	}
	named := func(name string) func(*clock.Clause) { return func(c *clock.Clause) { c.Name = name } }
	days := func(n int) func(*clock.Clause) { return func(c *clock.Clause) { c.Days = n } }
	hour := func(n int) func(*clock.Clause) { return func(c *clock.Clause) { c.Hour = n } }
	times := func(n int) func(*clock.Clause) {
		return func(c *clock.Clause) { c.Bounce = &clock.Bounce{Role: disclosure.Vendor, Times: n} }
	}
	step := func(channel, draft string) func(*clock.Clause) {
		return func(c *clock.Clause) {
			c.Step = &clock.EscalationStep{Role: disclosure.Vendor, Template: "first_contact", Channel: channel, Draft: draft}
		}
	}
	when := func(all ...clock.Condition) func(*clock.Clause) { return func(c *clock.Clause) { c.When = all } }
	fact := func(f clock.Fact) clock.Condition { return clock.Condition{Fact: f} }
	holidays := func(set string, change func(*clock.Clause)) func(*clock.Clause) {
		return func(c *clock.Clause) { c.Holidays = set; change(c) }
	}
	nothing := func(*clock.Clause) {}
	relation := func(unit civil.Unit) *clock.Relation {
		return &clock.Relation{From: from(clock.AnchorAttempt), Unit: unit}
	}
	working := func(c *clock.Clause) { c.Unit = civil.WorkingDays }
	for _, c := range []struct {
		rule   string
		change func(*clock.Clause)
		flaw   string // its path; "" is none
	}{
		{"a name of 60 letters", named(strings.Repeat("x", 60)), ""},
		{"a name of 61 letters", named(strings.Repeat("x", 61)), "clauses[1].name"},
		{"a name of the first and last letters and digits", named("az09-_"), ""},
		{"a name with a capital", named("Fix"), "clauses[1].name"},
		{"a name with what stands before a", named("a`"), "clauses[1].name"},
		{"a name with what stands after z", named("a{"), "clauses[1].name"},
		{"a name with what stands before 0", named("a/"), "clauses[1].name"},
		{"a name with what stands after 9", named("a:"), "clauses[1].name"},
		{"no day", days(0), ""},
		{"as many days as there may be", days(clock.MaxPolicyDays), ""},
		{"a day more", days(clock.MaxPolicyDays + 1), "clauses[1].days"},
		{"the first minute of the day", hour(1), ""},
		{"the end of the day", hour(24 * 60), ""},
		{"a minute more", hour(24*60 + 1), "clauses[1].hour"},
		{"a minute less than none", hour(-1), "clauses[1].hour"},
		{"an extension too long", func(c *clock.Clause) { c.MaxExtension = clock.MaxPolicyDays + 1 }, "clauses[1].max_extension"},
		{"one bounce", times(1), ""},
		{"a hundred bounces", times(100), ""},
		{"a bounce more", times(101), "clauses[1].bounce.times"},
		{"a step by any channel", step("", strings.Repeat("x", 2000)), ""},
		{"a step by another channel", step(clock.OtherChannel, ""), ""},
		{"a step by mail", step(string(disclosure.Email), ""), ""},
		{"a step with too long a text", step("", strings.Repeat("x", 2001)), "clauses[1].step.draft"},
		{"a floor without an anchor", func(c *clock.Clause) { c.Floor = &clock.Relation{} }, "clauses[1].not_before.anchor"},
		{"a floor with a wrong unit", func(c *clock.Clause) { c.Floor = relation("weeks") }, "clauses[1].not_before.unit"},
		{"a cap with too many days", func(c *clock.Clause) { c.Cap = relation(""); c.Cap.Days = -1 }, "clauses[1].not_after.days"},
		{"limits that are right", func(c *clock.Clause) { c.Cap, c.Floor = relation(""), relation(civil.WorkingDays) }, ""},
		{"every anchor", func(c *clock.Clause) { c.From = from(clock.Anchors()...) }, ""},
		{"one anchor more than there are", func(c *clock.Clause) { c.From = from(append(clock.Anchors(), clock.AnchorFixed)...) }, "clauses[1].anchor"},
		{"of several anchors the wrong one is named", func(c *clock.Clause) { c.From = from(clock.AnchorFixed, "soon") }, "clauses[1].anchor[1]"},
		{"an earlier clause without its extension", func(c *clock.Clause) { c.From = clock.AnchorRule{Clause: "first", Original: true} }, ""},
		{"the latest of anchors", func(c *clock.Clause) { c.From.Take = clock.TakeLatest }, ""},
		{"the nicest of anchors", func(c *clock.Clause) { c.From.Take = "nicest" }, "clauses[1].anchor"},
		{"a shift, a pause and a stop", func(c *clock.Clause) {
			c.Shift, c.Pause, c.Stops = clock.ShiftNone, clock.PauseAny, []clock.Stop{clock.StopNothing}
		}, ""},
		{"facts that can hold together", when(fact(clock.IsExploited), fact(clock.IsFixed)), ""},
		{"met one clause and missed another", func(c *clock.Clause) {
			c.When = []clock.Condition{{Fact: clock.FixedWithin, Clause: "first"}, {Fact: clock.NotFixedWithin, Clause: "zero"}}
		}, "clauses[1].when[1]"},
		{"the same fact of two clauses", when(clock.Condition{Fact: clock.FixedWithin, Clause: "first"}, clock.Condition{Fact: clock.FixedWithinGrace, Clause: "first"}), ""},
		{"holidays of a set that is known", holidays("DE", working), ""},
		{"holidays of the owner", holidays(clock.OwnerHolidays, working), ""},
		{"holidays of a set that nobody knows", holidays("XX", working), "clauses[1].holidays"},
		{"holidays for a shift", holidays("DE", func(c *clock.Clause) { c.Shift = clock.ShiftNextWorking }), ""},
		{"holidays for a cap", holidays("DE", func(c *clock.Clause) { c.Cap = relation(civil.WorkingDays) }), ""},
		{"holidays for a floor", holidays("DE", func(c *clock.Clause) { c.Floor = relation(civil.WorkingDays) }), ""},
		{"holidays for nothing", holidays("DE", nothing), "clauses[1].holidays"},
		{"holidays for limits in calendar days", holidays("DE", func(c *clock.Clause) { c.Cap, c.Floor = relation(""), relation("") }), "clauses[1].holidays"},
		{"no holidays", nothing, ""},
	} {
		p := clause(c.change)
		flaws := p.Check(func(set string) bool { return set == "DE" })
		if len(flaws) == 0 && c.flaw != "" || len(flaws) > 0 && (c.flaw == "" || flaws[len(flaws)-1].Path != c.flaw) {
			t.Errorf("%s: flaws %v, want one of %q", c.rule, flaws, c.flaw)
		}
	}
	full := clause(nothing)
	for i := range clock.MaxPolicyClauses {
		c := full.Clauses[0]
		c.Name = "c" + strings.Repeat("x", i%50) + string(rune('a'+i/50))
		full.Clauses = append(full.Clauses[:i], c)
	}
	if flaws := full.Check(nil); len(flaws) > 0 || len(full.Clauses) != clock.MaxPolicyClauses {
		t.Errorf("as many clauses as there may be: %v", flaws)
	}
}

func TestNoTwoFactsOfAConditionContradictEachOther(t *testing.T) {
	t.Parallel()
	pairs := [][2]clock.Fact{
		{clock.IsExploited, clock.NotExploited},
		{clock.HasPersonalData, clock.NoPersonalData},
		{clock.IsFixed, clock.NotFixed},
		{clock.IsAcknowledged, clock.NotAcknowledged},
		{clock.IsReopened, clock.IsFirstEpisode},
		{clock.FixedWithin, clock.NotFixedWithin},
	}
	condition := func(f clock.Fact, of string) clock.Condition {
		if !f.Relative() {
			of = ""
		}
		return clock.Condition{Fact: f, Clause: of}
	}
	clashes := func(a, b clock.Condition) bool {
		p := clock.Policy{Name: "p", Title: "P", Source: "s", Version: "1", Clauses: []clock.Clause{
			{Name: "one", Due: disclosure.DueFix, From: from(clock.AnchorAttempt)},
			{Name: "two", Due: disclosure.DueFix, From: from(clock.AnchorAttempt)},
			{Name: "x", Due: disclosure.DuePublishFull, From: from(clock.AnchorAttempt), When: []clock.Condition{a, b}},
		}}
		for _, f := range p.Check(nil) {
			if f.Path == "clauses[2].when[1]" && strings.Contains(f.Reason, "can never hold together") {
				return true
			}
		}
		return false
	}
	for _, a := range clock.ConditionFacts() {
		for _, b := range clock.ConditionFacts() {
			want := false
			for _, p := range pairs {
				want = want || p == [2]clock.Fact{a, b} || p == [2]clock.Fact{b, a}
			}
			if got := clashes(condition(a, "one"), condition(b, "one")); got != want {
				t.Errorf("%s and %s: %v", a, b, got)
			}
			if a.Relative() && clashes(condition(a, "one"), condition(b, "two")) {
				t.Errorf("%s of one and %s of another clause clash", a, b)
			}
		}
	}
}
