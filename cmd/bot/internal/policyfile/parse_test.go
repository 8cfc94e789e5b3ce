package policyfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/holiday"
	"daylight/templates"
)

const head = "policy: ours\ntitle: Our own\nsource: https://example.org/policy\nversion: \"2026-01-01\"\nclauses:\n"

func TestATeamsOwnPolicyIsReadWhole(t *testing.T) {
	t.Parallel()
	text := head + `
  - name: fix
    due: fix
    anchor: {earliest: [acknowledged, deemed_aware]}
    days: 10
    unit: working
    holidays: DE-BY
    hour: "12:00"
    zone: Europe/Berlin
    grace: 5
    max_extension: 20
    shift: next_working_day
    pause: any
    when: [personal_data, first_episode]
    not_before: {anchor: attempt, days: 3}
    not_after: {anchor: {latest: [attempt, exploited]}, days: 60, unit: calendar}
    stops: [closed, promise]
    bounce: {role: vendor, times: 2}
    step: {role: vendor, channel: other, template: follow_up, draft: "Ask: again."}
  - {name: publish, due: publish_full, anchor: {clause: fix, original: true}, days: 0, when: ["missed:fix"]}
`
	p, err := policyfile.Parse([]byte(text), "ours.yaml", holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	c := p.Clauses[0]
	for what, ok := range map[string]bool{
		"policy": p.Name == "ours" && p.Version == "2026-01-01" && len(p.Clauses) == 2,
		"anchor": c.From.Take == clock.TakeEarliest && len(c.From.Of) == 2,
		"count":  c.Days == 10 && c.Unit == civil.WorkingDays && c.Holidays == "DE-BY",
		"hour":   c.Hour == 720 && c.Zone.String() == "Europe/Berlin",
		"moves":  c.Grace == 5 && c.MaxExtension == 20 && c.Shift == clock.ShiftNextWorking && c.Pause == clock.PauseAny,
		"when":   len(c.When) == 2 && c.When[0].Fact == clock.HasPersonalData,
		"floor":  c.Floor.Days == 3 && c.Floor.From.Of[0] == clock.AnchorAttempt,
		"cap":    c.Cap.Days == 60 && c.Cap.From.Take == clock.TakeLatest,
		"stops":  len(c.Stops) == 2 && c.Stops[1] == clock.StopPromise,
		"bounce": *c.Bounce == clock.Bounce{Role: disclosure.Vendor, Times: 2},
		"step":   c.Step.Channel == clock.OtherChannel && c.Step.Draft == "Ask: again.",
		"second": p.Clauses[1].From.Original && p.Clauses[1].When[0].String() == "missed:fix",
	} {
		if !ok {
			t.Errorf("%s was not read: %+v", what, p)
		}
	}
}

func TestAMistakeIsReportedWithLinePathAndReason(t *testing.T) {
	t.Parallel()
	clause := func(s string) string {
		return head + "  - {name: fix, due: fix, anchor: attempt, days: 3, " + s + "}\n"
	}
	for _, c := range []struct {
		rule, text, want string
	}{
		{"an empty file", "", "the file is empty"},
		{"no YAML", "a: [", "this is not YAML"},
		{"not UTF-8", "policy: \xff", "not UTF-8"},
		{"a list", "- a", "is a list: write the fields"},
		{"a second document", head + "  - {name: fix, due: fix, anchor: attempt, days: 3}\n---\na: b\n", "line 7: a second document"},
		{"a field that does not exist", clause("dayz: 4"), "line 6: clauses[0].dayz: is not a field here"},
		{"a field twice", clause("days: 4"), "days"},
		{"a text for a number", clause("grace: soon"), "clauses[0].grace: is a text: write a whole number"},
		{"a fraction", clause("grace: 1.5"), "write a whole number"},
		{"a number too large for the machine", clause("grace: 99999999999999999999"), "write a whole number"},
		{"a number for a text", head + "  - {name: 7, due: fix, anchor: attempt, days: 3}\n", "clauses[0].name: is a number: write a text"},
		{"a group for a list", clause("when: {a: b}"), "clauses[0].when: is a group of fields: write a list"},
		{"an alias", "policy: &a ours\ntitle: *a\n", "title: is a reference to another part of the file"},
		{"no days", head + "  - {name: fix, due: fix, anchor: attempt}\n", "clauses[0].days: is missing"},
		{"midnight", clause("hour: \"00:00\""), "beginning of the day"},
		{"no time", clause("hour: noon"), "is not a time of day"},
		{"25 o'clock", clause("hour: \"25:00\""), "is not a time of day"},
		{"an abbreviation of a zone", clause("zone: EST"), "is not a known time zone"},
		{"a path for a zone", clause("zone: ../../etc/passwd"), "is not a known time zone"},
		{"a place that does not exist", clause("zone: Mars/Olympus"), "is not a known time zone"},
		{"holidays that do not exist", clause("unit: working, holidays: XX"), "clauses[0].holidays: \"XX\" is not a set"},
		{"two ways to choose an anchor", head + "  - {name: fix, due: fix, days: 3, anchor: {earliest: [attempt], latest: [fixed]}}\n", "more than one of"},
		{"a clause below", head + "  - {name: fix, due: fix, days: 3, anchor: {clause: later}}\n", "clauses[0].anchor.clause: \"later\" is not a clause above this one"},
		{"too large", strings.Repeat("# much\n", policyfile.MaxSize/7+1), "at most"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			_, err := policyfile.Parse([]byte(c.text), "ours.yaml", holiday.Known)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want …%s…", err, c.want)
			}
			if err != nil && fault.CodeOf(err) != fault.Invalid {
				t.Errorf("code %s", fault.CodeOf(err))
			}
		})
	}
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	text := `policy: Ours
source: https://example.org
version: "1"
clauses:
  - name: fix
    due: someday
    anchor: attempt
    days: -3
  - name: fix
    due: fix
    anchor: {clause: nowhere}
    days: 3
    extra: 1
`
	_, err := policyfile.Parse([]byte(text), "ours.yaml", holiday.Known)
	e, ok := errors.AsType[*policyfile.MistakesError](err)
	if !ok {
		t.Fatalf("%v", err)
	}
	got := ""
	for _, m := range e.Mistakes {
		got += fmt.Sprintf("%d %s\n", m.Line, m.Path)
	}
	const want = `1 policy
1 title
6 clauses[0].due
8 clauses[0].days
9 clauses[1].name
11 clauses[1].anchor.clause
13 clauses[1].extra
`
	if got != want {
		t.Errorf("mistakes:\n%swant:\n%s%v", got, want, err)
	}
}

