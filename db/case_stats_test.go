package db

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/stats"
)

// told is a case with the given events behind the one that records it.
func told(n int, more ...disclosure.Event) (*disclosure.Case, []disclosure.Event) {
	c, events := history(n, 1)
	for i, e := range more {
		e.Seq, e.RecordedAt, e.Actor = i+2, day0.Add(time.Duration(i)*time.Hour), "ada"
		e.Source, e.Visibility = disclosure.SourcePerson, disclosure.InternalOnly
		events = append(events, e)
	}
	return milestone.Rebuild(c.ID, events), events
}

// allCaseStats collects everything that CaseStats returns.
func allCaseStats(t *testing.T, s *Store) []stats.Case {
	t.Helper()
	var out []stats.Case
	err := s.CaseStats(t.Context(), func(c *stats.Case) error {
		out = append(out, *c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameWhen(a, b civil.When) bool { return a == b }

func TestCaseStatsAreThoseOfTheWholeCases(t *testing.T) {
	oneAfterTheOther(t)
	s := openTest(t)
	at := func(m time.Month, d int) civil.When { return civil.OnDay(2020, m, d) }
	work := func(w disclosure.Work, o disclosure.Outcome) disclosure.Event {
		return disclosure.Event{Kind: disclosure.KindWorkClosed, At: at(4, 1), Detail: disclosure.Detail{Work: w, Outcome: o}}
	}
	contacted := disclosure.Event{Kind: disclosure.KindContacted, At: at(1, 27), Party: disclosure.Vendor, Channel: disclosure.Email}
	handed := func(w civil.When) disclosure.Event {
		return disclosure.Event{Kind: disclosure.KindHandedOver, At: w, Ref: "a CERT", Detail: disclosure.Detail{Work: disclosure.WorkHandedOver}}
	}
	provider := disclosure.Event{Kind: disclosure.KindEscalated, At: at(1, 30), Party: disclosure.Provider, Name: "AWS"}
	reply := disclosure.Event{Kind: disclosure.KindReplied, At: at(2, 11), Party: disclosure.Vendor, Channel: disclosure.Email}
	verified := disclosure.Event{Kind: disclosure.KindClosed, At: at(2, 5), Detail: disclosure.Detail{AssetID: "A1", Closure: &disclosure.Closure{
		At: at(2, 5), LastOpen: day0, Verified: true, Source: disclosure.SourceOwnProbe,
	}}}
	seen := disclosure.Event{Kind: disclosure.KindProbed, At: at(2, 20), Detail: disclosure.Detail{
		AssetID: "A1", Probe: &observed.Observation{Verdict: observed.Open, Started: day0},
		Streak: &disclosure.Streak{LastOpen: day0.AddDate(0, 0, 27)},
	}}
	stories := [][]disclosure.Event{
		nil,
		{contacted, provider, verified, reply},
		{contacted, {Kind: disclosure.KindClosed, At: civil.At(day0.AddDate(0, 0, 12))}, work(disclosure.WorkClosed, disclosure.OutcomeClaimOnly)},
		{contacted, verified, {Kind: disclosure.KindReopened, At: at(3, 1)}},
		{contacted, seen, {Kind: disclosure.KindUnverifiable, At: at(3, 1)}},
		{contacted, handed(at(3, 2))},
		{contacted, handed(at(3, 2)), work(disclosure.WorkActive, "")},
		{contacted, handed(at(3, 2)), work(disclosure.WorkActive, ""), handed(at(5, 4))},
		{work(disclosure.WorkRejected, "")},
	}
	want := make([]stats.Case, len(stories))
	for i, story := range stories {
		c, events := told(i+1, story...)
		if err := s.Commit(t.Context(), ledger.Commit{Case: c, Events: events}); err != nil {
			t.Fatal(err)
		}
		var handedOver civil.When
		for _, e := range events {
			if e.Kind == disclosure.KindHandedOver {
				handedOver = e.At
			}
		}
		want[i] = stats.CasesOf(c, handedOver)[0]
	}
	got := allCaseStats(t, s)
	if diff := cmp.Diff(want, got, cmp.Comparer(sameWhen)); diff != "" {
		t.Errorf("(-of the case +of the row):\n%s", diff)
	}
	if got[4].Seen.First() != at(2, 20).First() {
		t.Errorf("last seen %s", got[4].Seen)
	}
	if got[5].Until != at(3, 2) || !got[6].Until.IsZero() || got[7].Until != at(5, 4) {
		t.Errorf("handed over %s, %s, %s", got[5].Until, got[6].Until, got[7].Until)
	}
	// Probes fill the parts of an asset that a course looks at.
	fill(t, s, 101, 110, 40)
	for i, got := range allCaseStats(t, s)[len(stories):] {
		c, _ := history(101+i, 40)
		if diff := cmp.Diff(stats.CasesOf(c, civil.When{})[0], got, cmp.Comparer(sameWhen)); diff != "" {
			t.Errorf("case %d (-of the case +of the row):\n%s", 101+i, diff)
		}
	}
}

func TestCaseStatsOfAnEmptyDatabase(t *testing.T) {
	if got := allCaseStats(t, openTest(t)); len(got) != 0 {
		t.Errorf("%d cases", len(got))
	}
}

func TestCaseStatsStopAtAnError(t *testing.T) {
	s := openTest(t)
	fill(t, s, 1, 9, 2)
	enough, n := errors.New("enough"), 0
	err := s.CaseStats(t.Context(), func(*stats.Case) error {
		if n++; n == 4 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 4 {
		t.Errorf("%v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.CaseStats(ctx, func(*stats.Case) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled pass: %v", err)
	}
}

func TestARowThatCannotBeReadIsNamed(t *testing.T) {
	s := openTest(t)
	fill(t, s, 1, 2, 2)
	err := s.write(t.Context(), "fixture", func(tx *txn) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE cases SET content = '{"discovered": "yesterday"}' WHERE id = 'DL-2020-0002'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.CaseStats(t.Context(), func(*stats.Case) error { return nil })
	if fault.CodeOf(err) != fault.Internal || !strings.Contains(err.Error(), "DL-2020-0002") {
		t.Errorf("got %v", err)
	}
}
