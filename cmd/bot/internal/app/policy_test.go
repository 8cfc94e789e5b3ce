package app_test

import (
	"testing"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/holiday"
)

func contactedCase(b *bench) disclosure.CaseID {
	imported, err := b.Desk.Imports().Open(b.t.Context(), b.who("alice"), record.Import{
		Facts: disclosure.Facts{Title: "Told", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}}},
		Events: []disclosure.Event{
			{Kind: disclosure.KindDiscovered, At: civil.OnDay(2020, 1, 24)},
			{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor},
		},
	}, "")
	if err != nil {
		b.t.Fatal(err)
	}
	return imported.ID
}

func clockNamed(t *testing.T, all []clock.Deadline, clause string) clock.Deadline {
	t.Helper()
	for _, d := range all {
		if d.Clause == clause {
			return d
		}
	}
	t.Fatalf("there is no clock %s", clause)
	return clock.Deadline{}
}

func TestACaseFollowsTheDefaultPolicyAndCanBeAskedByAnother(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := contactedCase(b)
	x, err := b.Desk.Explain(t.Context(), id, nil, desk.WhatIf{})
	if err != nil {
		t.Fatal(err)
	}
	if x.Policy.Name != "exposed-data" || x.Other != "" || len(x.Changes) != 0 || x.Permits.Limited != civil.OnDay(2020, 2, 26) {
		t.Errorf("%s %q %+v", x.Policy.Name, x.Other, x.Permits)
	}
	p, err := policyfile.Named("project-zero", holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	before := b.load(id).Version
	x, err = b.Desk.Explain(t.Context(), id, &p, desk.WhatIf{Days: 14})
	if err != nil {
		t.Fatal(err)
	}
	if fix := clockNamed(t, x.Clocks, "fix"); x.Other != "exposed-data" || fix.Due != civil.OnDay(2020, 4, 26) {
		t.Errorf("%q %+v", x.Other, fix)
	}
	if x.Permits.Full != civil.OnDay(2020, 4, 26) || x.Then.Full != civil.OnDay(2020, 5, 10) {
		t.Errorf("from %s to %s", x.Permits.Full, x.Then.Full)
	}
	if b.load(id).Version != before {
		t.Error("asking changed the case")
	}
	_, err = b.Desk.Explain(t.Context(), "DL-2020-0999", nil, desk.WhatIf{})
	refuses(t, err, fault.NotFound)
}

func TestAnExtensionThatNobodyCouldGrantIsImaginedAndSaid(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	x, err := b.Desk.Explain(t.Context(), contactedCase(b), nil, desk.WhatIf{Days: 3, Clause: "full_publication"})
	if err != nil || len(x.Notes) != 1 {
		t.Fatalf("%v %v", x.Notes, err)
	}
	for _, k := range x.Changes {
		if k.Old.Due != k.New.Due {
			t.Errorf("%s moved from %s to %s", k.Old.Clause, k.Old.Due, k.New.Due)
		}
	}
}