func TestAnUnknownPolicySaysWhichThereAre(t *testing.T) {
	t.Parallel()
	_, err := policyfile.Named("../project-zero", holiday.Known)
	if fault.CodeOf(err) != fault.NotFound || !strings.Contains(err.Error(), "exposed-data") {
		t.Errorf("%v", err)
	}
	if p, err := policyfile.Named(templates.DefaultPolicy, holiday.Known); err != nil || p.Name != templates.DefaultPolicy {
		t.Errorf("the default: %v %v", p.Name, err)
	}
}

// Whatever a file holds, reading it ends with a policy that can be evaluated, or with a reason.
func FuzzParse(f *testing.F) {
	for _, name := range templates.PolicyNames() {
		data, _ := templates.Policy(name)
		f.Add(data)
	}
	f.Add([]byte(head + "  - {name: a, due: fix, anchor: {latest: [attempt]}, days: 3650, not_after: {anchor: fixed, days: 1}}\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("policy: {<<: {a: b}}\nclauses: [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"))
	off := holiday.New().DayOff
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := policyfile.Parse(data, "fuzz.yaml", holiday.Known)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid || len(err.Error()) > 1<<20 {
				t.Fatalf("%s: %d bytes", fault.CodeOf(err), len(err.Error()))
			}
			return
		}
		in := clock.SimulationInput{
			Contacted: contacted.When(), Fixed: day(40), Exploited: day(20), Extended: day(60), PersonalData: true, Holidays: "DE",
		}
		for _, now := range []int{0, 50, 5000} {
			if _, err := clock.Simulate(p, in, contacted.When().Time().AddDate(0, 0, now), off, time.UTC); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	data, _ := templates.Policy("exposed-data")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := policyfile.Parse(data, "exposed-data.yaml", holiday.Known); err != nil {
			b.Fatal(err)
		}
	}
}

// All clocks of one case, as they are recomputed for a list of many.
func BenchmarkEvaluate(b *testing.B) {
	off := holiday.New().DayOff
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	in := clock.SimulationInput{Contacted: contacted.When(), Extended: day(40), PersonalData: true, Holidays: "DE-BY"}
	now := contacted.When().Time().AddDate(0, 0, 3)
	for _, name := range templates.PolicyNames() {
		p := named(b, name)
		h := in.Input(p)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				clock.Evaluate(p, h, now, off, zone)
			}
		})
	}
}
