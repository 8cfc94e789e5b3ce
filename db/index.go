package db

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"daylight/disclosure/fault"
)

// index brings the indexes of a case up to date: messages, targets and full text. What did not change is read and
// left alone.
func index(ctx context.Context, tx *txn, row int64, p *pending) error {
	if err := indexMessages(ctx, tx, p); err != nil {
		return err
	}
	if err := indexTargets(ctx, tx, p); err != nil {
		return err
	}
	if err := indexReaders(ctx, tx, p); err != nil {
		return err
	}
	return indexText(ctx, tx, row, p)
}

func indexMessages(ctx context.Context, tx *txn, p *pending) error {
	have, err := pairs(ctx, tx, `SELECT message_id, key FROM messages WHERE case_id = $1`, p.row.ID)
	if err != nil {
		return err
	}
	want := messageIDs(p.c)
	for _, id := range slices.Sorted(maps.Keys(have)) {
		if _, ok := want[id]; !ok {
			if _, err := tx.ExecContext(ctx, `DELETE FROM messages WHERE message_id = $1`, id); err != nil {
				return err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if key, ok := have[id]; ok && key == want[id] {
			continue
		}
		done, err := tx.ExecContext(ctx, `INSERT INTO messages (message_id, case_id, key) VALUES ($1, $2, $3)
			ON CONFLICT (message_id) DO UPDATE SET key = excluded.key WHERE case_id = excluded.case_id`,
			id, p.row.ID, want[id])
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return fault.Errorf(fault.Conflict, "message %s belongs to another case", want[id])
		}
	}
	return nil
}

func indexTargets(ctx context.Context, tx *txn, p *pending) error {
	have, err := pairs(ctx, tx, `SELECT target, '' FROM targets WHERE case_id = $1`, p.row.ID)
	if err != nil {
		return err
	}
	want := targetsOf(p.c)
	for _, t := range slices.Sorted(maps.Keys(have)) {
		if _, ok := want[t]; ok {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM targets WHERE target = $1 AND case_id = $2`, t, p.row.ID); err != nil {
			return err
		}
	}
	for _, t := range slices.Sorted(maps.Keys(want)) {
		if _, ok := have[t]; ok {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO targets (target, case_id) VALUES ($1, $2)`, t, p.row.ID); err != nil {
			return err
		}
	}
	return nil
}

// indexText writes the full text of a case. Most events change neither the facts nor have a text, and cost one read.
func indexText(ctx context.Context, tx *txn, row int64, p *pending) error {
	want, notes := documentOf(p.c), notesOf(p.events)
	var have document
	err := tx.QueryRowContext(ctx, `SELECT id, title, parties, targets, facts FROM cases_fts WHERE rowid = $1`, row).
		Scan(&have.ID, &have.Title, &have.Parties, &have.Targets, &have.Facts)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.ExecContext(ctx, `INSERT INTO cases_fts (rowid, id, title, parties, targets, facts, notes)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, row, want.ID, want.Title, want.Parties, want.Targets, want.Facts, notes)
		return err
	case err != nil:
		return err
	case have == want && notes == "":
		return nil
	}
	_, err = tx.ExecContext(ctx, `UPDATE cases_fts SET id = $2, title = $3, parties = $4, targets = $5, facts = $6,
		notes = notes || $7 WHERE rowid = $1`, row, want.ID, want.Title, want.Parties, want.Targets, want.Facts, notes)
	return err
}

// reindex brings the indexes of a case up to date with all of its events.
func reindex(ctx context.Context, tx *txn, row int64, p *pending) error {
	if err := indexMessages(ctx, tx, p); err != nil {
		return err
	}
	if err := indexTargets(ctx, tx, p); err != nil {
		return err
	}
	if err := indexReaders(ctx, tx, p); err != nil {
		return err
	}
	type entry struct {
		document
		notes string
	}
	want := entry{documentOf(p.c), notesOf(p.events)}
	var have entry
	err := tx.QueryRowContext(ctx, `SELECT id, title, parties, targets, facts, notes FROM cases_fts WHERE rowid = $1`, row).
		Scan(&have.ID, &have.Title, &have.Parties, &have.Targets, &have.Facts, &have.notes)
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	case err == nil && have == want:
		return nil // splitting a text into words takes longer than all the rest
	}
	_, err = tx.ExecContext(ctx, `REPLACE INTO cases_fts (rowid, id, title, parties, targets, facts, notes)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, row, want.ID, want.Title, want.Parties, want.Targets, want.Facts, want.notes)
	return err
}

// pairs reads two columns of text. The rows are read to their end before it returns: the writer has one connection.
func pairs(ctx context.Context, q querier, query string, args ...any) (map[string]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var k, v string
		if err := rows.Scan(&k, &v); err != nil {
			return nil, err
		}
		out[k] = v
	}
	return out, rows.Err()
}

// querier is a handle or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
