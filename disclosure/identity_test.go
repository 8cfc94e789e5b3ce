package disclosure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

// answers lets A1 answer with a result and an identity.
func (p *play) answers(f disclosure.FacetResult, identity map[string]string) disclosure.Decision {
	p.t.Helper()
	o := observation(p.now, f)
	o.Identity = identity
	d := p.probe(o, disclosure.AskedPerson)
	p.now = p.now.Add(12 * time.Hour)
	return d
}

func (p *play) asset(id string) disclosure.Asset {
	a, _ := p.c.Asset(id)
	return a
}

func TestANameThatComesBackAsSomethingElseIsNobodysProof(t *testing.T) {
	open := disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen}
	denied := disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: disclosure.ReasonAccessDenied}
	gone := disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: disclosure.ReasonResourceGone}
	nameGone := disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Weak, Reason: disclosure.ReasonNameGone}
	paris, oslo := map[string]string{"region": "eu-west-3"}, map[string]string{"region": "eu-north-1"}
	recreated := func(t *testing.T, closed bool) *play {
		p := newPlay(t)
		p.answers(open, paris)
		if !closed {
			p.answers(nameGone, nil)
			p.answers(nameGone, nil)
			return p
		}
		for range 4 {
			p.answers(gone, nil)
		}
		if p.exposure("A1") != disclosure.ExposureClosed {
			t.Fatalf("it is %s", p.exposure("A1"))
		}
		return p
	}
	t.Run("open under another owner leaves closed and asks a person once", func(t *testing.T) {
		p := recreated(t, true)
		d := p.answers(open, oslo)
		if a := p.asset("A1"); kindsOf(d) != "probed reopened note" || a.Exposure != disclosure.ExposureReopened || a.Closure.Verified || !a.Recreated {
			t.Fatalf("%s, %+v", kindsOf(d), a)
		}
		if !strings.Contains(d.Events[2].Text, "another region") || p.asset("A1").Identity["region"] != paris["region"] {
			t.Fatalf("%q, %v", d.Events[2].Text, p.asset("A1").Identity)
		}
		for _, shown := range []map[string]string{oslo, nil} {
			if d := p.answers(open, shown); kindsOf(d) != "probed" || p.exposure("A1") != disclosure.ExposureReopened {
				t.Fatalf("%s, %s", kindsOf(d), p.exposure("A1"))
			}
		}
		for range 4 {
			p.answers(denied, oslo)
			p.answers(denied, nil)
		}
		if a := p.asset("A1"); a.Exposure != disclosure.ExposureReopened || a.Streak.Weak != 0 {
			t.Fatalf("another owner's refusal closed it: %s %+v", a.Exposure, a.Streak)
		}
		wantSameCase(t, p)
	})
	t.Run("closed under another owner does not close", func(t *testing.T) {
		p := recreated(t, false)
		before := p.asset("A1").Streak
		for range 6 {
			p.answers(denied, oslo)
		}
		if a := p.asset("A1"); a.Exposure != disclosure.ExposureSuspected || a.Streak.Strong != before.Strong || a.Streak.Weak != before.Weak {
			t.Fatalf("%s %+v", a.Exposure, a.Streak)
		}
	})
	t.Run("the old identity is the old asset", func(t *testing.T) {
		p := recreated(t, true)
		p.answers(denied, oslo)
		if d := p.answers(open, paris); kindsOf(d) != "probed reopened" || p.asset("A1").Recreated {
			t.Fatalf("%s", kindsOf(d))
		}
	})
	t.Run("a person may say that it is the same owner's", func(t *testing.T) {
		p := recreated(t, true)
		p.refused(rita, disclosure.AcceptIdentity{Asset: "A1", Text: "they wrote so"}, disclosure.Conflict, "nothing to decide")
		p.answers(denied, oslo)
		p.refused(vic, disclosure.AcceptIdentity{Asset: "A1", Text: "they wrote so"}, disclosure.Forbidden, "researcher")
		p.refused(rita, disclosure.AcceptIdentity{Asset: "A1"}, disclosure.Invalid, "how you know")
		p.refused(rita, disclosure.AcceptIdentity{Asset: "A9", Text: "x"}, disclosure.NotFound, "no asset")
		if d := p.do(rita, disclosure.AcceptIdentity{Asset: "A1", Text: "they wrote so"}); len(d.Jobs) != 1 {
			t.Fatalf("it is asked at once: %+v", d.Jobs)
		}
		if d := p.answers(open, oslo); kindsOf(d) != "probed reopened" {
			t.Fatalf("%s", kindsOf(d))
		}
		wantSameCase(t, p)
	})
	t.Run("while it was never gone, another identity is an update", func(t *testing.T) {
		p := newPlay(t)
		p.answers(open, paris)
		if d := p.answers(open, oslo); kindsOf(d) != "probed" || p.asset("A1").Identity["region"] != "eu-north-1" {
			t.Fatalf("%s %v", kindsOf(d), p.asset("A1").Identity)
		}
	})
	t.Run("one answer without a name proves nothing gone", func(t *testing.T) {
		p := newPlay(t)
		p.answers(open, paris)
		p.answers(nameGone, nil)
		if d := p.answers(denied, oslo); p.asset("A1").Recreated || p.asset("A1").Gone {
			t.Fatalf("%s", kindsOf(d))
		}
	})
	t.Run("what any update changes is no identity", func(t *testing.T) {
		for _, property := range []string{"version", "protocol", "wire_version", "definition"} {
			p := newPlay(t)
			p.answers(open, map[string]string{property: "6"})
			for range 2 {
				p.answers(gone, nil)
			}
			if d := p.answers(denied, map[string]string{property: "7"}); p.asset("A1").Recreated || len(p.asset("A1").Identity) != 0 {
				t.Errorf("%s: %s %v", property, kindsOf(d), p.asset("A1").Identity)
			}
		}
	})
	t.Run("what is no identity does not show that the old one is back", func(t *testing.T) {
		p := recreated(t, true)
		p.answers(denied, oslo)
		if p.answers(denied, map[string]string{"version": "7"}); !p.asset("A1").Recreated || !p.asset("A1").Gone {
			t.Fatalf("%+v", p.asset("A1"))
		}
	})
}

