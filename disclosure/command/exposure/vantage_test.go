package exposure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
)

// twoPlaces is a play whose rule of closure needs the word of two places.
func twoPlaces(t *testing.T, others ...string) *commandtest.Play {
	p := commandtest.NewPlay(t)
	p.Rules.Probing.Rule.Vantages, p.Rules.Probing.Rule.Others = 2, others
	return p
}

func seenBy(vantage string, o observed.Observation) observed.Observation {
	o.Vantage = vantage
	return o
}

// jobsFrom lists the places that a decision asks.
func jobsFrom(d command.Decision) string {
	var out []string
	for _, j := range d.Jobs {
		if p, err := ledger.PayloadOf[task.ProbeFrom](j); err == nil {
			out = append(out, p.Vantage)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestARegularProbeAsksElsewhereOnlyOnceAClosureIsLikely(t *testing.T) {
	p := twoPlaces(t, "paris", "rome")
	for _, c := range []struct {
		name string
		o    observed.Observation
		want string
	}{
		{"open", commandtest.SeesOpen(p.Now), ""},
		{"no answer", commandtest.SeesNothing(p.Now), ""},
		{"a first closed answer", commandtest.SeesClosed(p.Now), "paris rome"},
		{"no answer while it may be closed", commandtest.SeesNothing(p.Now), "paris rome"},
		{"what another place saw", seenBy("paris", commandtest.SeesClosed(p.Now)), ""},
	} {
		p.Now = p.Now.Add(time.Minute)
		c.o.Started = p.Now
		if c.o.Vantage == "" {
			c.o.Vantage = "here"
		}
		if got := jobsFrom(p.Probe(c.o, disclosure.ProbeForSchedule)); got != c.want {
			t.Errorf("%s: asks %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhoAsksByPersonOrClaimAsksEverywhereAtOnce(t *testing.T) {
	p := twoPlaces(t, "paris")
	d := p.Do(commandtest.Ada, exposure.RequestProbe{})
	if jobsFrom(d) != "paris" || len(d.Jobs) != 2 || d.Jobs[0].Task() != ledger.TaskProbe || d.Jobs[0].Key == d.Jobs[1].Key {
		t.Fatalf("%+v", d.Jobs)
	}
	if got := jobsFrom(p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForPerson)); got != "" {
		t.Errorf("%q is asked twice", got)
	}
	if d := p.Event(disclosure.KindFixClaimed, commandtest.Day20(1, 24)); jobsFrom(d) != "paris paris paris" { // now, and later twice
		t.Errorf("a claim asks %q", jobsFrom(d))
	}
}

func TestARuleThatIsContentWithOnePlaceAsksNoOther(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Rules.Probing.Rule.Others = []string{"paris"}
	if d := p.Do(commandtest.Ada, exposure.RequestProbe{}); len(d.Jobs) != 1 {
		t.Errorf("%+v", d.Jobs)
	}
	if got := jobsFrom(p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForSchedule)); got != "" {
		t.Errorf("asks %q", got)
	}
}

func TestClosedForUsAloneNeverClosesTheCase(t *testing.T) {
	p := twoPlaces(t, "paris")
	for range 40 { // ten days of a block on our country
		p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForSchedule)
		p.Now = p.Now.Add(time.Second)
		d := p.Probe(seenBy("paris", commandtest.SeesOpen(p.Now)), disclosure.ProbeForSchedule)
		if a, _ := p.C.Asset("A1"); a.Exposure != disclosure.ExposureOpen || a.Streak.Strong != 0 || jobsFrom(d) != "" {
			t.Fatalf("%s, %+v", a.Exposure, a.Streak)
		}
		p.Now = p.Now.Add(6 * time.Hour)
	}
}

func TestOnePlaceAloneNeverCloses(t *testing.T) {
	p := twoPlaces(t, "paris")
	missed := func() observed.Observation {
		return observed.Observation{Vantage: "paris", Started: p.Now, Local: true, Reason: observed.ReasonVantageUnreachable}
	}
	p.WasOpen("A1")
	for range 20 {
		p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForSchedule)
		p.Probe(missed(), disclosure.ProbeForSchedule)
		p.Now = p.Now.Add(12 * time.Hour)
	}
	if a, _ := p.C.Asset("A1"); a.Exposure != disclosure.ExposureSuspected && a.Exposure != disclosure.ExposureUnreachable || a.Closure.Verified {
		t.Fatalf("%s", a.Exposure)
	}
	p.Probe(seenBy("paris", commandtest.SeesClosed(p.Now)), disclosure.ProbeForSchedule)
	if a, _ := p.C.Asset("A1"); a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified || len(a.Streak.Vantages) != 2 {
		t.Fatalf("the word of the second place was missing: %s %+v", a.Exposure, a.Streak)
	}
}

func TestAPlaceThatBringsNothingSaysNothingAboutTheAsset(t *testing.T) {
	for _, reason := range []observed.Reason{observed.ReasonVantageUnreachable, observed.ReasonVantageMismatch, observed.ReasonVantageUnverified} {
		p := twoPlaces(t, "paris")
		p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForPerson)
		before, _ := p.C.Asset("A1")
		p.Now = p.Now.Add(time.Minute)
		d := p.Probe(observed.Observation{Vantage: "paris", Started: p.Now, Local: true, Reason: reason}, disclosure.ProbeForPerson)
		after, _ := p.C.Asset("A1")
		if commandtest.KindsOf(d) != "probed" || after.Last != before.Last || after.Probes != before.Probes || !after.LastSeen.Equal(before.LastSeen) ||
			after.Streak.Strong != before.Streak.Strong {
			t.Errorf("%s: %s, %+v", reason, commandtest.KindsOf(d), after)
		}
	}
}

func TestWhoAskedInAnIssueIsAnsweredOnceUnlessAnotherPlaceIsLetIn(t *testing.T) {
	asked := disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: "vendor", Channel: disclosure.Issue, Ref: "team/nextmotion#1"}
	answered := func(p *commandtest.Play, o observed.Observation) bool {
		d := p.Do(commandtest.Robot, exposure.RecordProbe{Asset: "A1", Observation: o, Request: asked})
		a := d.Events[0].Detail.Request
		if a == nil || a.Reason != disclosure.ProbeForClaim {
			t.Fatalf("%+v", a)
		}
		if a.Again == (a.Channel == disclosure.Issue) {
			t.Errorf("what is answered is not said again: %+v", a)
		}
		return a.Channel == disclosure.Issue
	}
	p := twoPlaces(t, "paris", "rome")
	if !answered(p, seenBy("here", commandtest.SeesClosed(p.Now))) || answered(p, seenBy("paris", commandtest.SeesClosed(p.Now))) {
		t.Error("two places that agree answer once")
	}
	p.Now = p.Now.Add(time.Second)
	if !answered(p, seenBy("rome", commandtest.SeesOpen(p.Now))) || answered(p, seenBy("paris", commandtest.SeesOpen(p.Now))) {
		t.Error("a place that is let in says so, once")
	}
}

func TestAClosedAssetThatMayBeShutForUsAloneIsAskedElsewhere(t *testing.T) {
	p := twoPlaces(t, "paris")
	p.WasOpen("A1")
	for range 4 {
		p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForPerson)
		p.Probe(seenBy("paris", commandtest.SeesClosed(p.Now)), disclosure.ProbeForPerson)
		p.Now = p.Now.Add(8 * time.Hour)
	}
	if p.Exposure("A1") != disclosure.ExposureClosed {
		t.Fatal(p.Exposure("A1"))
	}
	if got := jobsFrom(p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForWatch)); got != "" {
		t.Errorf("still closed, and %q is asked", got)
	}
	p.Now = p.Now.Add(time.Hour)
	if got := jobsFrom(p.Probe(seenBy("here", commandtest.SeesWeak(p.Now)), disclosure.ProbeForWatch)); got != "paris" {
		t.Errorf("denied for us: %q is asked", got)
	}
	p.Now = p.Now.Add(time.Second)
	if d := p.Probe(seenBy("paris", commandtest.SeesOpen(p.Now)), disclosure.ProbeForWatch); commandtest.KindsOf(d) != "probed reopened" {
		t.Errorf("open elsewhere: %s", commandtest.KindsOf(d))
	}
}
