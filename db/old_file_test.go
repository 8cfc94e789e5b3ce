package db

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/db/dbtest"
	"daylight/disclosure/agenda"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// beforeKinds is a database of the first schema; see the README beside it.
const beforeKinds = "testdata/before_note_kinds/database.tar.gz"

// theOld unpacks a database of the first schema.
func theOld(t *testing.T) (path string, key *Key) {
	t.Helper()
	dir := dbtest.Unpack(t, beforeKinds)
	key, err := LoadOrCreateKey(filepath.Join(dir, "daylight.key"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "daylight.db"), key
}

// dump is every row of a table in one order.
func dump(t *testing.T, path, table string) string {
	t.Helper()
	h, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	rows, err := h.QueryContext(t.Context(), `SELECT * FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for rows.Next() {
		values, at := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			at[i] = &values[i]
		}
		if err := rows.Scan(at...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%q\n", values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// oneAfterTheOther skips a test in which nothing runs side by side where the race detector watches: it can find nothing there and
// takes minutes. The same test runs without it.
func oneAfterTheOther(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("nothing runs side by side here")
	}
}

func TestAnOldDatabaseIsOpened(t *testing.T) {
	oneAfterTheOther(t)
	path, key := theOld(t)
	kept := map[string]string{}
	for _, table := range []string{"events", "jobs", "inbox", "blobs", "refs", "cursors"} {
		if kept[table] = dump(t, path, table); kept[table] == "" {
			t.Errorf("the old database has nothing in %s: the test is blind there", table)
		}
	}
	s := openAt(t, path, key.Identity())
	report, err := s.Verify(t.Context(), nil)
	if err != nil || !report.Clean() || report.Cases != 26 || report.Events != 424 {
		t.Errorf("%+v, %v", report, err)
	}
	for table, before := range kept {
		if after := dump(t, path, table); after != before {
			t.Errorf("%s was changed", table)
		}
	}
	// One copy, from before the schema and the rows changed.
	files := saved(t, path)
	if len(files) != 1 {
		t.Fatalf("copies %v", files)
	}
	if report, err := VerifyFile(t.Context(), files[0], key.Identity(), agenda.ListingOf); err != nil || !report.Clean() || !report.Older || report.Events != 424 {
		t.Errorf("the copy: %+v, %v", report, err)
	}
	list, err := s.List(t.Context(), ledger.Filter{All: true, Limit: 100})
	if err != nil || len(list) != 26 {
		t.Fatalf("%d cases, %v", len(list), err)
	}
	for _, l := range list {
		c, err := s.Load(t.Context(), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		events, err := s.Events(t.Context(), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		rebuilt, err := project(milestone.Rebuild(l.ID, events), agenda.ListingOf)
		if err != nil {
			t.Fatal(err)
		}
		if loaded, err := project(c, agenda.ListingOf); err != nil || loaded != rebuilt {
			t.Errorf("%s is not what its events say: %v", l.ID, err)
		}
		var content string
		if err := s.r.QueryRowContext(t.Context(), `SELECT content FROM cases WHERE id = $1`, string(l.ID)).Scan(&content); err != nil || content != rebuilt.State {
			t.Errorf("the row of %s was not written anew: %v", l.ID, err)
		}
	}
}

// TestAnOlderProgramThatRunsFails holds: the one that wrote the old database may still run while this one is started.
// It must not write its rows among the new ones.
func TestAnOlderProgramThatRunsFails(t *testing.T) {
	oneAfterTheOther(t)
	path, key := theOld(t)
	h, err := openHandle(path, writerDSN(path), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	statements := map[string]*sql.Stmt{}
	for _, q := range []string{`SELECT state FROM cases WHERE id = 'DL-2021-0001'`, `UPDATE cases SET version = version, state = '{}'`} {
		stmt, err := h.PrepareContext(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		defer stmt.Close()
		statements[q] = stmt
	}
	s := openAt(t, path, key.Identity())
	for q, stmt := range statements {
		if _, err := stmt.ExecContext(t.Context()); err == nil || !strings.Contains(err.Error(), "no such column: state") {
			t.Errorf("%s: %v", q, err)
		}
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%v, %v", report.first(), err)
	}
}

func TestAnOldFileIsVerifiedWithoutChangingIt(t *testing.T) {
	oneAfterTheOther(t)
	path, key := theOld(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	report, err := VerifyFile(t.Context(), path, key.Identity(), agenda.ListingOf)
	if err != nil || !report.Clean() || !report.Older || report.Cases != 26 || report.Events != 424 || report.Blobs == 0 {
		t.Errorf("%+v, %v", report, err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was changed: %v", err)
	}
	alter(t, path, `DROP TRIGGER events_no_update`, `UPDATE events SET hash = zeroblob(32) WHERE case_id = 'DL-2021-0003' AND seq = 4`)
	if report, err = VerifyFile(t.Context(), path, key.Identity(), agenda.ListingOf); err != nil || report.Clean() ||
		!strings.Contains(report.Err().Error(), "case DL-2021-0003, event 4") {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestABackupOfAnOldDatabaseIsRestoredAndRewritten(t *testing.T) {
	oneAfterTheOther(t)
	backup, key := theOld(t)
	path := filepath.Join(t.TempDir(), "bot.db")
	done, err := restore(t, backup, path)
	if err != nil || !done.Report.Older {
		t.Fatalf("%+v, %v", done, err)
	}
	s := openAt(t, path, key.Identity())
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() || report.Cases != 26 {
		t.Errorf("%+v, %v", report, err)
	}
	if rows, err := readRows(t.Context(), s.r); err != nil || !rows.current() {
		t.Errorf("%+v, %v", rows, err)
	}
	broken := copyOf(t, backup)
	alter(t, broken, `DROP TRIGGER events_no_update`, `UPDATE events SET hash = zeroblob(32) WHERE case_id = 'DL-2021-0003' AND seq = 4`)
	if _, err := restore(t, broken, filepath.Join(t.TempDir(), "bot.db")); err == nil || !strings.Contains(err.Error(), "case DL-2021-0003, event 4") {
		t.Errorf("a broken backup was restored: %v", err)
	}
}

func TestAnotherKeyRewritesNothing(t *testing.T) {
	path, _ := theOld(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: testIdentity(t)}); err == nil || !strings.Contains(err.Error(), "put the old key file back") {
		t.Errorf("error %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was changed: %v", err)
	}
	if files := saved(t, path); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

// TestAChangedProjectionHasAnotherVersion holds what the rows and indexes of the old database come to in each version.
// Who changes that without raising projectionVersion leaves every database with rows of two forms.
func TestAChangedProjectionHasAnotherVersion(t *testing.T) {
	oneAfterTheOther(t)
	path, key := theOld(t)
	s := openAt(t, path, key.Identity())
	sum := sha256.New()
	list, err := s.List(t.Context(), ledger.Filter{All: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		events, err := s.Events(t.Context(), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		c := milestone.Rebuild(l.ID, events)
		row, err := project(c, agenda.ListingOf)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(sum).Encode([]any{row, messageIDs(c), targetsOf(c), documentOf(c), notesOf(events)}); err != nil {
			t.Fatal(err)
		}
	}
	line := fmt.Sprintf("%d %s", projectionVersion, hex.EncodeToString(sum.Sum(nil)))
	file := filepath.Join("testdata", "projections.txt")
	known, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(known)), "\n")
	if lines[len(lines)-1] != line {
		t.Errorf("other rows come of the same events than those of the last line of %s. Raise projectionVersion "+
			"and add the line\n%s", file, line)
	}
}