// TestALeakedCertificateThatComesBackReopens rolls a server back to the certificate that it was told to replace: the
// answers that closed the asset showed the new one.
func TestALeakedCertificateThatComesBackReopens(t *testing.T) {
	open := disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen}
	gone := disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: disclosure.ReasonResourceGone}
	leaked, fresh := map[string]string{"spki": "aa"}, map[string]string{"spki": "bb"}
	p := newPlay(t)
	p.answers(open, leaked)
	for range 4 {
		p.answers(gone, fresh)
	}
	if a := p.asset("A1"); a.Exposure != disclosure.ExposureClosed || a.Identity["spki"] != "aa" {
		t.Fatalf("%s, %v", a.Exposure, a.Identity)
	}
	if d := p.answers(open, leaked); kindsOf(d) != "probed reopened" || p.exposure("A1") != disclosure.ExposureReopened {
		t.Fatalf("%s, %s", kindsOf(d), p.exposure("A1"))
	}
	wantSameCase(t, p)
}

// TestAnIdentityThatWasEverSeenOpenIsTheAssets holds where the owner changed it meanwhile and went back.
func TestAnIdentityThatWasEverSeenOpenIsTheAssets(t *testing.T) {
	open := disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen}
	gone := disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: disclosure.ReasonResourceGone}
	p := newPlay(t)
	p.answers(open, map[string]string{"spki": "aa"})
	p.answers(open, map[string]string{"spki": "bb"})
	for range 4 {
		p.answers(gone, nil)
	}
	if d := p.answers(open, map[string]string{"spki": "aa"}); kindsOf(d) != "probed reopened" || p.asset("A1").Recreated {
		t.Fatalf("%s", kindsOf(d))
	}
	wantSameCase(t, p)
}

func TestAnAssetThatMovedIsRecordedAsMoved(t *testing.T) {
	p := newPlay(t)
	cluster := map[string]string{"cluster_uuid": "c1", "region": "eu-west-3"}
	o := seesOpen(p.now)
	o.Identity, o.Retarget = cluster, "https://new.example:9200/"
	p.probe(o, disclosure.AskedPerson)
	p.do(rita, disclosure.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://new.example:9200/"}})
	p.do(rita, disclosure.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://other.example:9200/"}})
	see := func(asset string, identity map[string]string) disclosure.Decision {
		p.now = p.now.Add(time.Hour)
		o := seesOpen(p.now)
		o.Identity = identity
		return p.do(robot, disclosure.RecordProbe{Asset: asset, Observation: o})
	}
	if d := see("A3", cluster); kindsOf(d) != "probed" {
		t.Fatalf("the asset did not name that host: %s", kindsOf(d))
	}
	if d := see("A2", map[string]string{"region": "eu-west-3"}); kindsOf(d) != "probed" {
		t.Fatalf("a region proves nothing: %s", kindsOf(d))
	}
	if d := see("A2", cluster); kindsOf(d) != "probed note" || p.asset("A1").Moved != "A2" || p.asset("A2").Moved != "" {
		t.Fatalf("%s %+v", kindsOf(d), p.asset("A1"))
	}
	if d := see("A2", cluster); kindsOf(d) != "probed" {
		t.Fatalf("it is recorded once: %s", kindsOf(d))
	}
	wantSameCase(t, p)
}

// TestAFacetThatIsNotAskedAnyMoreKeepsTheAssetFromClosing holds against a probe that asks for less than the one that
// found the exposure.
func TestAFacetThatIsNotAskedAnyMoreKeepsTheAssetFromClosing(t *testing.T) {
	p := newPlay(t)
	o := seesOpen(p.now)
	o.Facets["read"] = disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen}
	p.probe(o, disclosure.AskedPerson)
	var told int
	for range 6 {
		p.now = p.now.Add(12 * time.Hour)
		told += strings.Count(kindsOf(p.probe(seesClosed(p.now), disclosure.AskedPerson)), "note")
	}
	if a := p.asset("A1"); a.Exposure != disclosure.ExposureSuspected || a.Closure.Verified || told != 1 {
		t.Fatalf("%s, %+v, a person was told %d times", a.Exposure, a.Closure, told)
	}
	p.now = p.now.Add(12 * time.Hour)
	o = seesClosed(p.now)
	o.Facets["read"] = o.Facets["list"]
	if p.probe(o, disclosure.AskedPerson); p.exposure("A1") != disclosure.ExposureClosed {
		t.Fatalf("both are seen closed and it is %s", p.exposure("A1"))
	}
	wantSameCase(t, p)
}
