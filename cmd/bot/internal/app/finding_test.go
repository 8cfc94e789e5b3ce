package app_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
)

func TestATakeoverRiskBecomesACaseOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	b.do("alice", id, record.AddAsset{Asset: disclosure.Asset{Kind: "dns_dangling", Target: "dns://shop.example.com"}})
	seen := observed.Observation{
		Kind: "dns_dangling", Target: "dns://shop.example.com", Started: b.clock.Now(), Verdict: observed.Open, Reason: observed.ReasonTakeover,
		Facets: map[string]observed.FacetResult{"takeover": {Verdict: observed.Open, Reason: observed.ReasonTakeover}},
	}
	res, err := b.Service().Execute(t.Context(), id, disclosure.Engine(), exposure.RecordProbe{Asset: "A2", Observation: seen}, command.Extra{})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range res.Jobs {
		if j.Task() != ledger.TaskFinding {
			continue
		}
		for range 2 { // once more, as after a crash
			if _, err := b.Engine.RunKey(t.Context(), j.Key); err != nil {
				t.Fatal(err)
			}
		}
	}
	list, err := b.Desk.List(t.Context(), ledger.Filter{})
	if err != nil || len(list) != 2 {
		t.Fatalf("%d cases, %v", len(list), err)
	}
	for _, c := range list {
		if c.ID != id && (c.Vendor != "NextMotion" || c.Discovered.First().String() != "2020-01-27") {
			t.Errorf("%+v", c)
		}
	}
}
