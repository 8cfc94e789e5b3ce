package disclosure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

func consenting(t *testing.T) *play {
	t.Helper()
	p := newPlay(t)
	p.rules.Probing.Consent = disclosure.ProbeConsent{Kinds: map[string]bool{"mysql_login": true}}
	p.do(ada, disclosure.AddAsset{Asset: disclosure.Asset{Kind: "mysql_login", Target: "mysql://db.example:3306"}})
	return p
}

func TestAnAssetThatTakesTwoPeopleIsNotAskedBefore(t *testing.T) {
	p := consenting(t)
	p.refused(rita, disclosure.RequestProbe{Asset: "A2"}, disclosure.Refused, "bot probe allow")
	p.refused(rita, disclosure.AllowProbe{Asset: "A2"}, disclosure.Forbidden, "lead")
	p.do(ada, disclosure.AllowProbe{Asset: "A2", Reason: "the login is the finding"})
	p.refused(rita, disclosure.RequestProbe{Asset: "A2"}, disclosure.Refused, "two people")
	p.refused(ada, disclosure.AllowProbe{Asset: "A2"}, disclosure.Refused, "somebody else")
	d := p.do(bob, disclosure.AllowProbe{Asset: "A2"})
	if a, _ := p.c.Asset("A2"); a.AllowedBy != "ada and bob" || len(d.Jobs) != 1 || d.Jobs[0].Args.Asset != "A2" {
		t.Fatalf("%+v, jobs %+v", a, d.Jobs)
	}
	p.refused(bob, disclosure.AllowProbe{Asset: "A2"}, disclosure.Conflict, "allowed by ada and bob")
	p.refused(bob, disclosure.AllowProbe{Asset: "A1"}, disclosure.Conflict, "nobody's consent")
	wantSameCase(t, p)
}

func TestAWordThatIsAWeekOldDoesNotCount(t *testing.T) {
	p := consenting(t)
	p.do(ada, disclosure.AllowProbe{Asset: "A2"})
	p.now = p.now.Add(7 * 24 * time.Hour)
	p.do(bob, disclosure.AllowProbe{Asset: "A2"})
	if a, _ := p.c.Asset("A2"); a.AllowedBy != "" || len(p.c.Waiting(p.now)) != 1 {
		t.Fatalf("%+v %+v", a, p.c.Proposals)
	}
}

func TestATakeoverRiskIsAFindingOfItsOwn(t *testing.T) {
	p := newPlay(t)
	p.do(ada, disclosure.AddAsset{Asset: disclosure.Asset{Kind: "dns_dangling", Target: "dns://shop.example"}})
	seen := disclosure.Observation{Started: p.now, Verdict: disclosure.Open, Reason: disclosure.ReasonTakeover, Facets: map[string]disclosure.FacetResult{
		"takeover": {Verdict: disclosure.Open, Reason: disclosure.ReasonTakeover},
	}}
	findings := func(d disclosure.Decision) (n int) {
		for _, j := range d.Jobs {
			if j.Task == disclosure.TaskFinding {
				n++
			}
		}
		return n
	}
	if d := p.do(robot, disclosure.RecordProbe{Asset: "A2", Observation: seen}); findings(d) != 1 {
		t.Fatalf("%s", kindsOf(d))
	}
	p.now = p.now.Add(time.Hour)
	seen.Started = p.now
	if d := p.do(robot, disclosure.RecordProbe{Asset: "A2", Observation: seen}); findings(d) != 0 {
		t.Fatal("told twice")
	}
	r, ok := p.c.TakeoverFinding("A2")
	if !ok || len(r.Facts.Parties) != 1 || r.Facts.Assets[0].Target != "dns://shop.example" || !strings.Contains(r.Facts.Summary, string(p.c.ID)) {
		t.Fatalf("%+v", r)
	}
}
