package exposure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// answers lets A1 answer with a result and an identity.
func answers(p *commandtest.Play, f observed.FacetResult, identity map[string]string) command.Decision {
	p.T.Helper()
	o := commandtest.Observation(p.Now, f)
	o.Identity = identity
	d := p.Probe(o, disclosure.ProbeForPerson)
	p.Now = p.Now.Add(12 * time.Hour)
	return d
}

func asset(p *commandtest.Play, id string) disclosure.Asset {
	a, _ := p.C.Asset(id)
	return a
}

func TestANameThatComesBackAsSomethingElseIsNobodysProof(t *testing.T) {
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	denied := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
	gone := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonResourceGone}
	nameGone := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonNameGone}
	paris, oslo := map[string]string{"region": "eu-west-3"}, map[string]string{"region": "eu-north-1"}
	recreated := func(t *testing.T, closed bool) *commandtest.Play {
		p := commandtest.NewPlay(t)
		answers(p, open, paris)
		if !closed {
			answers(p, nameGone, nil)
			answers(p, nameGone, nil)
			return p
		}
		for range 4 {
			answers(p, gone, nil)
		}
		if p.Exposure("A1") != disclosure.ExposureClosed {
			t.Fatalf("it is %s", p.Exposure("A1"))
		}
		return p
	}
	t.Run("open under another owner leaves closed and asks a person once", func(t *testing.T) {
		p := recreated(t, true)
		d := answers(p, open, oslo)
		if a := asset(p, "A1"); commandtest.KindsOf(d) != "probed reopened recreated" || a.Exposure != disclosure.ExposureReopened || a.Closure.Verified || !a.Recreated {
			t.Fatalf("%s, %+v", commandtest.KindsOf(d), a)
		}
		if !strings.Contains(d.Events[2].Text, "another region") || asset(p, "A1").Identity["region"] != paris["region"] {
			t.Fatalf("%q, %v", d.Events[2].Text, asset(p, "A1").Identity)
		}
		for _, shown := range []map[string]string{oslo, nil} {
			if d := answers(p, open, shown); commandtest.KindsOf(d) != "probed" || p.Exposure("A1") != disclosure.ExposureReopened {
				t.Fatalf("%s, %s", commandtest.KindsOf(d), p.Exposure("A1"))
			}
		}
		for range 4 {
			answers(p, denied, oslo)
			answers(p, denied, nil)
		}
		if a := asset(p, "A1"); a.Exposure != disclosure.ExposureReopened || a.Streak.Weak != 0 {
			t.Fatalf("another owner's refusal closed it: %s %+v", a.Exposure, a.Streak)
		}
		commandtest.WantSameCase(t, p)
	})
	t.Run("closed under another owner does not close", func(t *testing.T) {
		p := recreated(t, false)
		before := asset(p, "A1").Streak
		for range 6 {
			answers(p, denied, oslo)
		}
		if a := asset(p, "A1"); a.Exposure != disclosure.ExposureSuspected || a.Streak.Strong != before.Strong || a.Streak.Weak != before.Weak {
			t.Fatalf("%s %+v", a.Exposure, a.Streak)
		}
	})
	t.Run("the old identity is the old asset", func(t *testing.T) {
		p := recreated(t, true)
		answers(p, denied, oslo)
		if d := answers(p, open, paris); commandtest.KindsOf(d) != "probed reopened" || asset(p, "A1").Recreated {
			t.Fatalf("%s", commandtest.KindsOf(d))
		}
	})
	t.Run("a person may say that it is the same owner's", func(t *testing.T) {
		p := recreated(t, true)
		p.Refused(commandtest.Rita, exposure.AcceptIdentity{Asset: "A1", Text: "they wrote so"}, fault.Conflict, "nothing to confirm")
		answers(p, denied, oslo)
		p.Refused(commandtest.Vic, exposure.AcceptIdentity{Asset: "A1", Text: "they wrote so"}, fault.Forbidden, "researcher")
		p.Refused(commandtest.Rita, exposure.AcceptIdentity{Asset: "A1"}, fault.Invalid, "how you know")
		p.Refused(commandtest.Rita, exposure.AcceptIdentity{Asset: "A9", Text: "x"}, fault.NotFound, "no asset")
		if d := p.Do(commandtest.Rita, exposure.AcceptIdentity{Asset: "A1", Text: "they wrote so"}); len(d.Jobs) != 1 {
			t.Fatalf("it is asked at once: %+v", d.Jobs)
		}
		if d := answers(p, open, oslo); commandtest.KindsOf(d) != "probed reopened" {
			t.Fatalf("%s", commandtest.KindsOf(d))
		}
		commandtest.WantSameCase(t, p)
	})
	t.Run("while it was never gone, another identity is an update", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		answers(p, open, paris)
		if d := answers(p, open, oslo); commandtest.KindsOf(d) != "probed" || asset(p, "A1").Identity["region"] != "eu-north-1" {
			t.Fatalf("%s %v", commandtest.KindsOf(d), asset(p, "A1").Identity)
		}
	})
	t.Run("one answer without a name proves nothing gone", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		answers(p, open, paris)
		answers(p, nameGone, nil)
		if d := answers(p, denied, oslo); asset(p, "A1").Recreated || asset(p, "A1").Gone {
			t.Fatalf("%s", commandtest.KindsOf(d))
		}
	})
	t.Run("what any update changes is no identity", func(t *testing.T) {
		for _, property := range []string{"version", "protocol", "wire_version", "definition"} {
			p := commandtest.NewPlay(t)
			answers(p, open, map[string]string{property: "6"})
			for range 2 {
				answers(p, gone, nil)
			}
			if d := answers(p, denied, map[string]string{property: "7"}); asset(p, "A1").Recreated || len(asset(p, "A1").Identity) != 0 {
				t.Errorf("%s: %s %v", property, commandtest.KindsOf(d), asset(p, "A1").Identity)
			}
		}
	})
	t.Run("what is no identity does not show that the old one is back", func(t *testing.T) {
		p := recreated(t, true)
		answers(p, denied, oslo)
		if answers(p, denied, map[string]string{"version": "7"}); !asset(p, "A1").Recreated || !asset(p, "A1").Gone {
			t.Fatalf("%+v", asset(p, "A1"))
		}
	})
}

