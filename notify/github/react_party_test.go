package github

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
)

func TestAnIssueIsToldOfTheAssetsOfItsPartyOnly(t *testing.T) {
	t.Parallel()
	feb5 := time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)
	c := &disclosure.Case{
		ID: "DL-2020-0001",
		Assets: []disclosure.Asset{
			{ID: "A1", Kind: "s3", Owner: "Acme", Exposure: disclosure.ExposureOpen},
			{ID: "A2", Kind: "redis", Owner: "Bolt", Exposure: disclosure.ExposureOpen},
		},
		Issues: []disclosure.Tracked{
			{Ref: "team/acme#1", Role: disclosure.Vendor, Name: "Acme", Marker: "m1"},
			{Ref: "team/bolt#1", Role: disclosure.Vendor, Name: "Bolt", Marker: "m2"},
		},
	}
	reopened := disclosure.Event{Seq: 22, Kind: disclosure.KindReopened, At: civil.At(feb5), RecordedAt: feb5, Detail: disclosure.Detail{AssetID: "A1"}}
	foreign := probed(observed.Open, observed.NoStrength, observed.ReasonOpen, feb5)
	foreign.Detail.Request.Ref = "team/bolt#1/comment/5" // Bolt asks, and A1 is not theirs
	for name, tc := range map[string]struct {
		event disclosure.Event
		task  ledger.Task // "" is no job
	}{
		"all of theirs is closed, so the issue is": {closedEvent(feb5), TaskClose},
		"open again":               {reopened, TaskReopen},
		"a claim in another issue": {foreign, ""},
	} {
		jobs := Page("").React(c, c, []disclosure.Event{tc.event})
		if tc.task == "" {
			if len(jobs) != 0 {
				t.Errorf("%s: %+v", name, jobs)
			}
			continue
		}
		if len(jobs) != 1 || jobs[0].Task() != tc.task || !strings.Contains(jobs[0].Key, "team/acme#1") {
			t.Fatalf("%s: %+v", name, jobs)
		}
		if text := jobs[0].Args(); strings.Contains(text, "A2") {
			t.Errorf("%s names the asset of somebody else: %s", name, text)
		}
	}
}
