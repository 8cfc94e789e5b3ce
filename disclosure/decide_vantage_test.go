package disclosure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

// twoPlaces is a play whose rule of closure needs the word of two places.
func twoPlaces(t *testing.T, others ...string) *play {
	p := newPlay(t)
	p.rules.Probing.Rule.Vantages, p.rules.Probing.Rule.Others = 2, others
	return p
}

func seenBy(place string, o disclosure.Observation) disclosure.Observation {
	o.Vantage = place
	return o
}

// jobsFrom lists the places that a decision asks.
func jobsFrom(d disclosure.Decision) string {
	var out []string
	for _, j := range d.Jobs {
		if j.Task == disclosure.TaskProbeFrom {
			out = append(out, j.Args.Vantage)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestARegularProbeAsksElsewhereOnlyOnceAClosureIsLikely(t *testing.T) {
	p := twoPlaces(t, "paris", "rome")
	for _, c := range []struct {
		name string
		o    disclosure.Observation
		want string
	}{
		{"open", seesOpen(p.now), ""},
		{"no answer", seesNothing(p.now), ""},
		{"a first closed answer", seesClosed(p.now), "paris rome"},
		{"no answer while it may be closed", seesNothing(p.now), "paris rome"},
		{"what another place saw", seenBy("paris", seesClosed(p.now)), ""},
	} {
		p.now = p.now.Add(time.Minute)
		c.o.Started = p.now
		if c.o.Vantage == "" {
			c.o.Vantage = "here"
		}
		if got := jobsFrom(p.probe(c.o, disclosure.AskedSchedule)); got != c.want {
			t.Errorf("%s: asks %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhoAsksByPersonOrClaimAsksEverywhereAtOnce(t *testing.T) {
	p := twoPlaces(t, "paris")
	d := p.do(ada, disclosure.RequestProbe{})
	if jobsFrom(d) != "paris" || len(d.Jobs) != 2 || d.Jobs[0].Task != disclosure.TaskProbe || d.Jobs[0].Key == d.Jobs[1].Key {
		t.Fatalf("%+v", d.Jobs)
	}
	if got := jobsFrom(p.probe(seenBy("here", seesClosed(p.now)), disclosure.AskedPerson)); got != "" {
		t.Errorf("%q is asked twice", got)
	}
	if d := p.event(disclosure.KindFixClaimed, day20(1, 24)); jobsFrom(d) != "paris paris paris" { // now, and later twice
		t.Errorf("a claim asks %q", jobsFrom(d))
	}
}

func TestARuleThatIsContentWithOnePlaceAsksNoOther(t *testing.T) {
	p := newPlay(t)
	p.rules.Probing.Rule.Others = []string{"paris"}
	if d := p.do(ada, disclosure.RequestProbe{}); len(d.Jobs) != 1 {
		t.Errorf("%+v", d.Jobs)
	}
	if got := jobsFrom(p.probe(seenBy("here", seesClosed(p.now)), disclosure.AskedSchedule)); got != "" {
		t.Errorf("asks %q", got)
	}
}

func TestClosedForUsAloneNeverClosesTheCase(t *testing.T) {
	p := twoPlaces(t, "paris")
	for range 40 { // ten days of a block on our country
		p.probe(seenBy("here", seesClosed(p.now)), disclosure.AskedSchedule)
		p.now = p.now.Add(time.Second)
		d := p.probe(seenBy("paris", seesOpen(p.now)), disclosure.AskedSchedule)
		if a, _ := p.c.Asset("A1"); a.Exposure != disclosure.ExposureOpen || a.Streak.Strong != 0 || jobsFrom(d) != "" {
			t.Fatalf("%s, %+v", a.Exposure, a.Streak)
		}
		p.now = p.now.Add(6 * time.Hour)
	}
}

func TestOnePlaceAloneNeverCloses(t *testing.T) {
	p := twoPlaces(t, "paris")
	missed := func() disclosure.Observation {
		return disclosure.Observation{Vantage: "paris", Started: p.now, Local: true, Reason: disclosure.ReasonVantageUnreachable}
	}
	for range 20 {
		p.probe(seenBy("here", seesClosed(p.now)), disclosure.AskedSchedule)
		p.probe(missed(), disclosure.AskedSchedule)
		p.now = p.now.Add(12 * time.Hour)
	}
	if a, _ := p.c.Asset("A1"); a.Exposure != disclosure.ExposureSuspected && a.Exposure != disclosure.ExposureUnreachable || a.Closure.Verified {
		t.Fatalf("%s", a.Exposure)
	}
	p.probe(seenBy("paris", seesClosed(p.now)), disclosure.AskedSchedule)
	if a, _ := p.c.Asset("A1"); a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified || len(a.Streak.Vantages) != 2 {
		t.Fatalf("the word of the second place was missing: %s %+v", a.Exposure, a.Streak)
	}
}

func TestAPlaceThatBringsNothingSaysNothingAboutTheAsset(t *testing.T) {
	for _, reason := range []disclosure.Reason{disclosure.ReasonVantageUnreachable, disclosure.ReasonVantageMismatch, disclosure.ReasonVantageUnverified} {
		p := twoPlaces(t, "paris")
		p.probe(seenBy("here", seesClosed(p.now)), disclosure.AskedPerson)
		before, _ := p.c.Asset("A1")
		p.now = p.now.Add(time.Minute)
		d := p.probe(disclosure.Observation{Vantage: "paris", Started: p.now, Local: true, Reason: reason}, disclosure.AskedPerson)
		after, _ := p.c.Asset("A1")
		if kindsOf(d) != "probed" || after.Last != before.Last || after.Probes != before.Probes || !after.LastSeen.Equal(before.LastSeen) ||
			after.Streak.Strong != before.Streak.Strong {
			t.Errorf("%s: %s, %+v", reason, kindsOf(d), after)
		}
	}
}

func TestWhoAskedInAnIssueIsAnsweredOnceUnlessAnotherPlaceIsLetIn(t *testing.T) {
	asked := disclosure.Asked{Reason: disclosure.AskedClaim, By: "vendor", Channel: disclosure.Issue, Ref: "team/nextmotion#1"}
	answered := func(p *play, o disclosure.Observation) bool {
		d := p.do(robot, disclosure.RecordProbe{Asset: "A1", Observation: o, Asked: asked})
		a := d.Events[0].Detail.Asked
		if a == nil || a.Reason != disclosure.AskedClaim {
			t.Fatalf("%+v", a)
		}
		return a.Channel == disclosure.Issue
	}
	p := twoPlaces(t, "paris", "rome")
	if !answered(p, seenBy("here", seesClosed(p.now))) || answered(p, seenBy("paris", seesClosed(p.now))) {
		t.Error("two places that agree answer once")
	}
	p.now = p.now.Add(time.Second)
	if !answered(p, seenBy("rome", seesOpen(p.now))) || answered(p, seenBy("paris", seesOpen(p.now))) {
		t.Error("a place that is let in says so, once")
	}
}

func TestAClosedAssetThatMayBeShutForUsAloneIsAskedElsewhere(t *testing.T) {
	p := twoPlaces(t, "paris")
	for range 4 {
		p.probe(seenBy("here", seesClosed(p.now)), disclosure.AskedPerson)
		p.probe(seenBy("paris", seesClosed(p.now)), disclosure.AskedPerson)
		p.now = p.now.Add(8 * time.Hour)
	}
	if p.exposure("A1") != disclosure.ExposureClosed {
		t.Fatal(p.exposure("A1"))
	}
	if got := jobsFrom(p.probe(seenBy("here", seesClosed(p.now)), disclosure.AskedWatch)); got != "" {
		t.Errorf("still closed, and %q is asked", got)
	}
	p.now = p.now.Add(time.Hour)
	if got := jobsFrom(p.probe(seenBy("here", seesWeak(p.now)), disclosure.AskedWatch)); got != "paris" {
		t.Errorf("denied for us: %q is asked", got)
	}
	p.now = p.now.Add(time.Second)
	if d := p.probe(seenBy("paris", seesOpen(p.now)), disclosure.AskedWatch); kindsOf(d) != "probed reopened" {
		t.Errorf("open elsewhere: %s", kindsOf(d))
	}
}
