package app_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestAnUnreadableTargetStopsAFindingAndNoImport(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	const odd = "the server under the desk"
	facts := disclosure.Facts{
		Title: "Found on paper", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}},
		Assets: []disclosure.Asset{{Kind: "s3", Target: odd}, {Kind: "s3", Target: "https://EXAMPLE-bucket.s3.eu-west-3.amazonaws.com"}},
	}
	_, err := b.Desk.NewCase(t.Context(), b.who("alice"), record.Record{Discovered: civil.OnDay(2020, 1, 24), Facts: facts})
	refuses(t, err, fault.Invalid)
	if list, err := b.Desk.List(t.Context(), ledger.Filter{}); err != nil || len(list) != 0 {
		t.Fatalf("a refused finding was recorded: %v %v", list, err)
	}
	c, err := b.Desk.Imports().Open(t.Context(), b.who("alice"), record.Import{
		Facts: facts, Events: []disclosure.Event{{Kind: disclosure.KindDiscovered, At: civil.OnDay(2013, 10, 1)}},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.ID != "DL-2013-0001" || c.Assets[0].Target != odd || c.Assets[1].Target != bucketURL {
		t.Errorf("imported %s: %+v", c.ID, c.Assets)
	}
	// Asking it is answered in words, and breaks nothing.
	b.do("alice", c.ID, exposure.RequestProbe{Asset: "A1"})
	b.drain()
	for _, j := range b.jobs(ledger.JobFilter{Case: c.ID, State: ledger.JobFailed}) {
		t.Logf("%s: %s", j.Key, j.LastError)
	}
	if a := b.load(c.ID).Assets[0]; a.Exposure == disclosure.ExposureClosed || a.Closure.Verified {
		t.Errorf("what cannot be asked is %s", a.Exposure)
	}
}

func TestAWishForAnIDThatIsTakenIsAConflict(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	_, err := b.Desk.Imports().Open(t.Context(), b.who("alice"), record.Import{Facts: disclosure.Facts{Title: "Another"}}, id)
	refuses(t, err, fault.Conflict)
}

func TestPeopleAndTheirRanks(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for name, want := range map[string]disclosure.Rank{"alice": disclosure.Lead, "vera": disclosure.Viewer, "stranger": disclosure.Viewer} {
		if got := b.who(name); got.Role != want {
			t.Errorf("%s is %+v, want %s", name, got, want)
		}
	}
	if _, err := b.Desk.NewCase(t.Context(), b.who("vera"), record.Record{Facts: disclosure.Facts{Title: "x"}}); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("a viewer recorded a case: %v", err)
	}
}

func TestCasesOfOneTargetKnowEachOther(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	first := b.record(nil)
	second := b.record(func(f *disclosure.Facts) { f.Assets[0].Target = "https://s3.eu-west-3.amazonaws.com/example-bucket/" })
	ids, err := b.Desk.SameTarget(t.Context(), b.load(second))
	if err != nil || len(ids) != 1 || ids[0] != first {
		t.Errorf("%v %v", ids, err)
	}
}
