package outreach_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/outreach"
)

// providerStep is a step of a vendor that turns to the host, and the case that it is due in.
func providerStep() (*disclosure.Case, *clock.Deadline) {
	c := &disclosure.Case{
		ID:       "DL-2020-0001",
		Parties:  []disclosure.Party{{Role: disclosure.Vendor, Name: "Clinic"}, {Role: disclosure.Provider, Name: "Host"}},
		Contacts: []disclosure.Contact{{ID: "C1", Role: disclosure.Provider, Name: "Host", Channel: disclosure.Email, Address: "abuse@host.example"}},
	}
	step := &clock.Deadline{
		Clause: "provider", Role: disclosure.Vendor, Name: "Clinic", Episode: 1, Due: civil.OnDay(2020, 1, 31), State: disclosure.ClockOverdue,
		Step: &clock.EscalationStep{Role: disclosure.Provider, Template: disclosure.ProviderNotice},
	}
	return c, step
}

func TestAStepThatIsDueAgainSinceTheSameDayIsAnotherJob(t *testing.T) {
	t.Parallel()
	c, k := providerStep()
	first, ok := outreach.StepJob(c, k)
	if !ok {
		t.Fatal("no job drafts the step")
	}
	c.Drafts = []disclosure.Draft{{ID: "D1", Step: outreach.StepKey(k), State: disclosure.DraftOpen, Role: disclosure.Provider, Name: "Host", Template: disclosure.ProviderNotice}}
	if _, ok := outreach.StepJob(c, k); ok {
		t.Error("a step that has its draft is drafted once more")
	}
	c.Drafts[0].State, c.Drafts[0].Overtaken = disclosure.DraftDiscarded, true
	again, ok := outreach.StepJob(c, k)
	if !ok || again.Key == first.Key {
		t.Errorf("its draft was overtaken, and it is due again: %t, key %q after %q", ok, again.Key, first.Key)
	}
}

func TestADraftIsOfTheStepOfItsPartyUnderEachNameOfIt(t *testing.T) {
	t.Parallel()
	c, k := providerStep()
	for step, want := range map[string]bool{
		"": false, "1/provider@vendor/Clinic": true, "1/provider@vendor/clinic": true, "1/provider": true, "1/provider@vendor/Klinik": true,
		"2/provider@vendor/Klinik": false, "1/csirt@vendor/Klinik": false, "1/provider@vendor/Other": false, "1/provider@vendor/": false,
	} {
		c.FormerNames = map[disclosure.PartyKey]string{disclosure.KeyOf(disclosure.Vendor, "klinik"): "Clinic"}
		d := disclosure.Draft{ID: "D1", Step: step, Role: disclosure.Provider, Name: "Host", State: disclosure.DraftOpen}
		if got := outreach.IsStep(c, &d, k); got != want {
			t.Errorf("%q: %t", step, got)
		}
	}
}
