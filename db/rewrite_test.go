package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// batchOfTests is how many cases the tests rewrite in one transaction.
const batchOfTests = 20

// spoiled is what an older version might have left: nothing that is derived from events is right, and nothing says by
// which version it was written. The table remembers how often each row was rewritten.
var spoiled = []string{
	`UPDATE cases SET content = '{}', listed = 0, work = '', exposure = '', publication = '', headline = '', title = 'old',
		vendor = '', vendor_key = '', country = '', discovered = '', contacted = '', closed = '', next_due = 1, next_what = '',
		waiting = 0, recorded_at = 0, updated_at = 0`,
	`DELETE FROM targets`,
	`UPDATE cases_fts SET title = 'old', notes = notes || 'old' WHERE rowid % 2 = 0`,
	`DELETE FROM cases_fts WHERE rowid % 5 = 0`,
	`CREATE TABLE rewritten (id TEXT NOT NULL) STRICT`,
	`CREATE TRIGGER count_rewritten AFTER UPDATE ON cases BEGIN INSERT INTO rewritten VALUES (NEW.id); END`,
	older,
}

// oldFile is a closed database of n cases that an older version wrote.
func oldFile(t *testing.T, n int, identity *age.X25519Identity) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "old.db")
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 1, n, 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, path, spoiled...)
	return path
}

