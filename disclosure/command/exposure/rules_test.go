package exposure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
)

func withTwoAssets(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Rita, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}})
	return p
}

// askedOf are the assets that jobs ask, in order.
func askedOf(t *testing.T, jobs []ledger.Job) string {
	t.Helper()
	out := ""
	for _, j := range jobs {
		if j.Task() == ledger.TaskProbe {
			out += commandtest.Payload[task.Probe](t, j).Asset + " "
		}
	}
	return out
}

func TestWhichAssetsARequestAsks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		stop string // asset
		ask  string
		want string
		says string
	}{
		{"all", "", "", "A1 A2 ", ""},
		{"one", "", "A2", "A2 ", ""},
		{"one by its target", "", "https://x.example/", "A2 ", ""},
		{"all that may be asked", "A1", "", "A2 ", ""},
		{"none of all", "*", "", "", "stopped on request"},
		{"the one that may not be asked", "A2", "A2", "", "stopped on request"},
		{"one that is not there", "", "A9", "", "no asset"},
	} {
		p := withTwoAssets(t)
		if c.stop != "" {
			p.Do(commandtest.Rita, exposure.StopProbing{Asset: strings.TrimPrefix(c.stop, "*"), Text: "they asked"})
		}
		d, err := p.Try(commandtest.Rita, exposure.RequestProbe{Asset: c.ask})
		if got := askedOf(t, d.Jobs); got != c.want || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: asks %q, %v", c.rule, got, err)
		}
	}
	p := withTwoAssets(t)
	for asked, want := range map[disclosure.ProbeRequest]disclosure.ProbeRequest{
		{}: {Reason: disclosure.ProbeForPerson, By: "rita"},
		{Reason: disclosure.ProbeForPublication, By: "gate", Channel: disclosure.Issue, Ref: "x"}: {Reason: disclosure.ProbeForPublication, By: "gate", Channel: disclosure.Issue, Ref: "x"},
	} {
		d := p.Do(commandtest.Rita, exposure.RequestProbe{Asset: "A1", Request: asked})
		if got := commandtest.Payload[task.Probe](t, d.Jobs[0]).Request; got != want || !d.Jobs[0].Due.Equal(p.Now) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func TestWhichAssetsAStopMeans(t *testing.T) {
	t.Parallel()
	p := withTwoAssets(t)
	e := p.Do(commandtest.Rita, exposure.StopProbing{Asset: "https://x.example/", Text: "they asked"}).Events[0]
	if e.Ref != "A2" || e.Text != "probing stopped: they asked" || p.C.Assets[0].Stopped || !p.C.Assets[1].Stopped {
		t.Errorf("%+v, %+v", e, p.C.Assets)
	}
	d := p.Do(commandtest.Rita, exposure.StopProbing{Asset: "A2", Text: "they agree", Resume: true})
	if e := d.Events[0]; e.Kind != disclosure.KindProbingResumed || e.Text != "probing resumed: they agree" || askedOf(t, d.Jobs) != "A2 " || p.C.Assets[1].Stopped {
		t.Errorf("%+v, asks %q", e, askedOf(t, d.Jobs))
	}
	p.Do(commandtest.Rita, exposure.StopProbing{})
	if d := p.Do(commandtest.Rita, exposure.StopProbing{Resume: true}); askedOf(t, d.Jobs) != "A1 A2 " {
		t.Errorf("all are taken up: %q", askedOf(t, d.Jobs))
	}
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule) // the next one is planned
	p.Do(commandtest.Rita, exposure.StopProbing{})
	p.C.Assets[0].NextProbe = p.Now.Add(time.Hour)
	if d := p.Do(commandtest.Rita, exposure.StopProbing{Resume: true}); askedOf(t, d.Jobs) != "A2 " {
		t.Errorf("one that is planned already is not planned again: %q", askedOf(t, d.Jobs))
	}
	p.Refused(commandtest.Rita, exposure.StopProbing{Asset: "A9"}, fault.NotFound, "no asset")
}