// TestALeakedCertificateThatComesBackReopens rolls a server back to the certificate that it was told to replace: the
// answers that closed the asset showed the new one.
func TestALeakedCertificateThatComesBackReopens(t *testing.T) {
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	gone := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonResourceGone}
	leaked, fresh := map[string]string{"spki": "aa"}, map[string]string{"spki": "bb"}
	p := commandtest.NewPlay(t)
	answers(p, open, leaked)
	for range 4 {
		answers(p, gone, fresh)
	}
	if a := asset(p, "A1"); a.Exposure != disclosure.ExposureClosed || a.Identity["spki"] != "aa" {
		t.Fatalf("%s, %v", a.Exposure, a.Identity)
	}
	if d := answers(p, open, leaked); commandtest.KindsOf(d) != "probed reopened" || p.Exposure("A1") != disclosure.ExposureReopened {
		t.Fatalf("%s, %s", commandtest.KindsOf(d), p.Exposure("A1"))
	}
	commandtest.WantSameCase(t, p)
}

// TestAnIdentityThatWasEverSeenOpenIsTheAssets holds where the owner changed it meanwhile and went back.
func TestAnIdentityThatWasEverSeenOpenIsTheAssets(t *testing.T) {
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	gone := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonResourceGone}
	p := commandtest.NewPlay(t)
	answers(p, open, map[string]string{"spki": "aa"})
	answers(p, open, map[string]string{"spki": "bb"})
	for range 4 {
		answers(p, gone, nil)
	}
	if d := answers(p, open, map[string]string{"spki": "aa"}); commandtest.KindsOf(d) != "probed reopened" || asset(p, "A1").Recreated {
		t.Fatalf("%s", commandtest.KindsOf(d))
	}
	commandtest.WantSameCase(t, p)
}

func TestAnAssetThatMovedIsRecordedAsMoved(t *testing.T) {
	p := commandtest.NewPlay(t)
	cluster := map[string]string{"cluster_uuid": "c1", "region": "eu-west-3"}
	o := commandtest.SeesOpen(p.Now)
	o.Identity, o.Retarget = cluster, "https://new.example:9200/"
	p.Probe(o, disclosure.ProbeForPerson)
	p.Do(commandtest.Rita, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://new.example:9200/"}})
	p.Do(commandtest.Rita, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://other.example:9200/"}})
	see := func(asset string, identity map[string]string) command.Decision {
		p.Now = p.Now.Add(time.Hour)
		o := commandtest.SeesOpen(p.Now)
		o.Identity = identity
		return p.Do(commandtest.Robot, exposure.RecordProbe{Asset: asset, Observation: o})
	}
	if d := see("A3", cluster); commandtest.KindsOf(d) != "probed" {
		t.Fatalf("the asset did not name that host: %s", commandtest.KindsOf(d))
	}
	if d := see("A2", map[string]string{"region": "eu-west-3"}); commandtest.KindsOf(d) != "probed" {
		t.Fatalf("a region proves nothing: %s", commandtest.KindsOf(d))
	}
	if d := see("A2", cluster); commandtest.KindsOf(d) != "probed moved" || asset(p, "A1").Moved != "A2" || asset(p, "A2").Moved != "" {
		t.Fatalf("%s %+v", commandtest.KindsOf(d), asset(p, "A1"))
	}
	if d := see("A2", cluster); commandtest.KindsOf(d) != "probed" {
		t.Fatalf("it is recorded once: %s", commandtest.KindsOf(d))
	}
	commandtest.WantSameCase(t, p)
}

// TestAFacetThatIsNotAskedAnyMoreKeepsTheAssetFromClosing holds against a probe that asks for less than the one that
// found the exposure.
func TestAFacetThatIsNotAskedAnyMoreKeepsTheAssetFromClosing(t *testing.T) {
	p := commandtest.NewPlay(t)
	o := commandtest.SeesOpen(p.Now)
	o.Facets["read"] = observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	p.Probe(o, disclosure.ProbeForPerson)
	var told int
	for range 6 {
		p.Now = p.Now.Add(12 * time.Hour)
		told += strings.Count(commandtest.KindsOf(p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForPerson)), "facet_unprobed")
	}
	if a := asset(p, "A1"); a.Exposure != disclosure.ExposureSuspected || a.Closure.Verified || told != 1 {
		t.Fatalf("%s, %+v, a person was told %d times", a.Exposure, a.Closure, told)
	}
	if a := asset(p, "A1"); !slices.Equal(closure.Unanswered(&a), []string{"read"}) {
		t.Errorf("nothing is known of %q", closure.Unanswered(&a))
	}
	p.Now = p.Now.Add(12 * time.Hour)
	o = commandtest.SeesClosed(p.Now)
	o.Facets["read"] = o.Facets["list"]
	if p.Probe(o, disclosure.ProbeForPerson); p.Exposure("A1") != disclosure.ExposureClosed {
		t.Fatalf("both are seen closed and it is %s", p.Exposure("A1"))
	}
	if a := asset(p, "A1"); closure.Unanswered(&a) != nil {
		t.Errorf("nothing is known of %q of what is closed", closure.Unanswered(&a))
	}
	commandtest.WantSameCase(t, p)
}
