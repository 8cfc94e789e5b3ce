package exposure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

func TestTwoPeopleWhoLookedAttestAClosure(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	look := exposure.Attest{Asset: "A1", Closed: true, Seen: "a login page, from home"}
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	p.Refused(commandtest.Ada, look, fault.Conflict, "saw A1 open")
	p.Now = p.Now.Add(time.Hour)
	p.Probe(dropped(p.Now), disclosure.ProbeForSchedule)
	p.Refused(commandtest.Vic, look, fault.Forbidden, "researcher")
	p.Refused(commandtest.Robot, look, fault.Forbidden, "")
	p.Refused(commandtest.Ada, exposure.Attest{Asset: "A1", Closed: true}, fault.Invalid, "what you saw")
	p.Refused(commandtest.Ada, exposure.Attest{Asset: "A1", Seen: "x"}, fault.Invalid, "only a closure")
	p.Refused(commandtest.Ada, exposure.Attest{Asset: "A9", Closed: true, Seen: "x"}, fault.NotFound, "no asset")
	p.Do(commandtest.Ada, look)
	if a := p.C.Assets[0]; a.Exposure != disclosure.ExposureOpen || a.AttestedBy != "" {
		t.Fatalf("one person is enough: %s", a.Exposure)
	}
	p.Refused(commandtest.Ada, look, fault.Refused, "somebody else")
	d := p.Do(commandtest.Bob, exposure.Attest{Asset: "A1", Closed: true, Seen: "refused from the office"})
	a := p.C.Assets[0]
	if commandtest.KindsOf(d) != "closed attested" || a.Exposure != disclosure.ExposureAttested || a.AttestedBy != "ada and bob" || a.Closure.Verified || a.Closure.Source != disclosure.SourcePerson {
		t.Fatalf("%s: %s by %q, %+v", commandtest.KindsOf(d), a.Exposure, a.AttestedBy, a.Closure)
	}
	if p.C.AllClosed() {
		t.Error("what people saw counts as closed by our own probes")
	}
	p.Refused(commandtest.Bob, look, fault.Conflict, "already attested by ada and bob")
	p.Now = p.Now.Add(48 * time.Hour)
	p.Probe(dropped(p.Now), disclosure.ProbeForSchedule)
	p.Now = p.Now.Add(time.Hour)
	p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)
	if a := p.C.Assets[0]; a.Exposure != disclosure.ExposureAttested {
		t.Errorf("a first closed answer made it %s", a.Exposure)
	}
	p.Now = p.Now.Add(time.Hour)
	d = p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	if a := p.C.Assets[0]; !strings.Contains(commandtest.KindsOf(d), "reopened") || a.Exposure != disclosure.ExposureReopened || a.AttestedBy != "" || !a.Closure.At.IsZero() {
		t.Errorf("%s: an open answer left %s, attested by %q", commandtest.KindsOf(d), a.Exposure, a.AttestedBy)
	}
	commandtest.WantSameCase(t, p)
}

func TestProbesProveWhatPeopleAttested(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	p.Now = p.Now.Add(time.Hour)
	p.Probe(dropped(p.Now), disclosure.ProbeForSchedule)
	p.Do(commandtest.Ada, exposure.Attest{Asset: "A1", Closed: true, Seen: "refused"})
	p.Do(commandtest.Bob, exposure.Attest{Asset: "A1", Closed: true, Seen: "refused"})
	for range 4 {
		p.Now = p.Now.Add(13 * time.Hour)
		p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)
	}
	if a := p.C.Assets[0]; a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified {
		t.Errorf("%s, %+v", a.Exposure, a.Closure)
	}
	p.Refused(commandtest.Ada, exposure.Attest{Asset: "A1", Closed: true, Seen: "refused"}, fault.Conflict, "nothing to attest")
}

