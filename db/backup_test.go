package db

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

func TestBackupIsACleanPrivateCopy(t *testing.T) {
	s := openTest(t)
	c := dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	file := filepath.Join(t.TempDir(), "copy.db")
	report, err := s.Backup(t.Context(), file)
	if err != nil || !report.Clean() || report.Cases != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	dbtest.Put(t, s, c.ID, c, dbtest.Note("after the copy"))
	copied := openAt(t, file, s.identity)
	if got, err := copied.Load(t.Context(), c.ID); err != nil || got.Version != 1 {
		t.Errorf("the copy holds %+v, %v", got, err)
	}
	_, err = s.Backup(t.Context(), file)
	if fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a file was replaced: %v", err)
	}
	left, err := filepath.Glob(file + ".part*")
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestBackupOfTamperedDataLeavesNoFile(t *testing.T) {
	oneAfterTheOther(t)
	s := openTest(t)
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	if _, err := s.w.ExecContext(t.Context(), `UPDATE cases SET title = 'x'`); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	report, err := s.Backup(t.Context(), filepath.Join(dir, "copy.db"))
	if err == nil || report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// restore restores a backup on the day of the tests.
func restore(t *testing.T, from, to string) (Restored, error) {
	t.Helper()
	return Restore(t.Context(), RestoreOptions{From: from, To: to, Listing: agenda.ListingOf, By: "ada", Clock: func() time.Time { return day0 }})
}

func TestRestorePutsTheOldDatabaseAside(t *testing.T) {
	oneAfterTheOther(t)
	identity := testIdentity(t)
	path := filepath.Join(t.TempDir(), "bot.db")
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	c := dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	dbtest.Put(t, s, c.ID, c, dbtest.Note("to be taken back"))

	_, err = restore(t, backup, path)
	if fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "stop the bot") {
		t.Fatalf("restored under a running store: %v", err)
	}
	if got, err := s.Load(t.Context(), c.ID); err != nil || got.Version != 2 {
		t.Fatalf("the running store was harmed: %+v, %v", got, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	done, err := restore(t, backup, path)
	if err != nil || !done.Report.Clean() || done.Aside != path+".old-1" {
		t.Fatalf("%+v, %v", done, err)
	}
	for file, version := range map[string]int{path: 1, done.Aside: 2} {
		s := openAt(t, file, identity)
		if got, err := s.Load(t.Context(), c.ID); err != nil || got.Version != version {
			t.Errorf("%s holds version %d, %v, want %d", filepath.Base(file), got.Version, err, version)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestRestoreWhereNothingWasAndOverSomethingBroken(t *testing.T) {
	oneAfterTheOther(t)
	identity := testIdentity(t)
	backup, _ := sample(t, identity)
	path := filepath.Join(t.TempDir(), "new", "bot.db")
	if done, err := restore(t, backup, path); err != nil || done.Aside != "" {
		t.Fatalf("%+v, %v", done, err)
	}
	openAt(t, path, identity)

	broken := filepath.Join(t.TempDir(), "bot.db")
	for _, name := range []string{broken, broken + "-wal"} {
		if err := os.WriteFile(name, []byte("garbage"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	done, err := restore(t, backup, broken)
	if err != nil || done.Aside == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	s := openAt(t, broken, identity)
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
	if old, err := os.ReadFile(done.Aside); err != nil || string(old) != "garbage" {
		t.Errorf("put aside: %q, %v", old, err)
	}
}

func TestRestoreRefusesABackupThatIsNotClean(t *testing.T) {
	oneAfterTheOther(t)
	identity := testIdentity(t)
	good, _ := sample(t, identity)
	tampered, newer := copyOf(t, good), copyOf(t, good)
	alter(t, tampered, `UPDATE cases SET title = 'x'`)
	alter(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]struct {
		file string
		is   error
	}{
		"tampered": {tampered, nil}, "of a newer program": {newer, ErrNewerSchema}, "empty": {empty, ErrForeign},
		"missing": {filepath.Join(t.TempDir(), "no.db"), os.ErrNotExist},
	} {
		target := copyOf(t, good)
		before, err := os.ReadFile(target)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := restore(t, v.file, target); err == nil || v.is != nil && !errors.Is(err, v.is) {
			t.Errorf("%s: error %v", name, err)
		}
		after, err := os.ReadFile(target)
		if err != nil || string(before) != string(after) {
			t.Errorf("%s: the database was touched, %v", name, err)
		}
		if left, err := filepath.Glob(target + ".*"); err != nil || len(left) != 0 {
			t.Errorf("%s: left behind %v, %v", name, left, err)
		}
	}
}

func TestStatsAndMaintain(t *testing.T) {
	s := openTest(t)
	fill(t, s, 1, 10, 3)
	if err := s.Enqueue(t.Context(), []ledger.Job{
		ledger.NewJob(ledger.QueueSend, "1", task.Send{Channel: disclosure.Email}).At(day0),
		ledger.NewJob(ledger.QueueSend, "2", task.Send{Channel: disclosure.Email}).At(day0.AddDate(0, 0, 1)),
	}); err != nil {
		t.Fatal(err)
	}
	before, err := s.Stats(t.Context())
	if err != nil || before.Cases != 10 || before.Listed != 8 || before.Schema != 4 || before.WALBytes == 0 ||
		len(before.Jobs) != 1 || before.Jobs[0].Count != 2 || !before.OldestDue.Equal(day0) {
		t.Errorf("%+v, %v", before, err)
	}
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := s.Stats(t.Context())
	if err != nil || after.WALBytes != 0 || after.Bytes <= before.Bytes {
		t.Errorf("the log was not folded in: %+v, %v", after, err)
	}
}
