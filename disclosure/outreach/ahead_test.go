package outreach_test

import (
	"slices"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
)

// ladder is a policy of two steps to others and a limited publication.
func ladder(provider int) clock.Rules {
	step := func(name string, due disclosure.DueKind, days int) clock.Clause {
		return clock.Clause{Name: name, Due: due, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorAttempt}}, Days: days, Step: &clock.EscalationStep{Role: due.Party(), Template: disclosure.FreeText}}
	}
	publication := clock.PlainRules().Policies["plain"].Clauses[0]
	return clock.Rules{Default: "ladder", Policies: map[string]clock.Policy{"ladder": {Name: "ladder", Version: "1", Clauses: []clock.Clause{
		step("second_channel", disclosure.DueSecondChannel, 1), step("provider", disclosure.DueProvider, provider), step("csirt", disclosure.DueCSIRT, 5), publication,
	}}}}
}

func TestAFirstContactAnnouncesWhatThePolicyPlans(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)
	day := func(month time.Month, d int) civil.Date { return civil.Date{Year: 2020, Month: month, Day: d} }
	vendor := outreach.Grounds{
		Case: &disclosure.Case{
			ID: "DL-2020-0001", Work: disclosure.WorkActive, Discovered: civil.OnDay(2020, 1, 24), RecordedAt: now,
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}},
			Assets:  []disclosure.Asset{{ID: "A1", Kind: "s3", Exposure: disclosure.ExposureOpen}},
		},
		Role: disclosure.Vendor, Name: "NextMotion", Now: now, Rules: outreach.Rules{Clocks: ladder(2)},
	}
	want := []outreach.Ahead{{What: disclosure.DueProvider, On: day(1, 29), Days: 2}, {What: disclosure.DuePublishLimited, On: day(2, 26), Days: 30}}
	if got := vendor.Ahead(); !slices.Equal(got, want) {
		t.Fatalf("%+v", got)
	}
	if len(vendor.Case.ClockEvents) > 0 {
		t.Error("the assumed message is on record")
	}
	made, err := vendor.State([]statement.Made{{Kind: statement.NextSteps}})
	if err != nil || made[0].Value != "provider +2 publish_limited 2020-02-26" {
		t.Fatalf("%+v, %v", made, err)
	}
	for rule, c := range map[string]struct {
		later int
		rules clock.Rules
		holds bool
	}{
		"as it was written":                {0, ladder(2), true},
		"it leaves three days later":       {3, ladder(2), true},
		"the announced day has come":       {30, ladder(2), false},
		"the policy waits longer now":      {0, ladder(4), true},
		"the policy is faster now":         {0, ladder(1), false},
		"the policy plans no step now":     {0, clock.PlainRules(), false},
		"the policy is not there any more": {0, clock.Rules{Default: "gone"}, false},
	} {
		g := vendor
		g.Now, g.Rules.Clocks = now.AddDate(0, 0, c.later), c.rules
		if err := g.StillTrue(made); (err == nil) != c.holds {
			t.Errorf("%s: %v", rule, err)
		}
	}
	none := vendor
	none.Rules.Clocks = clock.Rules{}
	if got := none.Ahead(); len(got) > 0 {
		t.Errorf("without a policy %+v is announced", got)
	}
}

func TestABoxOfTechniciansIsKnownByItsName(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"security@example.com": true, "it-security@example.com": true, "abuse@example.com": true, "info@example.com": false,
		"contact@example.com": false, "praxis@example.com": false, "security.meier@example.com": true, "italia@example.com": false, "jane.doe@example.com": false,
	} {
		if got := outreach.Technical(disclosure.Contact{Channel: disclosure.Email, Address: address}); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
	if !outreach.Technical(disclosure.Contact{Channel: disclosure.Issue, Address: "team/intake"}) {
		t.Error("an issue is read by technicians")
	}
}
