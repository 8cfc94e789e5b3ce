package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"

	"daylight/db/migrations"
	"daylight/disclosure/fault"
)

// Versions of a file that no migration has touched.
const (
	schemaEmpty   = -1 // no table at all
	schemaForeign = -2 // tables, but none of ours
)

// migrate brings the schema up to date. The usual case, nothing to do, costs one query.
func (s *Store) migrate(ctx context.Context) error {
	files, err := schemaFiles()
	if err != nil {
		return err
	}
	return s.migrateTo(ctx, files)
}

// schema returns the version of the file, and refuses one that this program cannot know.
func (s *Store) schema(ctx context.Context) (int64, error) {
	files, err := schemaFiles()
	if err != nil {
		return 0, err
	}
	newest, err := newestMigration(files)
	if err != nil {
		return 0, err
	}
	return checkSchema(ctx, s.w, s.path, newest)
}

// schemaFiles returns the migrations that the program knows.
func schemaFiles() (fs.FS, error) {
	files, err := fs.Sub(migrations.SQLite, "sqlite")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the schema is not part of the program: %w", err)
	}
	return files, nil
}

func (s *Store) migrateTo(ctx context.Context, files fs.FS) error {
	newest, err := newestMigration(files)
	if err != nil {
		return err
	}
	// Two processes may start on one empty file. The slower one fails in the middle and finds the work done.
	for attempt := range 50 {
		var done bool
		if done, err = s.migrateOnce(ctx, files, newest); done || ctx.Err() != nil {
			return err
		}
		s.log.Debug("schema not up to date yet", "attempt", attempt, "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	return err
}

// migrateOnce reports whether the matter is settled: up to date, or failed for good.
func (s *Store) migrateOnce(ctx context.Context, files fs.FS, newest int64) (bool, error) {
	have, err := checkSchema(ctx, s.w, s.path, newest)
	if err != nil || have == newest {
		return true, err
	}
	if have > 0 && !s.savedAlready(ctx) {
		file := fmt.Sprintf("%s.before-schema-%d-%s", s.path, newest, s.clock().UTC().Format("20060102T150405Z"))
		if err := s.copyTo(ctx, file); err != nil {
			return true, fmt.Errorf("no backup, so the schema was left alone: %w", err)
		}
		s.log.Info("database saved before its schema changes", "file", file, "from", have, "to", newest)
	}
	// A provider is not closed: that would close the handle that it was given.
	p, err := goose.NewProvider(goose.DialectSQLite3, s.w, files,
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return true, fault.Errorf(fault.Internal, "the schema of the program is broken: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return have > 0, wrap(err, "the schema could not be brought up to date")
	}
	return true, nil
}

// savedAlready reports whether the database was saved because its cases are about to be rewritten.
func (s *Store) savedAlready(ctx context.Context) bool {
	rows, err := readRows(ctx, s.w)
	return err == nil && rows.begun()
}

// checkSchema returns the version of a file, and refuses one that this program cannot know.
func checkSchema(ctx context.Context, h *sql.DB, path string, newest int64) (int64, error) {
	have, err := schemaVersion(ctx, h)
	switch {
	case primary(err) == sqlite3.SQLITE_NOTADB:
		return have, fault.Errorf(fault.Invalid, "%s: choose another file: %w", path, ErrForeign)
	case err != nil:
		return have, wrap(err, "the database "+path+" could not be read")
	case have == schemaForeign:
		return have, fault.Errorf(fault.Invalid, "%s: choose another file: %w", path, ErrForeign)
	case have > newest:
		return have, fault.Errorf(fault.Invalid,
			"%s has schema %d and this program knows %d: use the newer program, or restore a backup: %w",
			path, have, newest, ErrNewerSchema)
	}
	return have, nil
}

// schemaVersion returns the number of the newest migration in a file, or one of the constants above.
func schemaVersion(ctx context.Context, h *sql.DB) (int64, error) {
	var tables, ours int
	err := h.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(name = 'goose_db_version'), 0)
		FROM sqlite_schema WHERE type = 'table'`).Scan(&tables, &ours)
	switch {
	case err != nil:
		return 0, err
	case tables == 0:
		return schemaEmpty, nil
	case ours == 0:
		return schemaForeign, nil
	}
	var version int64
	err = h.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).
		Scan(&version)
	return version, err
}

// newestMigration returns the highest number among the files NNNNN_name.sql.
func newestMigration(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, fault.Errorf(fault.Internal, "the schema is not part of the program: %w", err)
	}
	var newest int64
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fault.Errorf(fault.Internal, "the migration %s has no number: %w", name, err)
		}
		newest = max(newest, n)
	}
	return newest, nil
}
