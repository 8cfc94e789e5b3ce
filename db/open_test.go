package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"daylight/db/dbtest"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
)

func TestOpenMakesFileAndFolderPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	path := filepath.Join(dir, "odd name?#%41&.db")
	s := openAt(t, path, testIdentity(t))
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	for name, want := range map[string]fs.FileMode{dir: 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", filepath.Base(name), got, want)
		}
	}
}

func TestOpenTightensTheModeOfAnOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	openAt(t, path, testIdentity(t))
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestOpenSettings(t *testing.T) {
	s := openTest(t)
	for _, v := range []struct {
		h            *sql.DB
		pragma, want string
	}{
		{s.w, "journal_mode", "wal"},
		{s.w, "synchronous", "2"},
		{s.w, "foreign_keys", "1"},
		{s.w, "busy_timeout", "5000"},
		{s.w, "secure_delete", "1"},
		{s.w, "journal_size_limit", "67108864"},
		{s.w, "trusted_schema", "0"},
		{s.r, "query_only", "1"},
		{s.r, "busy_timeout", "5000"},
	} {
		var got string
		if err := v.h.QueryRowContext(t.Context(), "PRAGMA "+v.pragma).Scan(&got); err != nil || got != v.want {
			t.Errorf("%s is %q, %v, want %q", v.pragma, got, err, v.want)
		}
	}
	if _, err := s.r.ExecContext(t.Context(), `INSERT INTO cursors VALUES ('a', 'b')`); err == nil {
		t.Error("a reader could write")
	}
	var loose int
	if err := s.r.QueryRowContext(t.Context(), `SELECT count(*) FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'`).
		Scan(&loose); err != nil || loose != 0 {
		t.Errorf("%d tables are not strict, %v", loose, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	identity := testIdentity(t)
	old := filepath.Join(t.TempDir(), "old.db")
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: old, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	newer := copyOf(t, old)
	alter(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	alter(t, foreign, `CREATE TABLE bookmarks (url TEXT)`)
	noise := filepath.Join(t.TempDir(), "noise.db")
	if err := os.WriteFile(noise, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	emptied, bare := filepath.Join(t.TempDir(), "emptied.db"), filepath.Join(t.TempDir(), "bare.db")
	if err := os.WriteFile(emptied, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	alter(t, bare, `CREATE TABLE x (y)`, `DROP TABLE x`)
	for _, v := range []struct {
		name string
		o    Options
		is   error
		says string
	}{
		{"a newer schema", Options{Create: true, Listing: agenda.ListingOf, Path: newer, Identity: identity}, ErrNewerSchema, "schema 999"},
		{"another key", Options{Create: true, Listing: agenda.ListingOf, Path: old, Identity: testIdentity(t)}, ErrWrongKey, "put the old key file back"},
		{"no key", Options{Create: true, Listing: agenda.ListingOf, Path: old}, nil, "key file"},
		{"a database of something else", Options{Create: true, Listing: agenda.ListingOf, Path: foreign, Identity: identity}, ErrForeign, "choose another file"},
		{"a file that is no database", Options{Create: true, Listing: agenda.ListingOf, Path: noise, Identity: identity}, ErrForeign, "choose another file"},
		{"a file that is not there", Options{Listing: agenda.ListingOf, Path: filepath.Join(t.TempDir(), "x.db"), Identity: identity}, ErrMissing, "is not there"},
		{"a file of 0 bytes", Options{Listing: agenda.ListingOf, Path: emptied, Identity: identity}, ErrMissing, "0 bytes"},
		{"a database without a table", Options{Listing: agenda.ListingOf, Path: bare, Identity: identity}, ErrMissing, "not even the tables"},
		{"a folder", Options{Create: true, Listing: agenda.ListingOf, Path: t.TempDir(), Identity: identity}, nil, "is not a file"},
	} {
		t.Run(v.name, func(t *testing.T) {
			var before []byte
			if v.o.Path != old {
				before, _ = os.ReadFile(v.o.Path)
			}
			s, err := Open(t.Context(), v.o)
			if err == nil {
				t.Fatal("it was opened", s.Close())
			}
			if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), v.says) ||
				v.is != nil && !errors.Is(err, v.is) {
				t.Errorf("error %v", err)
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Error("the error shows a key")
			}
			if v.is == ErrForeign && v.o.Path == noise { //nolint:errorlint // the table's own value
				if after, err := os.ReadFile(v.o.Path); err != nil || string(after) != string(before) {
					t.Error("a file that is not ours was changed")
				}
			}
		})
	}
}

func TestMigrationSavesTheOldFileFirst(t *testing.T) {
	s := openTest(t)
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	files := fstest.MapFS{
		"00001_initial.sql":       {Data: []byte("-- +goose Up\nSELECT 1;\n")},
		"00002_rows_of_cases.sql": {Data: []byte("-- +goose Up\nSELECT 1;\n")},
		"00003_instance_log.sql":  {Data: []byte("-- +goose Up\nSELECT 1;\n")},
		"00004_readers.sql":       {Data: []byte("-- +goose Up\nSELECT 1;\n")},
		"00005_more.sql":          {Data: []byte("-- +goose Up\nCREATE TABLE more (x INTEGER) STRICT;\n")},
	}
	if err := s.migrateTo(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if v, err := schemaVersion(t.Context(), s.w); v != 5 || err != nil {
		t.Errorf("schema %d, %v", v, err)
	}
	saved, err := filepath.Glob(s.path + ".before-schema-5-*")
	if err != nil || len(saved) != 1 {
		t.Fatalf("saved %v, %v", saved, err)
	}
	report, err := VerifyFile(t.Context(), saved[0], nil, agenda.ListingOf)
	if err != nil || !report.Clean() || report.Cases != 1 {
		t.Errorf("saved file: %+v, %v", report, err)
	}

	// A migration that fails leaves nothing behind.
	files["00006_broken.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE third (x INTEGER);\nCREATE TABLE third (x INTEGER);\n")}
	if err := s.migrateTo(t.Context(), files); err == nil {
		t.Fatal("a broken migration passed")
	}
	var third int
	if err := s.w.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_schema WHERE name = 'third'`).Scan(&third); err != nil || third != 0 {
		t.Errorf("half a migration stayed: %d, %v", third, err)
	}
	if v, err := schemaVersion(t.Context(), s.w); v != 5 || err != nil {
		t.Errorf("schema %d, %v", v, err)
	}
}

func TestTwoProcessesMayStartOnAnEmptyFile(t *testing.T) {
	path, identity := filepath.Join(t.TempDir(), "x.db"), testIdentity(t)
	const n = 4
	errs := make(chan error, n)
	for range n {
		go func() {
			s, err := Open(context.Background(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// copyOf copies a closed database.
func copyOf(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(out, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}

// alter changes a database behind the back of a store, with every protection off.
func alter(t testing.TB, path string, statements ...string) {
	t.Helper()
	h, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	h.SetMaxOpenConns(1)
	for _, q := range append([]string{`PRAGMA foreign_keys = 0`, `PRAGMA ignore_check_constraints = 1`}, statements...) {
		if _, err := h.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}
