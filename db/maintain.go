package db

import (
	"context"

	"daylight/disclosure/fault"
)

// Maintain lets SQLite refresh what it knows of its indexes and folds the write-ahead log into the file. Call it
// every hour or so: a log that is never emptied grows while readers are busy.
func (s *Store) Maintain(ctx context.Context) error {
	if _, err := s.w.ExecContext(ctx, `PRAGMA optimize`); err != nil {
		return wrap(err, "the database could not be maintained")
	}
	return s.checkpoint(ctx)
}

// checkpoint empties the write-ahead log. It fails with code Unavailable while a reader holds it.
func (s *Store) checkpoint(ctx context.Context) error {
	var busy, log, done int
	if err := s.w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done); err != nil {
		return wrap(err, "the write-ahead log could not be emptied")
	}
	if busy != 0 {
		return fault.Errorf(fault.Unavailable, "the write-ahead log is in use, it is emptied later")
	}
	return nil
}