// saved are the copies that were made before something changed, and what is left of a copy.
func saved(t *testing.T, path string) []string {
	t.Helper()
	files, err := filepath.Glob(path + ".*")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// wantRewritten fails unless every row is what its events say and was rewritten exactly once, after one copy.
func wantRewritten(t *testing.T, s *Store, n int) {
	t.Helper()
	report, err := s.Verify(t.Context(), nil)
	if err != nil || !report.Clean() || report.Older || report.Cases != n {
		t.Errorf("%d cases, %v, %v", report.Cases, report.first(), err)
	}
	var rows, cases int
	if err := s.r.QueryRowContext(t.Context(), `SELECT count(*), count(DISTINCT id) FROM rewritten`).Scan(&rows, &cases); err != nil {
		t.Fatal(err)
	}
	if rows != n || cases != n {
		t.Errorf("%d rows of %d cases were rewritten, want %d of %d", rows, cases, n, n)
	}
	state, err := readRows(t.Context(), s.r)
	if err != nil || !state.current() {
		t.Errorf("state %+v, %v", state, err)
	}
	if files := saved(t, s.path); len(files) != 1 {
		t.Errorf("copies %v", files)
	}
}

func TestRowsOfAnOlderVersionAreRewrittenOnce(t *testing.T) {
	const n = batchOfTests + 5
	identity := testIdentity(t)
	path := oldFile(t, n, identity)
	var told []string
	open := func() *Store {
		t.Helper()
		told = nil
		s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity, batch: batchOfTests, Progress: func(r Rewriting) {
			told = append(told, fmt.Sprintf("%s %d of %d, saved: %t", r.Doing, r.Done, r.Total, r.Saved != ""))
		}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	wantRewritten(t, s, n)
	if list, err := s.List(t.Context(), ledger.Filter{Query: "region backup", Limit: n}); err != nil || len(list) == 0 {
		t.Errorf("full text: %d cases, %v", len(list), err)
	}
	want := []string{
		"checking cases 25 of 25, saved: false", "rewriting cases 0 of 25, saved: true",
		"rewriting cases 20 of 25, saved: true", "rewriting cases 25 of 25, saved: true",
	}
	if strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("it told\n%s", strings.Join(told, "\n"))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// The copy is the database from before.
	files := saved(t, path)
	report, err := VerifyFile(t.Context(), files[0], identity, agenda.ListingOf)
	if err != nil || !report.Clean() || !report.Older || report.Cases != n {
		t.Errorf("the copy: %+v, %v", report, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the copy %v, %v", info.Mode(), err)
	}

	s = open()
	wantRewritten(t, s, n)
	if len(told) != 0 {
		t.Errorf("the second start told %q", told)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestACancelledRewritingGoesOnWhereItWas(t *testing.T) {
	const n = 2*batchOfTests + 5
	identity := testIdentity(t)
	path := oldFile(t, n, identity)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := Open(ctx, Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity, batch: batchOfTests, Progress: func(r Rewriting) {
		if r.Done == batchOfTests && r.Saved != "" {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "20 of 45 cases are rewritten, the next start goes on there") {
		t.Fatalf("error %v", err)
	}
	wantRewritten(t, openAt(t, path, identity), n)
}

func TestARewritingThatFailsKeepsWhatWasDone(t *testing.T) {
	const n = 2*batchOfTests + 5
	identity := testIdentity(t)
	path := oldFile(t, n, identity)
	alter(t, path, `CREATE TRIGGER stop BEFORE UPDATE ON cases WHEN NEW.id = 'DL-2020-0027' BEGIN SELECT RAISE(ABORT, 'no more'); END`)
	for range 2 {
		_, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity, batch: batchOfTests})
		if err == nil || !strings.Contains(err.Error(), "20 of 45") || !strings.Contains(err.Error(), "no more") {
			t.Fatalf("error %v", err)
		}
	}
	alter(t, path, `DROP TRIGGER stop`)
	wantRewritten(t, openAt(t, path, identity), n)
}

func TestABrokenChainKeepsTheDatabaseAsItIs(t *testing.T) {
	identity := testIdentity(t)
	path := oldFile(t, 20, identity)
	for name, v := range map[string]struct{ change, says string }{
		"a changed text":     {`UPDATE events SET body = replace(body, 'region', 'REGION') WHERE case_id = 'DL-2020-0007' AND seq = 3`, "case DL-2020-0007, event 3: its text or its hash was changed"},
		"an event taken out": {`DELETE FROM events WHERE case_id = 'DL-2020-0007' AND seq = 2`, "case DL-2020-0007, event 3: event 2 is missing"},
		"no event":           {`DELETE FROM events WHERE case_id = 'DL-2020-0007'`, "case DL-2020-0007: there is a row of the case and no event"},
		"no event at all":    {`DELETE FROM events`, "case DL-2020-0001: there is a row of the case and no event"},
		"no row":             {`DELETE FROM cases WHERE id = 'DL-2020-0007'`, "case DL-2020-0007: there are events and no row"},
		"unreadable":         {`UPDATE events SET body = '[' WHERE case_id = 'DL-2020-0007' AND seq = 3`, "case DL-2020-0007, event 3: its text or its hash was changed"},
		"another head":       {`UPDATE cases SET head = zeroblob(32) WHERE id = 'DL-2020-0007'`, "case DL-2020-0007: the head of its chain"},
	} {
		t.Run(name, func(t *testing.T) {
			file := copyOf(t, path)
			alter(t, file, `DROP TRIGGER events_no_update`, `DROP TRIGGER events_no_delete`, `DROP TRIGGER cases_keep`, v.change)
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: file, Identity: identity})
			if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), v.says) ||
				!strings.Contains(err.Error(), "Nothing was changed. Restore a backup") {
				t.Errorf("error %v", err)
			}
			after, err := os.ReadFile(file)
			if err != nil || string(before) != string(after) {
				t.Errorf("the file was changed, %v", err)
			}
			if left := saved(t, file); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestAChainThatBreaksDuringTheRewritingStopsIt(t *testing.T) {
	const n = batchOfTests + 5
	identity := testIdentity(t)
	path := oldFile(t, n, identity)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := Open(ctx, Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity, batch: batchOfTests, Progress: func(r Rewriting) {
		if r.Done == batchOfTests && r.Saved != "" {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	alter(t, path, `DROP TRIGGER events_no_update`, `UPDATE events SET body = replace(body, 'region', 'REGION') WHERE case_id = 'DL-2020-0024' AND seq = 3`)
	_, err = Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
	if err == nil || !strings.Contains(err.Error(), "case DL-2020-0024") {
		t.Errorf("error %v", err)
	}
}

func TestOneTransactionTakesNotTooManyEvents(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes thousands of events, one after the other; the race detector has nothing to find there")
	}
	of := func(versions ...int) (out []storedCase) {
		for _, n := range versions {
			out = append(out, storedCase{columns: columns{Version: n}})
		}
		return out
	}
	for _, v := range []struct {
		cases []storedCase
		want  int
	}{
		{nil, 0},
		{of(3, 3, 3), 3},
		{of(rewriteEvents, 1), 1},
		{of(10 * rewriteEvents), 1},
		{of(1, rewriteEvents-1, 1), 2},
		{of(10*rewriteEvents, 10*rewriteEvents), 1},
	} {
		if got := inOneGo(v.cases); len(got) != v.want {
			t.Errorf("%d of %d cases, want %d", len(got), len(v.cases), v.want)
		}
	}
	// None is left out where the events end a transaction, and not the cases.
	identity := testIdentity(t)
	path := filepath.Join(t.TempDir(), "old.db")
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 1, 7, rewriteEvents/2-1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, path, spoiled...)
	wantRewritten(t, openAt(t, path, identity), 7)
}

// A title that an older version recorded as it was written is safe in the rows that are written anew, in lists and in events, and the
// chain still fits: the bytes of the events stay.
func TestWhatAnOlderVersionRecordedAsWrittenIsSafeToShow(t *testing.T) {
	t.Parallel()
	const written, shown = "Open\nlist \x1b[2J\u202Etxt [target]", "Open list ␛[2J‹U+202E›txt ⟦target⟧"
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "old.db")
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	_, events := history(1, 3)
	events[0].Detail.Facts.Title = written
	err = s.write(t.Context(), "fixture", func(tx *txn) error {
		p, err := encode(ledger.Commit{Case: milestone.Rebuild("DL-2020-0001", events), Events: events}, agenda.ListingOf)
		if err != nil {
			return err
		}
		return appendEvents(t.Context(), tx, p)
	})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	alter(t, path, older)
	s, err = Open(t.Context(), Options{Listing: agenda.ListingOf, Path: path, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	list, err := s.List(t.Context(), ledger.Filter{All: true})
	if err != nil || len(list) != 1 || list[0].Title != shown {
		t.Errorf("the list shows %+v, %v", list, err)
	}
	c, err := s.Load(t.Context(), "DL-2020-0001")
	if err != nil || c.Title != shown {
		t.Errorf("the case is called %q, %v", c.Title, err)
	}
	read, err := s.Events(t.Context(), "DL-2020-0001")
	if err != nil || read[0].Detail.Facts.Title != shown {
		t.Errorf("the event says %q, %v", read[0].Detail.Facts.Title, err)
	}
	if r, err := s.Verify(t.Context(), nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("the database does not fit: %+v, %v", r.Problems, err)
	}
}