// A broker that has got a list of rights lets strangers in as before: its probe saw it open, and cannot say whether it still is.
func TestABrokerWithAListOfRightsIsForTwoPeopleToJudge(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	broker := func(status observed.FacetResult) observed.Observation {
		p.Now = p.Now.Add(time.Hour)
		o := commandtest.SeesOpen(p.Now)
		o.Facets["status"] = status
		return o
	}
	open, withheld := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}, observed.FacetResult{Reason: observed.ReasonWithheld}
	look := exposure.Attest{Asset: "A1", Closed: true, Seen: "a subscription to everything brings nothing"}
	p.Probe(broker(withheld), disclosure.ProbeForSchedule)
	p.Refused(commandtest.Ada, look, fault.Conflict, "saw A1 open")
	p.Probe(broker(open), disclosure.ProbeForSchedule)
	p.Probe(broker(withheld), disclosure.ProbeForSchedule)
	if a := p.C.Assets[0]; a.Exposure != disclosure.ExposureOpen || a.Last != withheld || a.Undecided.IsZero() {
		t.Fatalf("%s, %+v", a.Exposure, a.Last)
	}
	p.Do(commandtest.Ada, look)
	p.Do(commandtest.Bob, look)
	p.Probe(broker(withheld), disclosure.ProbeForSchedule)
	if a := p.C.Assets[0]; a.Exposure != disclosure.ExposureAttested {
		t.Errorf("what two people saw is %s", a.Exposure)
	}
	p.Probe(broker(open), disclosure.ProbeForSchedule)
	if a := p.C.Assets[0]; a.Exposure != disclosure.ExposureReopened {
		t.Errorf("a broker that tells its version again is %s", a.Exposure)
	}
	commandtest.WantSameCase(t, p)
}

// dropped is the answer of a firewall that drops: none.
func dropped(at time.Time) observed.Observation {
	o := commandtest.SeesClosed(at)
	for name := range o.Facets {
		o.Facets[name] = observed.FacetResult{Reason: observed.ReasonTimeoutConnect}
	}
	o.Summarise()
	return o
}

func TestAnAttestationHasTheDateOfTheFirstLook(t *testing.T) {
	t.Parallel()
	noon := civil.At(time.Date(2020, 1, 24, 12, 0, 0, 0, time.UTC))
	later := civil.At(time.Date(2020, 1, 26, 12, 0, 0, 0, time.UTC))
	for _, tt := range []struct {
		rule          string
		first, second civil.When
		press         bool
		want          civil.When // zero is the time of the first word
	}{
		{"two who say nothing", civil.When{}, civil.When{}, false, civil.When{}},
		{"the second one presses", civil.When{}, civil.When{}, true, civil.When{}},
		{"the first one says when, and the second one presses", noon, civil.When{}, true, noon},
		{"the first one says when", noon, civil.When{}, false, noon},
		{"the second one looked later", noon, later, false, noon},
	} {
		p := commandtest.NewPlay(t)
		p.Now = time.Date(2020, 1, 24, 13, 0, 0, 0, time.UTC)
		look := exposure.Attest{Asset: "A1", Closed: true, Seen: "a login page", At: tt.first}
		p.Do(commandtest.Ada, look)
		want := tt.want
		if want.IsZero() {
			want = civil.At(p.Now)
		}
		p.Now = p.Now.Add(3 * 24 * time.Hour)
		agreed := exposure.Attest{Asset: "A1", Closed: true, Seen: "refused", At: tt.second}
		if tt.press {
			cmd, _ := second.Command(&p.C.Proposals[0], p.C)
			agreed = cmd.(exposure.Attest)
		}
		d := p.Do(commandtest.Bob, agreed)
		if a := p.C.Assets[0]; commandtest.KindsOf(d) != "closed attested" || a.Closure.At != want || len(p.C.OpenProposals(p.Now)) != 0 {
			t.Errorf("%s: %s, closed %s, want %s", tt.rule, commandtest.KindsOf(d), a.Closure.At, want)
		}
	}
}
