package db

import (
	"context"
	"database/sql"
	"errors"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func putRefs(ctx context.Context, tx *txn, refs []ledger.Ref) error {
	for _, r := range refs {
		if err := checkSole(ctx, tx, r); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO refs (case_id, owner, name, value) VALUES ($1, $2, $3, $4)
			ON CONFLICT (case_id, owner, name) DO UPDATE SET value = excluded.value`,
			string(r.Case), r.Owner, r.Name, r.Value); err != nil {
			return err
		}
	}
	return nil
}

// checkSole refuses another value of a name that has one in all cases. The transaction holds the write lock, so that of
// two commits at once one is refused.
func checkSole(ctx context.Context, tx *txn, r ledger.Ref) error {
	if !r.Sole {
		return nil
	}
	var taken string
	err := tx.QueryRowContext(ctx, `SELECT value FROM refs WHERE owner = $1 AND name = $2 AND value <> $3 LIMIT 1`,
		r.Owner, r.Name, r.Value).Scan(&taken)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.Errorf(fault.Refused, "%s belongs to %s, and not to %s", r.Name, taken, r.Value)
}

// Ref returns what a channel keeps of a case under a name, and whether there is such a thing.
func (s *Store) Ref(ctx context.Context, id disclosure.CaseID, owner, name string) (string, bool, error) {
	return s.one(ctx, "the reference could not be read",
		`SELECT value FROM refs WHERE case_id = $1 AND owner = $2 AND name = $3`, string(id), owner, name)
}

// FindRef returns the case for which a channel keeps the value; the oldest when there are several.
func (s *Store) FindRef(ctx context.Context, owner, name, value string) (disclosure.CaseID, bool, error) {
	id, ok, err := s.one(ctx, "the reference could not be looked up",
		`SELECT case_id FROM refs WHERE owner = $1 AND name = $2 AND value = $3 ORDER BY case_id LIMIT 1`, owner, name, value)
	return disclosure.CaseID(id), ok, err
}

// FindRefs returns what a channel keeps under the names that begin with a prefix, by name and case.
func (s *Store) FindRefs(ctx context.Context, owner, prefix string) ([]ledger.Ref, error) {
	const doing = "the references could not be looked up"
	rows, err := s.r.QueryContext(ctx, `SELECT case_id, owner, name, value FROM refs
		WHERE owner = $1 AND name >= $2 AND name < $3 ORDER BY name, case_id`, owner, prefix, prefix+"\U0010FFFF")
	if err != nil {
		return nil, wrap(err, doing)
	}
	defer rows.Close()
	var out []ledger.Ref
	for rows.Next() {
		var r ledger.Ref
		if err := rows.Scan(&r.Case, &r.Owner, &r.Name, &r.Value); err != nil {
			return nil, wrap(err, doing)
		}
		out = append(out, r)
	}
	return out, wrap(rows.Err(), doing)
}

// FindMessage returns the case and the key of the message with a Message-ID or marker. Angle brackets do not matter.
func (s *Store) FindMessage(ctx context.Context, messageID string) (disclosure.CaseID, string, bool, error) {
	var id, key string
	err := s.r.QueryRowContext(ctx, `SELECT case_id, key FROM messages WHERE message_id = $1`,
		canonicalMessageID(messageID)).Scan(&id, &key)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", false, nil
	}
	return disclosure.CaseID(id), key, err == nil, wrap(err, "the message could not be looked up")
}

// FindTarget returns the cases that have an asset at the place of the canonical target, in the order of their ids.
func (s *Store) FindTarget(ctx context.Context, canonicalTarget string) ([]disclosure.CaseID, error) {
	const doing = "the target could not be looked up"
	rows, err := s.r.QueryContext(ctx, `SELECT case_id FROM targets WHERE target = $1 ORDER BY case_id`, disclosure.Asset{Target: canonicalTarget}.Place())
	if err != nil {
		return nil, wrap(err, doing)
	}
	return caseIDs(rows, doing)
}

// Cursor returns how far a poller has read, "" when it never did.
func (s *Store) Cursor(ctx context.Context, name string) (string, error) {
	value, _, err := s.one(ctx, "the cursor could not be read", `SELECT value FROM cursors WHERE name = $1`, name)
	return value, err
}

// SetCursor remembers how far a poller has read.
func (s *Store) SetCursor(ctx context.Context, name, value string) error {
	_, err := s.w.ExecContext(ctx, `INSERT INTO cursors (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return wrap(err, "the cursor could not be stored")
}

// one reads a single text, and whether there is a row at all.
func (s *Store) one(ctx context.Context, doing, query string, args ...any) (string, bool, error) {
	var value string
	err := s.r.QueryRowContext(ctx, query, args...).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return value, err == nil, wrap(err, doing)
}

// caseIDs reads rows that are ids of cases, and closes them.
func caseIDs(rows *sql.Rows, doing string) ([]disclosure.CaseID, error) {
	defer rows.Close()
	var out []disclosure.CaseID
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, wrap(err, doing)
		}
		out = append(out, disclosure.CaseID(id))
	}
	return out, wrap(rows.Err(), doing)
}
