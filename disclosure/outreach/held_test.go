package outreach_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/closure"
	"daylight/disclosure/outreach"
)

func TestADueStepHasADraftOrAReason(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, 2, 10, 9, 0, 0, 0, time.UTC)
	other := disclosure.Contact{ID: "C2", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "b@x.example"}
	held := func(change func(*disclosure.Case, *clock.Deadline)) outreach.StepStatus {
		c := &disclosure.Case{
			ID: "DL-2020-0001", Work: disclosure.WorkActive, Discovered: civil.OnDay(2020, 1, 24), RecordedAt: now.AddDate(0, 0, -20),
			Parties:  []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}},
			Contacts: []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "a@x.example"}, other},
			Messages: []disclosure.Message{{Key: "k", Role: disclosure.Vendor, Name: "NextMotion", Contact: "C1", Channel: disclosure.Email, State: disclosure.MessageSent}},
			Assets:   []disclosure.Asset{{ID: "A1", Kind: "s3", Exposure: disclosure.ExposureOpen, LastSeen: now, Streak: disclosure.Streak{LastOpen: now}}},
			Accepted: map[disclosure.PartyKey]civil.When{disclosure.KeyOf(disclosure.Vendor, "NextMotion"): civil.OnDay(2020, 1, 27)},
		}
		k := clock.Deadline{
			Clause: "second_channel", What: disclosure.DueSecondChannel, Episode: 1, State: disclosure.ClockOverdue, Ends: now.AddDate(0, 0, -3),
			Step: &clock.EscalationStep{Role: disclosure.Vendor, Template: disclosure.FollowUp, Channel: clock.OtherChannel},
		}
		if change != nil {
			change(c, &k)
		}
		return outreach.StatusOf(c, &k, now, outreach.Rules{Probing: closure.DefaultRules()})
	}
	for name, c := range map[string]struct {
		change func(*disclosure.Case, *clock.Deadline)
		want   outreach.HeldCode
	}{
		"nothing is in the way": {nil, outreach.HeldNotWritten},
		"no other contact":      {func(c *disclosure.Case, _ *clock.Deadline) { c.Contacts = c.Contacts[:1] }, outreach.HeldNoContact},
		"the other one bounced": {func(c *disclosure.Case, _ *clock.Deadline) { c.Contacts[1].Quality = disclosure.QualityBounced }, outreach.HeldNoContact},
		"a legal threat":        {func(c *disclosure.Case, _ *clock.Deadline) { c.Threatened = civil.OnDay(2020, 2, 1) }, outreach.HeldThreat},
		"it seems shut":         {func(c *disclosure.Case, _ *clock.Deadline) { c.Assets[0].Exposure = disclosure.ExposureSuspected }, outreach.HeldSeemsShut},
		"never seen open": {func(c *disclosure.Case, _ *clock.Deadline) {
			c.Assets[0] = disclosure.Asset{ID: "A1", Kind: "s3", Exposure: disclosure.ExposureUnconfirmed}
		}, outreach.HeldNotProven},
		"an imported finding names its source and its date": {func(c *disclosure.Case, _ *clock.Deadline) {
			c.Imported, c.Assets[0] = true, disclosure.Asset{ID: "A1", Kind: "s3", Exposure: disclosure.ExposureUnconfirmed}
		}, outreach.HeldNotWritten},
		"nobody was reached":         {func(c *disclosure.Case, _ *clock.Deadline) { c.Accepted = nil }, outreach.HeldNotProven},
		"due before it was recorded": {func(c *disclosure.Case, k *clock.Deadline) { k.Ends = c.RecordedAt }, outreach.HeldBefore},
		"a draft": {func(c *disclosure.Case, k *clock.Deadline) {
			c.Drafts = []disclosure.Draft{{ID: "D7", Step: outreach.StepKey(k), State: disclosure.DraftOpen, Role: disclosure.Vendor, Name: "NextMotion"}}
		}, ""},
	} {
		got := held(c.change)
		if got.Held.Code != c.want || c.want == "" && got.Draft != "D7" {
			t.Errorf("%s: %q (%s), draft %q", name, got.Held.Code, got.Held.Text, got.Draft)
		}
	}
	if got := held(func(c *disclosure.Case, _ *clock.Deadline) { c.Contacts = c.Contacts[:1] }); got.Held.Text != "second channel: no other contact of the vendor is known" || got.Held.Hint.IsZero() {
		t.Errorf("it says %+v", got.Held)
	}
}
