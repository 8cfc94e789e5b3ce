package db

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
)

// day0 is the day on which the fixtures begin.
var day0 = time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)

func testIdentity(tb testing.TB) *age.X25519Identity {
	tb.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		tb.Fatal(err)
	}
	return identity
}

// openTest opens a database that ends with the test.
func openTest(tb testing.TB) *Store {
	tb.Helper()
	return openAt(tb, filepath.Join(tb.TempDir(), "test.db"), testIdentity(tb))
}

func openAt(tb testing.TB, path string, identity *age.X25519Identity) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity, Lanes: lanes(), Clock: func() time.Time { return day0 }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// recorded is the first event of a case.
func recorded(n int) disclosure.Event {
	words := []string{"bucket", "index", "dashboard", "share", "registry", "backup", "queue"}
	word := words[n%len(words)]
	return disclosure.Event{
		Seq: 1, Kind: disclosure.KindRecorded, At: civil.At(day0), RecordedAt: day0, Actor: "ada",
		Source: disclosure.SourcePerson, Visibility: disclosure.InternalOnly,
		Detail: disclosure.Detail{Facts: &disclosure.Facts{
			Title:   fmt.Sprintf("Open %s with customer files %d", word, n),
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: fmt.Sprintf("Vendor%d GmbH", n%5000), Country: "FR", Domain: fmt.Sprintf("vendor%d.example", n%5000)}},
			Assets:  []disclosure.Asset{{ID: "A1", Kind: "s3", Target: fmt.Sprintf("https://%s-%d.s3.eu-west-3.amazonaws.com/", word, n)}},
			Exposed: disclosure.Exposed{Records: 900000, Data: []string{"medical_images", "invoices"}},
		}},
	}
}

// history is a case with n events, the first of which records it.
func history(id, n int) (*disclosure.Case, []disclosure.Event) {
	events := []disclosure.Event{recorded(id)}
	for seq := 2; seq <= n; seq++ {
		at := day0.Add(time.Duration(seq) * time.Hour)
		e := disclosure.Event{
			Seq: seq, At: civil.At(at), RecordedAt: at, Source: disclosure.SourceOwnProbe,
			Kind: disclosure.KindProbed, Visibility: disclosure.InternalOnly,
			Detail: disclosure.Detail{AssetID: "A1", Probe: &observed.Observation{
				Kind: "s3", Version: 1, Target: "https://bucket.example/", Verdict: observed.Open, Reason: observed.ReasonOpen,
				Facets:  map[string]observed.FacetResult{"list": {Verdict: observed.Open, Reason: observed.ReasonOpen}},
				Started: at, Status: 200, Headers: map[string]string{"server": "AmazonS3"}, Bytes: 1024,
			}},
		}
		switch seq {
		case 2:
			e.Kind, e.Detail = disclosure.KindDeadlineSet, disclosure.Detail{Clocks: &disclosure.Clocks{
				"publication": {State: disclosure.ClockRunning, Due: civil.At(day0.Add(time.Duration(id) * time.Minute))},
			}}
		case 3:
			e.Kind, e.Detail = disclosure.KindNote, disclosure.Detail{}
			e.Text = fmt.Sprintf("The hoster said that customer %d moved to another region last autumn.", id)
			if id%5 == 4 { // every fifth case has ended
				e.Kind, e.Detail.Work = disclosure.KindWorkClosed, disclosure.WorkClosed
			}
		}
		events = append(events, e)
	}
	return milestone.Rebuild(disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", id)), events), events
}

// fill adds cases from..to in one transaction, which is what makes a large fixture affordable.
func fill(tb testing.TB, s *Store, from, to, events int) {
	tb.Helper()
	err := s.write(tb.Context(), "fixture", func(tx *txn) error {
		for n := from; n <= to; n++ {
			c, es := history(n, events)
			p, err := encode(ledger.Commit{Case: c, Events: es}, agenda.ListingOf)
			if err != nil {
				return err
			}
			if err := appendEvents(tb.Context(), tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// large is a database of 100,000 cases. It is built once for all benchmarks of a run.
type large struct {
	once     sync.Once
	dir      string
	identity *age.X25519Identity
}

// theLarge lives as long as the test binary; TestMain removes its folder.
var theLarge large

func (l *large) path() string { return filepath.Join(l.dir, "large.db") }

func (l *large) open(tb testing.TB) *Store {
	tb.Helper()
	l.once.Do(func() {
		var err error
		//nolint:usetesting // it outlives the benchmark that makes it
		if l.dir, err = os.MkdirTemp("", "daylight-large-"); err != nil {
			tb.Fatal(err)
		}
		l.identity = testIdentity(tb)
		s, err := Open(tb.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: l.path(), Identity: l.identity})
		if err != nil {
			tb.Fatal(err)
		}
		start := time.Now()
		for n := 1; n <= 100_000; n += 5000 {
			fill(tb, s, n, n+4999, 3)
		}
		if err := s.Maintain(tb.Context()); err != nil {
			tb.Fatal(err)
		}
		tb.Logf("100,000 cases in %v", time.Since(start))
		if err := s.Close(); err != nil {
			tb.Fatal(err)
		}
	})
	return openAt(tb, l.path(), l.identity)
}