func TestWhenATakeoverRiskIsAFindingOfItsOwn(t *testing.T) {
	t.Parallel()
	risk := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonTakeover}
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	for _, c := range []struct {
		rule   string
		assets int
		seen   []observed.FacetResult
		told   int
	}{
		{"beside another asset", 2, []observed.FacetResult{risk}, 1},
		{"where the name is all that there is", 1, []observed.FacetResult{risk}, 0},
		{"any other answer is none", 2, []observed.FacetResult{open}, 0},
		{"once while it lasts", 2, []observed.FacetResult{risk, risk}, 1},
		{"again when it comes again", 2, []observed.FacetResult{risk, open, risk}, 2},
	} {
		p := commandtest.NewPlay(t)
		if c.assets == 2 {
			p = withTwoAssets(t)
		}
		told, jobs := 0, 0
		for _, f := range c.seen {
			d := p.Probe(commandtest.Observation(p.Now, f), disclosure.ProbeForPerson)
			for _, e := range d.Events {
				if e.Kind == disclosure.KindTakeoverRisk && e.Ref == "A1" && e.Detail.AssetID == "A1" {
					told++
				}
			}
			for _, j := range d.Jobs {
				if j.Task() == ledger.TaskFinding && commandtest.Payload[task.Finding](t, j).Asset == "A1" {
					jobs++
				}
			}
			p.Now = p.Now.Add(time.Hour)
		}
		if told != c.told || jobs != c.told {
			t.Errorf("%s: told %d times, %d jobs", c.rule, told, jobs)
		}
	}
}

func TestAnAssetMovesToAHostThatItNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule     string
		names    string // where A1 points at
		target   string // of A2
		identity string
		moved    bool
	}{
		{"the same host", "https://new.example:9200/", "https://new.example:9200/x", "c1", true},
		{"in other letters", "https://NEW.example/", "https://new.example/", "c1", true},
		{"another host", "https://new.example/", "https://other.example/", "c1", false},
		{"another port", "https://new.example:1/", "https://new.example:2/", "c1", false},
		{"no host at all", "new", "other", "c1", false},
		{"nothing", "", "other", "c1", false},
		{"an address that is none", "https://new.example/%zz", "https://new.example/", "c1", false},
		{"a target that is none", "https://new.example/", "https://new.example/%zz", "c1", false},
		{"something else under that name", "https://new.example/", "https://new.example/", "c2", false},
	} {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Rita, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: c.target}})
		o := commandtest.SeesOpen(p.Now)
		o.Identity, o.Retarget = map[string]string{"cluster_uuid": "c1"}, c.names
		p.Probe(o, disclosure.ProbeForPerson)
		p.Now = p.Now.Add(time.Hour)
		o = commandtest.SeesOpen(p.Now)
		o.Identity = map[string]string{"cluster_uuid": c.identity}
		d := p.Do(commandtest.Robot, exposure.RecordProbe{Asset: "A2", Observation: o})
		if moved := strings.Contains(commandtest.KindsOf(d), "moved"); moved != c.moved {
			t.Errorf("%s: %s", c.rule, commandtest.KindsOf(d))
		}
		if c.moved && (asset(p, "A1").Moved != "A2" || d.Events[1].Text != "A1 moved to A2 (same cluster uuid)") {
			t.Errorf("%s: %+v", c.rule, d.Events[1])
		}
	}
}

func TestAReopenedAssetIsAskedWithinSixHoursAndNotAtOnce(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.CloseA1()
	p.Jobs = nil
	p.At(24+300, 9)
	d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
	for _, j := range d.Jobs {
		if commandtest.Regular(j) {
			if wait := j.Due.Sub(p.Now); wait < 4*time.Hour || wait > 6*time.Hour {
				t.Errorf("asked again after %s", wait)
			}
			return
		}
	}
	t.Errorf("nobody asks again: %+v", d.Jobs)
}

func TestTheLastProbeOfABudgetPlansNoOther(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Rules.Probing.Budget.Total = 2
	for i, want := range []int{1, 0} {
		d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
		if len(d.Jobs) != want {
			t.Errorf("probe %d plans %+v", i+1, d.Jobs)
		}
		if told := strings.Contains(commandtest.KindsOf(d), "budget_exhausted"); told != (i == 1) {
			t.Errorf("probe %d: %s", i+1, commandtest.KindsOf(d))
		}
		p.Now = p.Now.Add(24 * time.Hour)
	}
	p.Rules.Probing.Budget.Total = 0
	if d := p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule); len(d.Jobs) != 1 {
		t.Errorf("without a budget: %+v", d.Jobs)
	}
}

