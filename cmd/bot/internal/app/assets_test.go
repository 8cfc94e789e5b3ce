package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestAKindThatNobodyKnowsIsRecordedAndImportedNowhere(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	facts := disclosure.Facts{Title: "T", Assets: []disclosure.Asset{{Kind: "reddis", Target: "db.example:6379"}}}
	want := `there is no kind of asset "reddis"; the nearest is "redis"`
	if _, err := b.Desk.NewCase(t.Context(), b.who("alice"), record.Record{Facts: facts}); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
		t.Errorf("recorded: %v", err)
	}
	if _, err := b.Desk.Imports().Open(t.Context(), b.who("alice"), record.Import{Facts: facts}, ""); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
		t.Errorf("imported: %v", err)
	}
}

func TestWhatNoProbeCanAskIsRecordedSaidAndNeverProbed(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(func(f *disclosure.Facts) {
		f.Assets = []disclosure.Asset{
			{Kind: closure.ProductFlaw, Target: "Clinic Suite 4"},
			{Kind: closure.LeakedCredentials, Target: "a public code repository"},
			{Kind: closure.Other, Noun: "open server room", Target: "Main Street 1"},
		}
	})
	for _, q := range []ledger.Queue{ledger.QueueProbe, ledger.QueueAsked} {
		if jobs := b.jobs(ledger.JobFilter{Case: id, Queue: q}); len(jobs) > 0 {
			t.Errorf("%d probes are planned", len(jobs))
		}
	}
	_, err := b.Desk.Do(t.Context(), b.who("alice"), id, exposure.RequestProbe{})
	if fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), "no probe can ask it") {
		t.Errorf("a probe is asked for: %v", err)
	}
	body := b.body(id, disclosure.FirstContact, b.contact(id), "en")
	says(t, body, "3 security problems (flaw in a product, leaked credentials and open server room)", "Clinic Suite 4", "Main Street 1",
		"cannot be checked from outside", "We do not check this kind (open server room) ourselves.")
	silent(t, body, "STOP", "from time to time", "password is tried", "It uses no login")
}

func TestAProviderReadsOfWhatItHostsOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(func(f *disclosure.Facts) {
		f.Assets = []disclosure.Asset{
			{Kind: "redis", Target: "redis://one.example", Host: "AWS"},
			{Kind: "redis", Target: "redis://two.example", Host: "OVH"},
			{Kind: "mongodb", Target: "mongodb://three.example"},
		}
	})
	body := b.body(id, disclosure.ProviderNotice, b.contactOf(id, disclosure.Provider, "AWS"), "en")
	says(t, body, "one[.]example", "three[.]example", "2 security problems (Redis server and MongoDB server)")
	silent(t, body, "two[.]example")
	says(t, b.body(id, disclosure.FirstContact, b.contact(id), "en"), "one[.]example", "two[.]example", "three[.]example", "2 Redis servers")
}

func TestOnlyWhoAskedUsToStopReadsThatTheyDid(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	vendor, provider := b.contact(id), b.contactOf(id, disclosure.Provider, "AWS")
	b.do("alice", id, exposure.StopProbing{Text: "asked for on the phone"})
	for _, body := range []string{b.body(id, disclosure.FirstContact, vendor, "en"), b.body(id, disclosure.ProviderNotice, provider, "en")} {
		says(t, body, "We have stopped our checks (S3 bucket).")
		silent(t, body, "asked us to", "from time to time")
	}
	b.do("alice", id, exposure.StopProbing{Resume: true})
	b.do("alice", id, incoming.RecordInbound{
		Kind: disclosure.KindReplied, Party: disclosure.Vendor, Channel: disclosure.Email, At: civil.OnDay(2020, 1, 26), Text: "Hello,\nSTOP\n",
	})
	says(t, b.body(id, disclosure.FirstContact, vendor, "en"), "We have stopped our checks (S3 bucket), as you asked us to on 26 January 2020.")
	silent(t, b.body(id, disclosure.ProviderNotice, provider, "en"), "asked us to")
	b.do("alice", id, exposure.StopProbing{Text: "and for good"})
	silent(t, b.body(id, disclosure.FirstContact, vendor, "en"), "asked us to")
}

func TestADefinitionWithoutWordsIsRefusedWithItsFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "solr.json")
	text := `{"name": "solr", "over": "http", "path": "/solr/", "open": [{"status": [200], "body": "solr"}], "closed": [{"status": [401], "body": "auth"}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := app.Definitions(&config.Config{Probe: config.Probe{Definitions: []string{file}}})
	if err == nil {
		t.Fatal("it is taken")
	}
	for _, want := range []string{file, "definition solr", "missing: words.en, words.de, words.fr"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
}
