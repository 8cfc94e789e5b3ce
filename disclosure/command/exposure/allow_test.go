package exposure_test

import (
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
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
)

func consenting(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Rules.Probing.Consent = closure.Consent{Kinds: map[string]bool{"mysql_login": true}}
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "mysql_login", Target: "mysql://db.example:3306"}})
	return p
}

func TestAnAssetThatTakesTwoPeopleIsNotAskedBefore(t *testing.T) {
	p := consenting(t)
	p.Refused(commandtest.Rita, exposure.RequestProbe{Asset: "A2"}, fault.Refused, "until two people have allowed it")
	p.Hinted(commandtest.Rita, exposure.RequestProbe{Asset: "A2"}, hint.ToAllowProbe("A2"))
	p.Refused(commandtest.Rita, exposure.AllowProbe{Asset: "A2"}, fault.Forbidden, "lead")
	p.Do(commandtest.Ada, exposure.AllowProbe{Asset: "A2", Reason: "the login is the finding"})
	p.Refused(commandtest.Rita, exposure.RequestProbe{Asset: "A2"}, fault.Refused, "two people")
	p.Refused(commandtest.Ada, exposure.AllowProbe{Asset: "A2"}, fault.Refused, "somebody else")
	d := p.Do(commandtest.Bob, exposure.AllowProbe{Asset: "A2"})
	if a, _ := p.C.Asset("A2"); a.AllowedBy != "ada and bob" || len(d.Jobs) != 1 || commandtest.Payload[task.Probe](t, d.Jobs[0]).Asset != "A2" {
		t.Fatalf("%+v, jobs %+v", a, d.Jobs)
	}
	p.Refused(commandtest.Bob, exposure.AllowProbe{Asset: "A2"}, fault.Conflict, "allowed by ada and bob")
	p.Refused(commandtest.Bob, exposure.AllowProbe{Asset: "A1"}, fault.Conflict, "no approval")
	commandtest.WantSameCase(t, p)
}

func TestAWordThatIsAWeekOldDoesNotCount(t *testing.T) {
	p := consenting(t)
	p.Do(commandtest.Ada, exposure.AllowProbe{Asset: "A2"})
	p.Now = p.Now.Add(7 * 24 * time.Hour)
	p.Do(commandtest.Bob, exposure.AllowProbe{Asset: "A2"})
	if a, _ := p.C.Asset("A2"); a.AllowedBy != "" || len(p.C.OpenProposals(p.Now)) != 1 {
		t.Fatalf("%+v %+v", a, p.C.Proposals)
	}
}

func TestATakeoverRiskIsAFindingOfItsOwn(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "dns_dangling", Target: "dns://shop.example"}})
	seen := observed.Observation{Started: p.Now, Verdict: observed.Open, Reason: observed.ReasonTakeover, Facets: map[string]observed.FacetResult{
		"takeover": {Verdict: observed.Open, Reason: observed.ReasonTakeover},
	}}
	findings := func(d command.Decision) (n int) {
		for _, j := range d.Jobs {
			if j.Task() == ledger.TaskFinding {
				n++
			}
		}
		return n
	}
	if d := p.Do(commandtest.Robot, exposure.RecordProbe{Asset: "A2", Observation: seen}); findings(d) != 1 {
		t.Fatalf("%s", commandtest.KindsOf(d))
	}
	p.Now = p.Now.Add(time.Hour)
	seen.Started = p.Now
	if d := p.Do(commandtest.Robot, exposure.RecordProbe{Asset: "A2", Observation: seen}); findings(d) != 0 {
		t.Fatal("told twice")
	}
	r, ok := record.TakeoverFinding(p.C, "A2")
	if !ok || len(r.Facts.Parties) != 1 || r.Facts.Assets[0].Target != "dns://shop.example" || !strings.Contains(r.Facts.Summary, string(p.C.ID)) {
		t.Fatalf("%+v", r)
	}
}