func TestOnlyADoubtAsksElsewhereAboutAClosedAsset(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		sees   func(time.Time) observed.Observation
		reason disclosure.ProbeReason
		closed bool
		want   string
	}{
		{"closed for sure", commandtest.SeesClosed, disclosure.ProbeForWatch, true, ""},
		{"closed in a way that may be meant for us", commandtest.SeesWeak, disclosure.ProbeForWatch, true, "paris"},
		{"no answer", commandtest.SeesNothing, disclosure.ProbeForWatch, true, ""},
		{"open, so nobody has to tell us", commandtest.SeesOpen, disclosure.ProbeForWatch, true, ""},
		{"open from the start", commandtest.SeesOpen, disclosure.ProbeForSchedule, false, ""},
		{"a first closed answer", commandtest.SeesClosed, disclosure.ProbeForSchedule, false, "paris"},
		{"a first closed answer to a person, who asked everywhere", commandtest.SeesClosed, disclosure.ProbeForPerson, false, ""},
	} {
		p := twoPlaces(t, "paris")
		if c.closed {
			p.WasOpen("A1")
			for range 4 {
				p.Probe(seenBy("here", commandtest.SeesClosed(p.Now)), disclosure.ProbeForPerson)
				p.Probe(seenBy("paris", commandtest.SeesClosed(p.Now)), disclosure.ProbeForPerson)
				p.Now = p.Now.Add(8 * time.Hour)
			}
		}
		if got := jobsFrom(p.Probe(seenBy("here", c.sees(p.Now)), c.reason)); got != c.want {
			t.Errorf("%s: %q is asked, want %q", c.rule, got, c.want)
		}
	}
}

func TestWhatATimelineSaysOfAnAnswer(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	for _, c := range []struct {
		f    observed.FacetResult
		says string
	}{
		{observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}, "open"},
		{observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonTakeover}, "open: " + string(observed.ReasonTakeover)},
		{observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}, "closed: " + string(observed.ReasonAccessDenied)},
		{observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonConnRefused}, "closed (weak): " + string(observed.ReasonConnRefused)},
		{observed.FacetResult{Reason: observed.ReasonTimeoutRead}, observed.Inconclusive.String() + ": " + string(observed.ReasonTimeoutRead)},
	} {
		if got := p.Probe(commandtest.Observation(p.Now, c.f), disclosure.ProbeForPerson).Events[0].Text; got != c.says {
			t.Errorf("%q, want %q", got, c.says)
		}
		p.Now = p.Now.Add(time.Hour)
	}
}

func TestAnAssetThatGivesOnlyWeakAnswersIsUnreachableOnce(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.WasOpen("A1")
	var kinds []string
	for range 7 {
		kinds = append(kinds, commandtest.KindsOf(p.Probe(commandtest.SeesWeak(p.Now), disclosure.ProbeForPerson)))
		p.Now = p.Now.Add(42 * time.Hour)
	}
	want := "probed closure_suspected|probed|probed|probed|probed unverifiable|probed|probed"
	if got := strings.Join(kinds, "|"); got != want || p.Exposure("A1") != disclosure.ExposureUnreachable {
		t.Errorf("%s, want %s; it is %s", got, want, p.Exposure("A1"))
	}
}

func TestAnAnswerIsKeptToTheMillisecond(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	east := time.FixedZone("east", 3600)
	d := p.Probe(commandtest.SeesOpen(p.Now.Add(-1234567*time.Nanosecond).In(east)), disclosure.ProbeForPerson)
	if at := d.Events[0].Detail.Probe.Started; at.Location() != time.UTC || !at.Equal(at.Truncate(time.Millisecond)) {
		t.Errorf("%s", at)
	}
}

func TestAHistoryIsProbedRegularlyOnceThereIsSomethingToWatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule    string
		sees    func(time.Time) observed.Observation
		reason  disclosure.ProbeReason
		wasOpen bool
		want    int
	}{
		{"open, and a person asked", commandtest.SeesOpen, disclosure.ProbeForPerson, false, 0},
		{"open, and the schedule asked", commandtest.SeesOpen, disclosure.ProbeForSchedule, false, 1},
		{"a first closed answer", commandtest.SeesClosed, disclosure.ProbeForPerson, true, 1},
		{"closed, and never seen open", commandtest.SeesClosed, disclosure.ProbeForPerson, false, 0},
	} {
		p := commandtest.EmptyPlay(t)
		p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()})
		if c.wasOpen {
			p.WasOpen("A1")
		}
		if d := p.Probe(c.sees(p.Now), c.reason); len(d.Jobs) != c.want {
			t.Errorf("%s: %+v", c.rule, d.Jobs)
		}
	}
}
