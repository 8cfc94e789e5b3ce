package db

import (
	"context"
	"database/sql"
	"errors"

	"daylight/disclosure/fault"
)

// checkKey remembers the public half of the key in a new database and compares it in an old one. Writing on with
// another key would leave a database whose blobs no single key can open.
func (s *Store) checkKey(ctx context.Context) error {
	have := s.identity.Recipient().String()
	want, err := writtenWith(ctx, s.w)
	if errors.Is(err, sql.ErrNoRows) {
		if _, err = s.w.ExecContext(ctx,
			`INSERT INTO meta (name, value) VALUES ('key', $1) ON CONFLICT DO NOTHING`, have); err == nil {
			want, err = writtenWith(ctx, s.w)
		}
	}
	if err != nil {
		return wrap(err, "the key could not be compared")
	}
	if want != have {
		return fault.Errorf(fault.Invalid, "%s was written with the key %s and the key file holds %s: "+
			"put the old key file back: %w", s.path, want, have, ErrWrongKey)
	}
	return nil
}

// writtenWith returns the public half of the key of a database.
func writtenWith(ctx context.Context, h *sql.DB) (key string, err error) {
	err = h.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'key'`).Scan(&key)
	return key, err
}
